// What a plan may choose: the base model, what it runs on, the precision of served weights, an API. Limits of the
// organisation and of the scenario take candidates away here, before anything is worked out or priced.
// Functions return what they found with the facts it rests on; they change nothing.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

/// Precisions of served weights, from none given away to most.
inline constexpr std::array<std::string_view, 4> precisions = {"bf16", "fp8", "int8", "awq"};

/// Whether an option trains a model from nothing on sequences that are no language: events, series, tables, molecules.
inline bool own_sequence(const LanguageModel& model, const TrainingKind& kind) {
  return kind.load.from == StartsFrom::nothing && model.kind == "sequence";
}

/// One combination.
struct Choice {
  const LanguageModel* model = nullptr;
  const Gpu* gpu = nullptr;             ///< that it trains and serves on; what the user has, or a kind to rent
  const Gpu* rented_trainer = nullptr;  ///< training is rented on this kind though the user has accelerators; else null
  double training_accelerators = 0;     ///< 0: as many as the option usually takes
  std::string_view precision = precisions.front();  ///< of the weights that are served; one of `precisions`
  bool api = false;                                 ///< answers come from an API
  bool on_device = false;                           ///< answers come from what the user holds in his hands
  bool batched = false;                             ///< in batches, within a day
  int quality = 0;                                  ///< PlanFigures::quality
};

/// Accelerators that the user has; rented ones are not there.
Read<double> accelerators_there(const EstimateContext& context);
/// Of the kind that is chosen, how many the user has.
Read<double> owned(const EstimateContext& context, const Choice& choice);

/// Whether answers must come from the user's own device, and it can run a model of so many parameters.
Read<bool> runs_on_device(const EstimateContext& context, double parameters);

/// The base model of an option: the one named; else the newest of the size that the task asks for, which must at least
/// fit where it is to run.
Read<const LanguageModel*> base_model(const EstimateContext& context, const Strategy& strategy);
/// The model offered and allowed, that takes the input and speaks the text's language, whose size is nearest; the
/// newest of equals.
Read<const LanguageModel*> nearest_model(const EstimateContext& context, double size_b, bool dense_only);
/// Other models of at least the size asked for, by how near they are; all are older or carry conditions, else the base
/// model would be one of them.
Read<std::vector<const LanguageModel*>> comparable_models(const EstimateContext& context, const LanguageModel& base,
                                                          bool dense_only);
/// Expert models that published results put beside a dense model: their parameters fill more memory and do less work.
Read<std::vector<const LanguageModel*>> equal_expert_models(const EstimateContext& context, const LanguageModel& dense);

/// What a plan may run on: what the user has or names; else the kinds that can be rented here.
Read<std::vector<const Gpu*>> kinds(const EstimateContext& context);
/// Kinds that a seller offers here, in the order of data/plans.json, and those the user was quoted a rent for; where
/// nobody names a price, those that are allowed.
Read<std::vector<const Gpu*>> rentable(const EstimateContext& context);
/// Whether a seller offers this kind on this side of the border.
Read<bool> offered_here(const EstimateContext& context, const Gpu& gpu);
/// The accelerator of a plan: a kind of the catalogue, or what the user described.
const Gpu& kind_named(const EstimateContext& context, std::string_view gpu);
/// Whether it serves weights in FP8 and published rows show that its generation does.
bool serves_fp8(const Catalogue& catalogue, const Gpu& gpu);

/// Whether questions may go to an API at all.
Read<bool> api_allowed(const EstimateContext& context);
/// The newest prices of those of `models` that somebody sells where the machines stand.
Read<std::vector<const ApiPrice*>> sold_here(const EstimateContext& context, const std::vector<std::string>& models);
/// The same of tuned models that are adapters of this base: a seller serves an adapter on its own base only. Rows that
/// name no base are a user's quotes and take any.
Read<std::vector<const ApiPrice*>> adapters_sold(const EstimateContext& context, const LanguageModel& base);
/// The base that adapters are sold for here: `base` if it is one, else the newest that takes the input, speaks the
/// language and is allowed; null where there is none, or the user named another.
Read<const LanguageModel*> adapters_base(const EstimateContext& context, const LanguageModel& base);
/// Whether answers may come from batches: nobody set a limit on time, and the task has no one waiting for the answer.
Read<bool> may_wait_a_day(const EstimateContext& context);
/// Whether training data may leave the user's own accelerators for rented ones.
Read<bool> may_rent_training(const EstimateContext& context);

}  // namespace pathfinder
