// The training of one option: tokens, the recipe that fits, hours and energy.
#include <algorithm>
#include <cmath>

#include "pathfinder/advise/calibration.hpp"

#include "advise/draft.hpp"
#include "advise/prices.hpp"

namespace pathfinder {
namespace {

/// Examples that a kind of training should have.
double examples_wanted(const PlanSettings& settings, const Draft& draft) {
  const auto reach = settings.labels_to_reach.find(draft.strategy.recipe.training);
  return reach == settings.labels_to_reach.end() ? 0 : reach->second;
}

const LanguageModel& trained_model(const EstimateContext& context, const Draft& draft) {
  return draft.classic ? context.catalogue.models[context.settings.encoder] : *draft.model;
}

/// The whole job as the formulas take it.
TrainingRecipe recipe_of(const EstimateContext& context, const Draft& draft, const TrainingJob& job,
                         double accelerators) {
  const PlanSettings& settings = context.settings;
  TrainingRecipe recipe;
  recipe.model = trained_model(context, draft).shape;
  recipe.gpu = draft.trainer();
  recipe.method = job.method;
  recipe.tokens = job.tokens.central;
  recipe.seq_len = settings.packed_length;
  recipe.framework = job.from_text ? settings.large_training_framework : settings.training_framework;
  recipe.recompute = Recompute::full;
  recipe.lora_rank = settings.lora_rank;
  recipe.gpu_count = accelerators;
  recipe.nodes = std::ceil(accelerators / 8);
  recipe.sharding_ways = accelerators;
  return recipe;
}

}  // namespace

Read<TrainingJob> job_of(const EstimateContext& context, const Draft& draft) {
  const PlanSettings& settings = context.settings;
  const FactSlots& slots = context.slots;
  const std::string& kind = draft.strategy.recipe.training;
  MadeOf made;
  TrainingJob job;
  job.from_text = kind == "continued" || kind == "pretrain";
  const Spread<double> rounds = at_least(made.take(context.facts.number(slots.rounds)), 1);
  if (job.from_text) {
    const double parameters = draft.model->shape.params_total;
    // Without a word about the text: what such training needs at least [decision-criteria-2026, b4, b5].
    job.tokens = known_or(made.take(context.facts.number(slots.unlabelled_tokens)), {1e9, 1e10, 1e11});
    job.tokens = kind == "continued" ? scaled(1 + settings.replay_share, job.tokens)
                                     : at_least(job.tokens, settings.tokens_per_parameter_least * parameters);
  } else {
    const Spread<double> examples =
        at_least(made.take(context.facts.number(slots.labelled_examples)), examples_wanted(settings, draft));
    const Spread<double> answer =
        draft.classic ? Spread<double>{0, 0, 0} : made.take(context.facts.number(slots.answer_tokens));
    job.tokens = independent_product(
        {examples, plus(draft.prompt_tokens, answer), draft.classic ? exactly(settings.encoder_epochs) : rounds});
  }
  job.method = kind == "lora"        ? TrainingMethod::lora
               : kind == "continued" ? TrainingMethod::continued_pretrain
               : kind == "pretrain"  ? TrainingMethod::pretrain
                                     : TrainingMethod::full;
  return {job, made};
}

Read<double> usual_accelerators(const EstimateContext& context, const Draft& draft) {
  if (draft.classic) return {1, {}};
  MadeOf made;
  const double there = draft.choice.rented_trainer != nullptr ? 0 : made.take(accelerators_there(context));
  const double rented = draft.strategy.recipe.training == "pretrain" ? context.settings.rented_accelerators_pretraining
                                                                     : context.settings.rented_accelerators;
  const double all = there > 0 ? there : rented;
  return {draft.strategy.recipe.training == "lora" ? std::min(all, 8.0) : all, made};
}

const PlanCache::Training& training_on(const EstimateContext& context, const Draft& draft, const TrainingJob& job,
                                       double accelerators) {
  const PlanCache::Key key{
      &trained_model(context, draft),
      &draft.trainer(),
      {static_cast<double>(job.method), accelerators, job.tokens.central, context.settings.packed_length, 0}};
  auto& trainings = context.cache.trainings;
  const auto found = trainings.find(key);
  if (found != trainings.end()) return found->second;

  const Calibration& calibration = context.catalogue.calibration;
  const TrainingRecipe recipe = recipe_of(context, draft, job, accelerators);
  PlanCache::Training training;
  const Bytes capacity = recipe.gpu.usable_memory();
  const auto measure = [&](const TrainingRecipe& candidate) {
    Estimate<Bytes> memory = training_memory(candidate, context.catalogue.memory_profiles, context.constants.memory);
    calibrate_estimate(memory, calibration, "peak_mem_gib", "");
    return memory;
  };
  const bool adapters = recipe.method == TrainingMethod::lora;
  training.memory = measure(recipe);
  training.recipe = recipe;
  training.fits = fits(training.memory, capacity);
  if (!training.fits) {
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      const bool becomes_adapters =
          cheaper.recipe.method == TrainingMethod::lora || cheaper.recipe.method == TrainingMethod::qlora;
      if (!adapters && becomes_adapters) continue;  // another option, not a cheaper way of this one
      training.memory = measure(cheaper.recipe);
      training.fits = fits(training.memory, capacity);
      if (!training.fits) continue;
      training.recipe = cheaper.recipe;
      break;
    }
  }
  const StackTraits stack = stack_traits(context.catalogue.frameworks, recipe.framework);
  if (training_peak(training.recipe, context.constants.training) > 0 && recipe.tokens > 0) {
    training.time = training_time(training.recipe, stack, context.constants.training);
    calibrate_estimate(*training.time, calibration, "gpu_hours", "");
  }
  return trainings.emplace(key, std::move(training)).first->second;
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
  training.found = &training_on(context, draft, training.job, accelerators);
  // A base model nobody asked for may be a smaller one.
  while (!training.found->fits && !draft.classic && !made.take(facts.known(slots.model)) &&
         !made.take(facts.known(slots.model_size_b)) && draft.model->shape.params_total > 1.5e9) {
    const LanguageModel* smaller = made.take(nearest_model(context, draft.model->shape.params_total / 1e9 * 0.5, true));
    if (smaller->shape.params_total >= draft.model->shape.params_total) break;
    draft.model = smaller;
    draft.choice.quality = 2;
    training.found = &training_on(context, draft, training.job, accelerators);
  }
  draft.training_fits = training.found->fits;
  if (made.take(facts.known(slots.gpus)) && !beside) draft.fits = training.found->fits;
  if (!training.found->time) return;  // nothing is known of the chip's rate

  training.timed = true;
  const TrainingRecipe& recipe = training.found->recipe;
  training.accelerators = recipe.gpu_count;
  training.hours = widened(values(spread_of(*training.found->time)), ratio(training.job.tokens));
  const double utilised = std::min(
      1.0, training_flops(recipe).value /
               (training.hours.central * seconds_per_hour * training_peak(recipe, context.constants.training)));
  training.energy = values(spread_of(training_energy(quantities<GpuHours>(training.hours), Watts{recipe.gpu.tdp_w},
                                                     power_share(utilised, context.constants.energy), pue(context),
                                                     context.constants.energy)));
  if (training.job.from_text) return;
  training.examples_wanted = examples_wanted(context.settings, draft);
  const Spread<double> have = made.take(facts.number(slots.labelled_examples));
  training.missing = {std::max(0.0, training.examples_wanted - have.high),
                      std::max(0.0, training.examples_wanted - have.central),
                      std::max(0.0, training.examples_wanted - have.low)};
}

}  // namespace pathfinder
