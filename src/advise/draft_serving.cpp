// What answers the questions of one option: a CPU, an API, or accelerators and how many.
#include <algorithm>
#include <cmath>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/draft.hpp"

namespace pathfinder {
namespace {

/// Tokens of a question that go through the model: a prompt is cut where the model's context ends.
double input_length(const Draft& draft) {
  return std::min(draft.prompt_tokens.central + draft.corpus_in_prompt,
                  std::max(1024.0, draft.model->context_tokens * 0.9));
}

void serve_on_accelerators(const EstimateContext& context, Draft& draft) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf& made = draft.of_money;
  ServingFigures& serving = draft.serving;
  made |= context.user_gpu.made_of;  // even where it is only the kind to start the search from
  serving.owned = made.take(owned(context, draft.choice));
  serving.on = serving.owned > 0 ? ServingFigures::On::owned : ServingFigures::On::rented;
  const Gpu& gpu = *draft.choice.gpu;
  if (gpu.memory_bandwidth_gb_per_s <= 0 || gpu.dense_16bit_tflop_per_s() <= 0) return;  // nothing to reckon with

  serving.found = made.take(fleet_for(context, draft));
  const LeastAccelerators& fleet = serving.found->least;
  draft.too_slow = serving.found->too_slow;
  const bool counted = made.take(facts.known(slots.gpus));
  if (!fleet.central.feasible) {
    draft.serving_fits = false;
    if (counted) draft.fits = false;
    return;
  }
  serving.feasible = true;
  serving.needed = fleet.central.accelerators;
  const double most = fleet.high.feasible ? fleet.high.accelerators : serving.needed * 2;
  const double fewest = fleet.low.feasible ? fleet.low.accelerators : serving.needed;
  serving.accelerators = {std::min(fewest, serving.needed), serving.needed, std::max(most, serving.needed)};
  if (counted && serving.owned > 0) {
    const bool holds = serving.needed <= serving.owned;
    draft.fits = draft.fits.value_or(true) && (holds || !made.take(facts.yes(slots.on_premises)));
  }
  if (draft.strategy.recipe.retrieval) {
    const Spread<double> base = made.take(facts.number(slots.prompt_tokens));
    serving.passages = {std::max(0.0, draft.prompt_tokens.low - base.low),
                        std::max(0.0, draft.prompt_tokens.central - base.central),
                        std::max(0.0, draft.prompt_tokens.high - base.high)};
  }
  // A replica works while anything is in flight: of a Poisson number with the mean of a mean hour, all but e^-mean.
  const double peak = std::max(1.0, made.take(facts.value(slots.peak_factor)));
  serving.busy = 1 - pathfinder::exp(-fleet.central.in_flight / peak);
}

}  // namespace

ServingSetup setup_of(const EstimateContext& context, const Draft& draft, double answer_tokens) {
  ServingSetup setup;
  setup.model = draft.model->shape;
  setup.gpu = *draft.choice.gpu;
  setup.engine = context.settings.serving_engine;
  setup.precision = draft.choice.precision;
  setup.input_len = input_length(draft);
  setup.output_len = answer_tokens;
  return setup;
}

Read<const PlanCache::Fleet*> fleet_for(const EstimateContext& context, const Draft& draft) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf made;
  const double answer_tokens = made.take(facts.value(slots.answer_tokens));
  ServingLoad load;
  load.requests_per_s =
      made.take(facts.value(slots.queries_per_day)) * made.take(facts.value(slots.peak_factor)) / seconds_per_day;
  load.latency_p95_s = made.take(facts.value(slots.latency_ms)) / 1000;
  const auto precision = static_cast<std::size_t>(
      std::find(precisions.begin(), precisions.end(), draft.choice.precision) - precisions.begin());
  const double length = input_length(draft);
  const PlanCache::FleetKey key{draft.model,
                                draft.choice.gpu,
                                {precision, PlanCache::bits(length), PlanCache::bits(answer_tokens),
                                 PlanCache::bits(load.requests_per_s), PlanCache::bits(load.latency_p95_s)}};
  auto& fleets = context.cache.fleets;
  const auto found = fleets.find(key);
  if (found != fleets.end()) return {&found->second, made};

  const Catalogue& catalogue = context.catalogue;
  auto& replicas = context.cache.replicas;
  const PlanCache::ReplicaKey same_replicas{draft.model, draft.choice.gpu, precision};
  auto widths = replicas.find(same_replicas);
  if (widths == replicas.end()) {
    const ServingSetup setup = setup_of(context, draft, answer_tokens);
    widths = replicas.emplace(same_replicas, replica_widths(setup, catalogue.serving_profiles)).first;
  }
  const auto least = [&] {
    return least_accelerators(widths->second, length, answer_tokens, load, context.constants.serving);
  };
  // What was measured here: the model's machine is so many times as fast as the user's, so its load and limit are too.
  const std::string system =
      serving_system(draft.choice.gpu->id, context.settings.serving_engine, catalogue.serving_profiles);
  load.requests_per_s *= pathfinder::exp(-offset_for(catalogue.calibration, "tokens_per_s_out", system).mean);
  load.latency_p95_s /= pathfinder::exp(offset_for(catalogue.calibration, "tpot_ms", system).mean);
  PlanCache::Fleet fleet;
  fleet.least = least();
  if (!fleet.least.central.feasible) {
    // The limit cannot be kept by this model on this accelerator: what it costs without the limit is still worth
    // knowing.
    fleet.too_slow = true;
    load.latency_p95_s = 0;
    fleet.least = least();
  }
  return {&fleets.emplace(key, fleet).first->second, made};
}

void draft_serving(const EstimateContext& context, Draft& draft) {
  if (draft.choice.on_device) draft.serving.on = ServingFigures::On::device;
  if (draft.on_cores) return;
  if (!draft.choice.api) return serve_on_accelerators(context, draft);
  draft.serving.on = ServingFigures::On::api;
  draft.serving.sold = draft.of_money.take(draft.trains ? adapters_sold(context, *draft.model)
                                                        : sold_here(context, context.settings.api_models));
}

}  // namespace pathfinder
