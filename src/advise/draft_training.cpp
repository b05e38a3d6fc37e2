// The training of one option: tokens, the recipe that fits, hours and energy.
#include <algorithm>
#include <cmath>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/estimate/cheaper_recipes.hpp"
#include "pathfinder/estimate/memory.hpp"

#include "advise/draft.hpp"
#include "advise/prices.hpp"

namespace pathfinder {
namespace {

const LanguageModel& trained_model(const EstimateContext& context, const Draft& draft) {
  return draft.classic ? context.catalogue.models[draft.kind.model_row] : *draft.model;
}

/// The whole job as the formulas take it, without the tokens.
TrainingRecipe recipe_of(const EstimateContext& context, const Draft& draft, const TrainingJob& job,
                         double accelerators) {
  const PlanSettings& settings = context.settings;
  TrainingRecipe recipe;
  recipe.model = trained_model(context, draft).shape;
  recipe.gpu = draft.trainer();
  recipe.load = job.load;
  recipe.seq_len = settings.packed_length;
  recipe.framework = job.load.on_text ? settings.large_training_framework : settings.training_framework;
  recipe.recompute = Recompute::full;
  recipe.lora_rank = settings.lora_rank;
  recipe.gpu_count = accelerators;
  recipe.nodes = std::ceil(accelerators / 8);
  recipe.sharding_ways = accelerators;
  return recipe;
}

}  // namespace

Read<TrainingJob> job_of(const EstimateContext& context, const Draft& draft) {
  const FactSlots& slots = context.slots;
  const TrainingKind& kind = draft.kind;
  MadeOf made;
  TrainingJob job;
  job.load = kind.load;
  const Spread<double> rounds = at_least(made.take(context.facts.number(slots.rounds)), 1);
  const Spread<double> counted = made.take(context.facts.number(kind.counted_slot));
  if (kind.load.on_text) {
    const double parameters = draft.model->shape.params_total;
    // Without a word about the text: what such training needs at least [decision-criteria-2026, b4, b5].
    job.tokens = known_or(counted, {1e9, 1e10, 1e11});
    const double least = std::max(kind.least_tokens, kind.least_tokens_per_parameter * parameters);
    job.tokens = at_least(scaled(1 + kind.replay_share, job.tokens), least);
  } else {
    const Spread<double> examples = at_least(counted, kind.examples_to_reach);
    const Spread<double> answer =
        draft.classic ? Spread<double>{0, 0, 0} : made.take(context.facts.number(slots.answer_tokens));
    job.tokens = scaled(kind.load.sequences_per_example,
                        independent_product({examples, plus(draft.prompt_tokens, answer),
                                             kind.fixed_epochs > 0 ? exactly(kind.fixed_epochs) : rounds}));
  }
  return {job, made};
}

Read<double> usual_accelerators(const EstimateContext& context, const Draft& draft) {
  const double most = draft.kind.accelerators_most > 0 ? draft.kind.accelerators_most : INFINITY;
  if (most <= 1) return {most, {}};
  MadeOf made;
  const double there = draft.choice.rented_trainer != nullptr ? 0 : made.take(accelerators_there(context));
  const double rented = own_sequence(*draft.model, draft.kind) ? context.settings.own_sequence.rented_accelerators
                        : draft.kind.accelerators_rented > 0   ? draft.kind.accelerators_rented
                                                               : context.settings.rented_accelerators;
  return {std::min(there > 0 ? there : rented, most), made};
}

namespace {

const PlanCache::Recipe& recipe_on(const EstimateContext& context, const Draft& draft, const TrainingJob& job,
                                   double accelerators) {
  const PlanCache::RecipeKey key{&trained_model(context, draft),
                                 &draft.trainer(),
                                 job.load,
                                 {PlanCache::bits(accelerators), PlanCache::bits(context.settings.packed_length)}};
  auto& recipes = context.cache.recipes;
  const auto known = recipes.find(key);
  if (known != recipes.end()) return known->second;

  const TrainingRecipe recipe = recipe_of(context, draft, job, accelerators);
  PlanCache::Recipe found;
  const Bytes capacity = recipe.gpu.usable_memory();
  const auto measure = [&](const TrainingRecipe& candidate) {
    Estimate<Bytes> memory = training_memory(candidate, context.catalogue.memory_profiles, context.constants.memory);
    calibrate_estimate(memory, context.catalogue.calibration, "peak_mem_gib", "");
    return memory;
  };
  found.memory = measure(recipe);
  found.recipe = recipe;
  found.fits = fits(found.memory, capacity);
  found.stack = stack_traits(context.catalogue.frameworks, recipe.framework);
  if (!found.fits) {
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      if (cheaper.recipe.load.trained != recipe.load.trained)
        continue;  // another option, not a cheaper way of this one
      found.memory = measure(cheaper.recipe);
      found.fits = fits(found.memory, capacity);
      if (!found.fits) continue;
      found.recipe = cheaper.recipe;
      break;
    }
  }
  if (training_peak(found.recipe, context.constants.training) > 0)
    found.pace = training_pace(found.recipe, found.stack, context.constants.training);
  return recipes.emplace(key, std::move(found)).first->second;
}

}  // namespace

Training training_on(const EstimateContext& context, const Draft& draft, const TrainingJob& job, double accelerators) {
  Training training;
  training.by = &recipe_on(context, draft, job, accelerators);
  const double tokens = job.tokens.central;
  if (!training.by->pace || tokens <= 0) return training;
  training.time = training_range(*training.by->pace, tokens, context.constants.training);
  calibrate_range(*training.time, context.catalogue.calibration, "gpu_hours", "");
  return training;
}

void draft_training(const EstimateContext& context, Draft& draft) {
  const FactSlots& slots = context.slots;
  const Situation& facts = context.facts;
  MadeOf& made = draft.of_training;
  TrainingFigures& training = draft.training;
  made |= context.user_gpu.made_of;  // even where it is only the kind to start the search from
  const bool beside = draft.choice.rented_trainer != nullptr;
  training.owned = beside ? 0 : made.take(owned(context, draft.choice));
  training.job = made.take(job_of(context, draft));
  const double accelerators = draft.choice.training_accelerators > 0 ? draft.choice.training_accelerators
                                                                     : made.take(usual_accelerators(context, draft));
  training.found = training_on(context, draft, training.job, accelerators);
  // A base model nobody asked for may be a smaller one.
  while (!training.found.by->fits && !draft.on_cores && !made.take(facts.known(slots.model)) &&
         !made.take(facts.known(slots.model_size_b)) && draft.model->shape.params_total > 1.5e9) {
    const LanguageModel* smaller = made.take(nearest_model(context, draft.model->shape.params_total / 1e9 * 0.5, true));
    if (smaller->shape.params_total >= draft.model->shape.params_total) break;
    draft.model = smaller;
    draft.choice.quality = 2;
    training.found = training_on(context, draft, training.job, accelerators);
  }
  draft.training_fits = training.found.by->fits;
  if (made.take(facts.known(slots.gpus)) && !beside) draft.fits = training.found.by->fits;
  if (!training.found.time) return;  // nothing is known of the chip's rate

  training.timed = true;
  const TrainingRecipe& recipe = training.found.by->recipe;
  const TrainingPace& pace = *training.found.by->pace;
  training.accelerators = recipe.gpu_count;
  training.hours = widened(values(*training.found.time), ratio(training.job.tokens));
  const double utilised = std::min(1.0, training_flops(pace, training.job.tokens.central).value /
                                            (training.hours.central * seconds_per_hour * pace.peak));
  training.energy = values(training_energy_range(quantities<GpuHours>(training.hours), rated_power(context, recipe.gpu),
                                                 power_share(utilised, context.constants.energy), pue(context),
                                                 context.constants.energy));
  if (training.job.load.on_text) return;
  training.examples_wanted = draft.kind.examples_to_reach;
  const Spread<double> have = made.take(facts.number(draft.kind.counted_slot));
  training.missing = {std::max(0.0, training.examples_wanted - have.high),
                      std::max(0.0, training.examples_wanted - have.central),
                      std::max(0.0, training.examples_wanted - have.low)};
}

}  // namespace pathfinder
