// Training of one option: tokens, recipe that fits, hours, what one round costs.
#include <algorithm>
#include <cmath>

#include "pathfinder/advise/calibration.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

/// The job as far as it does not depend on how many accelerators do it; its tokens.
Spread<double> Estimator::set_recipe(Draft& draft) const {
  const std::string& kind = draft.strategy.recipe.training;
  draft.trains = true;
  draft.classic = kind == "classic";
  TrainingRecipe& recipe = draft.recipe;
  const bool from_text = kind == "continued" || kind == "pretrain";

  const Spread<double> rounds = at_least(facts_.number("rounds"), 1);
  Spread<double> tokens;
  if (from_text) {
    const double parameters = draft.model->shape.params_total;
    // Without a word about the text: what such training needs at least [decision-criteria-2026, b4, b5].
    tokens = known_or(facts_.number("unlabelled_tokens"), {1e9, 1e10, 1e11});
    tokens = kind == "continued" ? scaled(1 + settings_.replay_share, tokens)
                                 : at_least(tokens, settings_.tokens_per_parameter_least * parameters);
  } else {
    const auto reach = settings_.labels_to_reach.find(kind);
    const Spread<double> examples =
        at_least(facts_.number("labelled_examples"), reach == settings_.labels_to_reach.end() ? 0 : reach->second);
    const Spread<double> length =
        plus(draft.prompt_tokens, draft.classic ? Spread<double>{0, 0, 0} : facts_.number("answer_tokens"));
    tokens = independent_product({examples, length, draft.classic ? exactly(settings_.encoder_epochs) : rounds});
  }
  recipe.gpu = draft.trainer();
  recipe.method = kind == "lora"        ? TrainingMethod::lora
                  : kind == "continued" ? TrainingMethod::continued_pretrain
                  : kind == "pretrain"  ? TrainingMethod::pretrain
                                        : TrainingMethod::full;
  recipe.tokens = tokens.central;
  recipe.seq_len = settings_.packed_length;
  recipe.framework = from_text ? settings_.large_training_framework : settings_.training_framework;
  recipe.recompute = Recompute::full;
  recipe.lora_rank = settings_.lora_rank;
  return tokens;
}

/// How many accelerators an option's training takes where nothing else decides.
double Estimator::training_accelerators(const Draft& draft) const {
  if (draft.classic) return 1;
  const double there = draft.choice.rented_trainer != nullptr ? 0 : accelerators_there();
  const double rented = draft.strategy.recipe.training == "pretrain" ? settings_.rented_accelerators_pretraining
                                                                     : settings_.rented_accelerators;
  const double all = there > 0 ? there : rented;
  return draft.strategy.recipe.training == "lora" ? std::min(all, 8.0) : all;
}

const LanguageModel& Estimator::trained_model(const Draft& draft) const {
  return draft.classic ? catalogue_.models[catalogue_.find("models", settings_.encoder_model)] : *draft.model;
}

const PlanCache::Training& Estimator::training_on(TrainingRecipe recipe, double accelerators,
                                                  const LanguageModel& model, const Gpu& gpu) const {
  const PlanCache::Key key{
      &model, &gpu, {static_cast<double>(recipe.method), accelerators, recipe.tokens, recipe.seq_len, 0}};
  const auto found = cache_.trainings_.find(key);
  if (found != cache_.trainings_.end()) return found->second;

  recipe.model = model.shape;
  recipe.gpu_count = accelerators;
  recipe.nodes = std::ceil(accelerators / 8);
  recipe.sharding_ways = accelerators;
  PlanCache::Training training;
  const Bytes capacity = recipe.gpu.usable_memory();
  const auto measure = [&](const TrainingRecipe& candidate) {
    Estimate<Bytes> memory = training_memory(candidate, catalogue_.memory_profiles, constants_.memory);
    calibrate_estimate(memory, catalogue_.calibration, "peak_mem_gib", "");
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
  const StackTraits stack = stack_traits(catalogue_.frameworks, recipe.framework);
  if (training_peak(training.recipe, constants_.training) > 0 && recipe.tokens > 0) {
    training.time = training_time(training.recipe, stack, constants_.training);
    calibrate_estimate(*training.time, catalogue_.calibration, "gpu_hours", "");
  }
  return cache_.trainings_.emplace(key, std::move(training)).first->second;
}

void Estimator::plan_training(Draft& draft) const {
  const std::string& kind = draft.strategy.recipe.training;
  if (kind == "none") return;
  facts_.gpu();  // the figures rest on it, even where it is only the kind to start the search from
  const double there = draft.choice.rented_trainer != nullptr ? 0 : owned(draft);
  const bool from_text = kind == "continued" || kind == "pretrain";
  const Spread<double> tokens = set_recipe(draft);
  TrainingRecipe& recipe = draft.recipe;
  const std::optional<Estimate<GpuHours>> steady = plan_memory(draft);
  if (!steady) return;  // nothing is known of the chip's rate
  Estimate<GpuHours> time = widened(*steady, ratio(tokens));
  draft.training_hours = {time.low.value, time.central.value, time.high.value};
  draft.out.training_wall_hours = Estimate<Hours>{{time.low.value / recipe.gpu_count},
                                                  {time.central.value / recipe.gpu_count},
                                                  {time.high.value / recipe.gpu_count},
                                                  {},
                                                  time.basis};
  Plan& plan = draft.out.plan;
  plan.training_gpus = recipe.gpu_count;
  plan.train_tokens = tokens.central;
  plan.sequence = recipe.seq_len;
  plan.micro_batch = recipe.micro_batch;
  // Adapters are served by the token too (providers host fine-tuning); whole tuned models are not.
  draft.hosted = draft.choice.api;
  plan.training_on = draft.hosted ? "hosted" : there > 0 ? "owned" : "rented";
  plan.gpu = draft.choice.gpu->id;
  if (draft.choice.rented_trainer != nullptr) plan.training_gpu = draft.trainer().id;

  // What one training costs: rent, or the power of accelerators that are there.
  const double utilised = std::min(
      1.0, training_flops(recipe).value / (time.central.value * 3600 * training_peak(recipe, constants_.training)));
  const Spread<double> share = power_share(utilised, constants_.energy);
  const Estimate<KilowattHours> energy =
      training_energy({time.low, time.central, time.high}, Watts{recipe.gpu.tdp_w}, share, pue(), constants_.energy);
  draft.energy_training = values(spread_of(energy));
  draft.energy_once = plus(draft.energy_once, draft.energy_training);
  const Spread<Tokens> trained = quantities<Tokens>(tokens);
  const Line<Dollars> once = draft.hosted ? hosted_tuning("training-hosted", trained, 1, tuning_rates(*draft.model))
                             : there > 0  ? power_bill("training-power", spread_of(energy), "hours:training", tariff(),
                                                       place().power_price_source)
                                          : rent("training-rent", {time.low, time.central, time.high}, "hours:training",
                                                 rent_price(draft.trainer()), recipe.gpu.id);
  draft.setup.push_back(once);
  const auto level = static_cast<std::size_t>(facts_.level("knowledge_changes"));
  if (!from_text) {
    const Spread<double> again =
        retraining_rounds(level, draft.strategy.recipe.retrieval || draft.classic, constants_.cost);
    draft.monthly.push_back(retraining_per_month("retraining", once, again));
    draft.energy_month =
        plus(draft.energy_month, independent_product({values(spread_of(energy)), scaled(1.0 / 12, again)}));

    // Examples that are missing have to be written, and every tuned model needs a test set.
    const auto reach = settings_.labels_to_reach.find(kind);
    const Spread<double> have = facts_.number("labelled_examples");
    const double wanted = reach == settings_.labels_to_reach.end() ? 0 : reach->second;
    const Spread<double> missing = {std::max(0.0, wanted - have.high), std::max(0.0, wanted - have.central),
                                    std::max(0.0, wanted - have.low)};
    draft.out.labels_to_write = missing.central;
    if (missing.high > 0)
      draft.setup.push_back(labelling("labelling", missing, 1, label_price(settings_.labelling_price)));
  }
  draft.out.training_gpu_hours = std::move(time);
}

/// The recipe that fits, and its hours.
std::optional<Estimate<GpuHours>> Estimator::plan_memory(Draft& draft) const {
  TrainingRecipe& recipe = draft.recipe;
  Plan& plan = draft.out.plan;
  const double accelerators =
      draft.choice.training_accelerators > 0 ? draft.choice.training_accelerators : training_accelerators(draft);
  const PlanCache::Training* training = &training_on(recipe, accelerators, trained_model(draft), draft.trainer());
  // A base model nobody asked for may be a smaller one.
  while (!training->fits && !draft.classic && !facts_.known("model") && !facts_.known("model_size_b") &&
         draft.model->shape.params_total > 1.5e9) {
    const LanguageModel& smaller = nearest_model(draft.model->shape.params_total / 1e9 * 0.5, true);
    if (smaller.shape.params_total >= draft.model->shape.params_total) break;
    draft.model = &smaller;
    draft.choice.quality = 2;
    training = &training_on(recipe, accelerators, smaller, draft.trainer());
  }
  recipe = training->recipe;
  draft.training_fits = training->fits;
  draft.out.memory_per_gpu = training->memory;
  if (facts_.known("gpus") && draft.choice.rented_trainer == nullptr) plan.fits = training->fits;
  plan.sharding = recipe.sharding == Sharding::zero2   ? "zero-2"
                  : recipe.sharding == Sharding::zero3 ? "zero-3"
                  : recipe.sharding == Sharding::fsdp  ? "fsdp"
                                                       : "none";
  const std::string suffix = recipe.offload ? "-offload" : (recipe.optimizer == Optimizer::adamw_8bit ? "-8bit" : "");
  plan.training_recipe = draft.classic                                         ? "encoder"
                         : recipe.method == TrainingMethod::qlora              ? "qlora"
                         : recipe.method == TrainingMethod::lora               ? "lora"
                         : recipe.method == TrainingMethod::pretrain           ? "pretrain" + suffix
                         : recipe.method == TrainingMethod::continued_pretrain ? "continued" + suffix
                                                                               : "full" + suffix;
  return training->time;
}

/// The accelerator of a plan: a kind of the catalogue, or what the user described.
const Gpu& Estimator::kind_named(std::string_view gpu) const {
  if (gpu == user_gpu_.id) return user_gpu_;
  const std::size_t index = catalogue_.find("gpus", gpu);
  return index == Vocabulary::none ? user_gpu_ : catalogue_.gpus[index];
}

std::optional<Estimate<GpuHours>> Estimator::training_hours(const Strategy& strategy, std::string_view gpu) const {
  Choice choice;
  choice.model = &base_model(strategy);
  choice.gpu = &kind_named(gpu);
  Draft draft(strategy, choice);
  set_prompt(draft);
  plan_training(draft);
  return std::move(draft.out.training_gpu_hours);
}

std::optional<Estimate<GpuHours>> Estimator::original_training(const LanguageModel& model, std::string_view gpu) const {
  if (model.pretraining_tokens <= 0) return std::nullopt;
  TrainingRecipe recipe;
  recipe.model = model.shape;
  recipe.gpu = kind_named(gpu);
  recipe.method = TrainingMethod::pretrain;
  recipe.gpu_count = 1024;
  recipe.nodes = 128;
  recipe.tokens = model.pretraining_tokens;
  recipe.seq_len = settings_.packed_length;
  recipe.framework = settings_.large_training_framework;
  recipe.recompute = Recompute::none;
  if (training_peak(recipe, constants_.training) <= 0) return std::nullopt;
  return training_time(recipe, stack_traits(catalogue_.frameworks, recipe.framework), constants_.training);
}

}  // namespace pathfinder
