// One choice worked out: what a question's prompt holds, the training that fits and its hours, the fleet that serves.
// A draft holds plain numbers, indices and what was found in the plan cache; no sentence, label or basis. Those are
// made of it where they are shown (advise/bill, advise/option_words).
// Beside its figures a draft holds the facts they rest on, apart for training and for money.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/base/calendar.hpp"

#include "advise/choices.hpp"

namespace pathfinder {

inline Spread<double> plus(const Spread<double>& a, const Spread<double>& b) {
  return {a.low + b.low, a.central + b.central, a.high + b.high};
}
inline Spread<double> at_least(const Spread<double>& a, double floor) {
  return {std::max(a.low, floor), std::max(a.central, floor), std::max(a.high, floor)};
}
inline Spread<double> known_or(const Spread<double>& a, const Spread<double>& otherwise) {
  return std::isnan(a.central) ? otherwise : a;
}

/// A spread over its middle.
inline Spread<double> ratio(const Spread<double>& spread) {
  if (spread.central <= 0) return {1, 1, 1};
  return {spread.low / spread.central, 1, spread.high / spread.central};
}

/// The interval widened by what the formula was fed with.
inline Spread<double> widened(const Spread<double>& interval, const Spread<double>& input_ratio) {
  return interval.central <= 0 ? interval : independent_product({interval, input_ratio});
}

/// A training as far as it does not depend on the model, nor on how many accelerators of which kind do it.
struct TrainingJob {
  TrainingLoad load;
  Spread<double> tokens{0, 0, 0};
};

/// A training by the recipe that fits.
struct Training {
  const PlanCache::Recipe* by = nullptr;   ///< null: nothing is trained
  std::optional<Interval<GpuHours>> time;  ///< at exactly the job's tokens; absent where the chip's rate is not known
};

/// One training of an option.
struct TrainingFigures {
  TrainingJob job;
  Training found;
  bool timed = false;  ///< the chip's rate is known: what follows has values
  double accelerators = 0;
  double owned = 0;                 ///< that the user has of the kind it runs on
  Spread<double> hours{0, 0, 0};    ///< accelerator-hours
  Spread<double> energy{0, 0, 0};   ///< kWh
  double examples_wanted = 0;       ///< that such a training should have; 0: it takes none
  Spread<double> missing{0, 0, 0};  ///< of them
};

/// What answers the questions of an option.
struct ServingFigures {
  enum class On { cpu, device, api, owned, rented };

  On on = On::cpu;
  std::vector<const ApiPrice*> sold;        ///< of an API: rows whose prices are its range
  const PlanCache::Fleet* found = nullptr;  ///< null: no accelerators, or nothing is known of the chip
  bool feasible = false;                    ///< the fleet carries the load: what follows has values
  double needed = 0;                        ///< accelerators
  Spread<double> accelerators{0, 0, 0};     ///< the same with its range
  double owned = 0;                         ///< that the user has of the kind
  double busy = 0;                          ///< share of time that a replica works
  Spread<double> passages{0, 0, 0};         ///< tokens of a prompt that retrieval adds
};

/// One option while it is being put together.
struct Draft {
  Draft(const Strategy& of, const TrainingKind& by, const Choice& chosen)
      : strategy(of),
        kind(by),
        choice(chosen),
        model(choice.model),
        trains(by.trains()),
        classic(by.load.from == StartsFrom::encoder),
        on_cores(classic || choice.on_device || own_sequence(*choice.model, by)) {}

  /// What it trains on.
  const Gpu& trainer() const { return choice.rented_trainer != nullptr ? *choice.rented_trainer : *choice.gpu; }
  /// Trained and served by the token, behind an API.
  bool hosted() const { return training.timed && choice.api; }
  /// The bill with people's work. \pre it is made
  CostLines whole_bill() const;
  /// Facts are looked up, not trained in: only behaviour is trained again.
  bool facts_elsewhere() const { return strategy.recipe.retrieval || kind.repeated == Repeated::for_behaviour; }

  const Strategy& strategy;
  const TrainingKind& kind;  ///< how it trains
  Choice choice;
  const LanguageModel* model;  ///< the choice's, or a smaller one that fits
  bool trains = false;
  bool classic = false;  ///< a small encoder is trained and served, no language model
  /// What answers needs no accelerator: an encoder, an own model of sequences, a model on the user's device.
  bool on_cores = false;

  Spread<double> prompt_tokens{0, 0, 0};  ///< per question, everything in it
  double corpus_in_prompt = 0;            ///< tokens of it that are the corpus, cached
  TrainingFigures training;
  ServingFigures serving;
  std::optional<bool> fits;  ///< the user's accelerators hold it
  bool training_fits = true;
  bool serving_fits = true;
  bool too_slow = false;

  // advise/bill fills these
  CostLines bill;                             ///< without people's work
  const PlanCache::People* people = nullptr;  ///< whose lines stand behind those of the bill
  Spread<double> person_weeks{0, 0, 0};       ///< of the build
  Spread<double> build_months{0, 0, 0};
  Spread<double> staying{0, 0, 0};       ///< persons
  Spread<double> weeks{0, 0, 0};         ///< until it works, the machines' own time included
  Spread<double> energy_month{0, 0, 0};  ///< kWh
  double months = 0;                     ///< horizon
  Dollars total;                         ///< central, over the horizon
  Dollars cash;                          ///< of it new money

  // The facts behind them.
  MadeOf of_training;
  MadeOf of_money;   ///< beside those of training
  MadeOf of_prompt;  ///< and all others
};

/// The choice worked out, without its bill.
Draft draft_of(const EstimateContext& context, const Strategy& strategy, const Choice& choice);

// --- parts, for the search ------------------------------------------------------------------------------------------

/// A draft that knows its prompt.
Draft prompt_draft(const EstimateContext& context, const Strategy& strategy, const Choice& choice);

/// What is to be trained. \pre draft.trains
Read<TrainingJob> job_of(const EstimateContext& context, const Draft& draft);
/// How many accelerators an option's training takes where nothing else decides.
Read<double> usual_accelerators(const EstimateContext& context, const Draft& draft);
/// The recipe that fits this many of the draft's accelerators: the one asked for, or the mildest that does.
Training training_on(const EstimateContext& context, const Draft& draft, const TrainingJob& job, double accelerators);
/// Fills draft.training. \pre draft.trains
void draft_training(const EstimateContext& context, Draft& draft);

/// The least accelerators that carry the load within the limit on latency; where none do, without that limit.
Read<const PlanCache::Fleet*> fleet_for(const EstimateContext& context, const Draft& draft);
/// The deployment whose fleet that is, for answers of this length.
ServingSetup setup_of(const EstimateContext& context, const Draft& draft, double answer_tokens);
/// Fills draft.serving.
void draft_serving(const EstimateContext& context, Draft& draft);

/// Weeks of an option's stages by the team's skill, without the machines' own time.
Read<Spread<double>> stage_weeks(const EstimateContext& context, const Draft& draft);

/// Tokens of the user's text to embed.
struct EmbeddingLoad {
  Spread<Tokens> once;
  Spread<Tokens> monthly;
};
Read<EmbeddingLoad> tokens_to_embed(const EstimateContext& context);
Spread<TokensPerSecond> embedding_speed(const EstimateContext& context, const Gpu& gpu);

}  // namespace pathfinder
