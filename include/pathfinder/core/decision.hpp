// The answer: every option assessed and ranked, and the path recommended. Ids and numbers only; sentences are made in
// report/ from data/text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/acceptance.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/fact_set.hpp"
#include "pathfinder/core/pilot_advice.hpp"
#include "pathfinder/core/plan_limits.hpp"
#include "pathfinder/core/policy_result.hpp"
#include "pathfinder/core/procurement.hpp"
#include "pathfinder/core/reliability.hpp"
#include "pathfinder/core/scenario.hpp"
#include "pathfinder/core/variant.hpp"
#include "pathfinder/core/verdict.hpp"

namespace pathfinder {

/// What would be run for an option: chosen model, hardware and recipe.
struct Plan {
  Plan();
  Plan(const Plan&);
  Plan(Plan&&) noexcept;
  Plan& operator=(const Plan&);
  Plan& operator=(Plan&&) noexcept;
  ~Plan();

  std::string model;  ///< catalogue id; empty: behind an API
  std::string api;    ///< "provider/model" where an API is used
  std::string gpu;    ///< catalogue id, or "ad-hoc"
  double training_gpus = 0;
  std::string training_gpu;     ///< kind that is rented for training beside accelerators of one's own; else empty
  std::string training_recipe;  ///< text id: "recipe.lora-bf16", "recipe.qlora", …
  std::string sharding;         ///< "none", "zero-2", "zero-3"
  double micro_batch = 0;
  double sequence = 0;
  double train_tokens = 0;
  double serving_gpus = 0;
  std::string serving;  ///< "owned", "rented", "api", "cpu"
  double tensor_parallel = 0;
  std::string precision;     ///< of the weights that are served: "bf16", "fp8", "int8", "awq"; empty: nothing is served
  std::string training_on;   ///< "owned", "rented", "hosted", "none"
  std::optional<bool> fits;  ///< the user's accelerators hold it; absent where there is nothing to hold or to hold it
  std::vector<Field> notes;  ///< {text id, argument}
};

/// Everything computed for one option; absent where it does not apply.
struct OptionEstimate {
  OptionEstimate();
  OptionEstimate(const OptionEstimate&);
  OptionEstimate(OptionEstimate&&) noexcept;
  OptionEstimate& operator=(const OptionEstimate&);
  OptionEstimate& operator=(OptionEstimate&&) noexcept;
  ~OptionEstimate();

  std::optional<Estimate<GpuHours>> training_gpu_hours;
  std::optional<Estimate<Hours>> training_wall_hours;
  std::optional<Estimate<Bytes>> memory_per_gpu;
  std::optional<Estimate<Dollars>> setup;
  std::optional<Estimate<Dollars>> monthly;
  std::optional<Estimate<Dollars>> total;
  std::optional<Estimate<Dollars>> cash;    ///< of the total: new money, without owned machines and in-house people
  std::optional<Estimate<Dollars>> people;  ///< of the total: people's work
  std::optional<Estimate<KilowattHours>> energy;
  std::optional<Estimate<KilowattHours>> training_energy;  ///< of one round; absent where nothing is trained
  std::optional<Estimate<KilowattHours>> monthly_energy;   ///< of serving, of re-embedding and retraining
  std::optional<Estimate<Kilograms>> co2;
  std::optional<Estimate<Weeks>> weeks_to_value;
  std::optional<Estimate<Milliseconds>> latency;
  std::optional<Estimate<Milliseconds>> ttft;
  std::optional<Estimate<double>> effect_odds_ratio;
  std::optional<Estimate<double>> retrieval_extra_energy;  ///< of an answer, over the same answer without retrieval
  std::vector<Line<Dollars>> bill;
  std::vector<YearBill> years;                ///< the total, year by year
  std::vector<HorizonCost> horizons;          ///< 12, 36 and 60 months
  std::vector<Sourcing> ways;                 ///< rent, buy, API; the chosen one first
  std::vector<SourcingBreakEven> break_even;  ///< of the chosen way against each other one
  std::vector<LoadPoint> by_load;             ///< monthly cost of each way at other loads
  std::vector<PlanAlternative> alternatives;  ///< plans that lost, the next best first
  std::optional<PlanAlternative> own_cards;   ///< training on the user's own cards, where it is rented instead
  std::optional<Workload> workload;
  std::optional<Estimate<Weeks>> staff_weeks;     ///< person-weeks of the build, all roles
  std::optional<Estimate<double>> build_months;   ///< that the set-up pays for; first use may come long before its end
  std::optional<Estimate<double>> build_persons;  ///< in the mean of those months
  std::optional<Estimate<double>> staying_persons;  ///< that the monthly sum pays for
  double labels_to_write = 0;                       ///< examples that are missing
  bool quote_needed = false;                        ///< some line of the bill has no price: the sums leave it out
  std::vector<std::string> training_assumed;        ///< facts behind the training figures that nobody gave
  std::vector<std::string> money_assumed;           ///< and behind the amounts of money
  FactSet made_of;                                  ///< facts that the plan and its figures were made of; not saved
  Plan plan;
};

/// The article's relative figure for an option beside the computed one.
struct ArticleComparison {
  double low = 0;
  double high = 0;
  std::string of;
  std::optional<Estimate<double>> computed;
};

/// All about one option.
struct Assessment {
  Assessment();
  Assessment(const Assessment&);
  Assessment(Assessment&&) noexcept;
  Assessment& operator=(const Assessment&);
  Assessment& operator=(Assessment&&) noexcept;
  ~Assessment();

  std::string strategy;
  std::string variant;                ///< form of it that the facts support; empty: the table has none
  std::vector<VariantView> variants;  ///< all forms that stand under it, that one first
  int rank = 0;
  Standing standing = Standing::open;
  double score = 0;
  std::vector<std::pair<std::string, double>> factors;  ///< factor id → share of its weight reached, 0…1
  std::vector<GateResult> gates;
  std::vector<CautionResult> cautions;
  std::vector<Contribution> contributions;
  std::vector<std::string> reasons;  ///< ids of the strategy's reasons that hold, for it
  std::vector<std::string> against;  ///< and against it
  OptionEstimate estimate;
  std::optional<ArticleComparison> article;
  std::optional<double>
      first_rank;  ///< share of draws in which it comes first; absent where none were made, or blocked
  std::optional<double> max_regret;  ///< most score it loses to the best option of a draw
};

/// In words: first in at least 90 %, in at least 60 %, in fewer of the draws; none: every option is blocked.
enum class Verdict { clear, leaning, toss_up, none };
template <>
inline constexpr std::array<std::string_view, 4> enum_words<Verdict> = {"clear", "leaning", "toss_up", "none"};

/// How sure the answer is, over draws of weights and of facts that nobody knows exactly (SMAA-2).
struct Confidence {
  std::size_t draws = 0;
  Verdict verdict = Verdict::none;
  double first = 0;              ///< share of draws in which the recommended option comes first
  double sampling_error = 0;     ///< of `first`: one standard error
  double margin = 0;             ///< its score less the runner-up's
  double beats_runner_up = 0;    ///< share of draws
  std::string more_often_first;  ///< another option that comes first more often, by more than three sampling errors
  std::string least_regret;      ///< the option whose largest regret is smallest, where it is another one
  double doubt = 0;              ///< score that knowing everything would add on average (EVPI)
  std::optional<Reliability> reliability;
};

/// The nearest value of a fact at which another option comes first.
struct Flip {
  std::string fact;
  double from = 0;       ///< value now; NaN: nobody knows it and nothing is assumed
  double holds = 0;      ///< last value for which the answer holds; NaN where that is "not known"
  double flips = 0;      ///< first value for which it does not
  bool upwards = true;   ///< `flips` or more; false: `flips` or less. Categories without order: exactly `flips`
  std::string strategy;  ///< what comes first then; empty: every option is blocked
  double distance = 0;   ///< how far away, 0…1 of the fact's plausible range
};

/// The weight of a criterion at which another option comes first, the other weights scaled in proportion.
struct WeightFlip {
  std::string criterion;
  double from = 0;
  double to = 0;
  std::string strategy;
};

/// The smallest two changes that make another option come first.
struct PairFlip {
  Flip first;
  Flip second;
  std::string strategy;
};

/// A fact worth asking for.
struct Question {
  std::string fact;
  double value = 0;  ///< score that knowing it would add on average (EVPPI)
  double standard_error = 0;
  double share_of_doubt = 0;     ///< of Confidence::doubt
  std::optional<Dollars> money;  ///< only where the worth of an answer is known
  std::string with = {};         ///< a second fact: the value is that of knowing both, neither is worth much alone
};

/// The score difference of the two best options while one fact runs over its range.
struct TornadoBar {
  std::string fact;
  double low = 0;  ///< values of the fact: P10 and P90
  double high = 0;
  double lead_low = 0;  ///< the recommended option's lead there
  double lead_high = 0;
};

/// Nobody has said what a right answer is worth: from which worth on it would matter.
struct AnswerWorth {
  std::optional<Flip> flip;  ///< absent: none changes the answer
};

/// On what the answer hangs.
struct Sensitivity {
  Sensitivity();
  Sensitivity(const Sensitivity&);
  Sensitivity(Sensitivity&&) noexcept;
  Sensitivity& operator=(const Sensitivity&);
  Sensitivity& operator=(Sensitivity&&) noexcept;
  ~Sensitivity();

  std::vector<Flip> flips;                  ///< nearest first
  std::vector<WeightFlip> weights;          ///< smallest change first
  std::vector<PairFlip> pairs;              ///< only where asked for
  std::vector<Question> ask_next;           ///< most valuable first
  std::optional<PilotAdvice> pilot;         ///< the study worth running; absent with no draws
  std::optional<AnswerWorth> answer_worth;  ///< which worth of an answer would change it; absent where that is known
  std::vector<TornadoBar> tornado;          ///< only where asked for; longest first
};

/// One stage of the recommended path.
struct PathStage {
  PathStage();
  PathStage(const PathStage&);
  PathStage(PathStage&&) noexcept;
  PathStage& operator=(const PathStage&);
  PathStage& operator=(PathStage&&) noexcept;
  ~PathStage();

  std::string strategy;
  bool recommended = false;
  bool later = false;  ///< conditional: opens only when its test is met
  Estimate<Weeks> weeks;
  std::optional<Estimate<Dollars>> cost;  ///< set-up beyond what the stages before have paid for
  std::string builds_on;                  ///< strategy of the stage before it; empty: it is the first
  std::vector<std::string> missing;       ///< facts that would open a conditional stage
};

/// What the article's own rules (B1–B5) would say.
struct ArticleView {
  std::string strategy;
  std::string rule;
  bool agrees = false;
};

/// How the formula of the article (D1–D3) reads the scenario.
struct EffectView {
  Estimate<double> odds_ratio;
  double knowledge = 0;
  double strategy = 0;
  double base = 0;
  std::vector<std::string> failure_modes;  ///< ids of the article's limits that apply
};

/// What comes first over another horizon.
struct HorizonWinner {
  double months = 12;
  std::string strategy;
};

/// What a decision was made with, so that anybody can make it again. Empty: not asked for.
struct Edition {
  std::string version;          ///< of the program
  std::string data_date;        ///< day of the newest figure
  std::string data_sha256;      ///< of all data files, those of --data included
  std::string scenario_sha256;  ///< of the facts as given
};

/// The decision for one scenario: best first; blocked options last, never dropped.
struct Decision {
  Decision();
  Decision(const Decision&);
  Decision(Decision&&) noexcept;
  Decision& operator=(const Decision&);
  Decision& operator=(Decision&&) noexcept;
  ~Decision();

  Scenario scenario;
  Facts facts;
  std::vector<std::string> unsaid;  ///< facts that rules read and nobody has said; they may be assumed
  PlanLimits limits;                ///< that the plans had to keep
  std::vector<Assessment> ranking;
  bool tie = false;
  std::vector<PathStage> path;
  std::optional<ArticleView> article;
  std::optional<EffectView> effect;
  std::optional<AcceptanceTest> acceptance;  ///< absent in files older than it
  std::optional<Confidence> confidence;      ///< absent with no draws
  Sensitivity sensitivity;
  std::vector<HorizonWinner> horizons;      ///< who comes first over 12, 36 and 60 months
  std::vector<ConstraintCost> constraints;  ///< what each of the user's constraints costs
  std::vector<RegionView> regions;          ///< where the recommended training is cheapest, where greenest
  std::vector<PolicyResult> policies;
  std::vector<Diagnostic> warnings;
  std::string currency = "USD";
  double usd_rate = 1;
  std::string currency_as_of;
  Edition edition;

  /// The recommended option; null when every option is blocked.
  const Assessment* winner() const {
    return ranking.empty() || ranking.front().standing == Standing::blocked ? nullptr : &ranking.front();
  }
};

}  // namespace pathfinder
