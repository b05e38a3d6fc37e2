// Training of one option: tokens, recipe that fits, hours, what one round costs.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "pathfinder/advise/calibration.hpp"

#include "draft.hpp"

namespace pathfinder {

void Estimator::plan_training(Draft& draft) const {
  const std::string& kind = draft.strategy.recipe.training;
  if (kind == "none") return;
  draft.trains = true;
  draft.classic = kind == "classic";
  TrainingRecipe& recipe = draft.recipe;
  const double there = accelerators_there();
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

  const LanguageModel* encoder = nullptr;
  if (draft.classic) {
    const std::size_t index = catalogue_.find("models", settings_.encoder_model);
    encoder = &catalogue_.models[index];
  }
  recipe.model = encoder != nullptr ? encoder->shape : draft.model->shape;
  recipe.gpu = facts_.gpu();
  recipe.method = kind == "lora"        ? TrainingMethod::lora
                  : kind == "continued" ? TrainingMethod::continued_pretrain
                  : kind == "pretrain"  ? TrainingMethod::pretrain
                                        : TrainingMethod::full;
  const double rented = kind == "pretrain" ? settings_.rented_accelerators_pretraining : settings_.rented_accelerators;
  recipe.gpu_count = draft.classic ? 1 : (there > 0 ? there : rented);
  if (kind == "lora") recipe.gpu_count = std::min(recipe.gpu_count, 8.0);
  recipe.nodes = std::ceil(recipe.gpu_count / 8);
  recipe.tokens = tokens.central;
  recipe.seq_len = settings_.packed_length;
  recipe.framework = from_text ? settings_.large_training_framework : settings_.training_framework;
  recipe.recompute = Recompute::full;
  recipe.lora_rank = settings_.lora_rank;
  recipe.sharding_ways = recipe.gpu_count;
  plan_memory(draft);

  const StackTraits stack = stack_traits(catalogue_.frameworks, recipe.framework);
  if (training_peak(recipe, constants_.training) <= 0 || recipe.tokens <= 0)
    return;  // nothing is known of the chip's rate
  Estimate<GpuHours> time = training_time(recipe, stack, constants_.training);
  calibrate_estimate(time, catalogue_.calibration, "gpu_hours", "");
  time = widened(std::move(time), ratio(tokens));
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
  // Adapters are served by the token too (spec 2: peft covers hosted fine-tuning); whole tuned models are not.
  draft.hosted = there == 0 && kind == "lora" && api_allowed();
  plan.training_on = draft.hosted ? "hosted" : there > 0 ? "owned" : "rented";
  plan.gpu = recipe.gpu.id;

  // What one training costs: rent, or the power of accelerators that are there.
  const double utilised = std::min(
      1.0, training_flops(recipe).value / (time.central.value * 3600 * training_peak(recipe, constants_.training)));
  const Spread<double> share = power_share(utilised, constants_.energy);
  const Estimate<KilowattHours> energy =
      training_energy({time.low, time.central, time.high}, Watts{recipe.gpu.tdp_w}, share, pue(), constants_.energy);
  draft.energy_training = values(spread_of(energy));
  draft.energy_once = plus(draft.energy_once, draft.energy_training);
  const Spread<Tokens> trained = quantities<Tokens>(tokens);
  const CostLine once = draft.hosted ? hosted_tuning("training-hosted", trained, 1, tuning_rates(*draft.model))
                        : there > 0  ? power_bill("training-power", spread_of(energy), "hours:training", tariff(),
                                                  facts_.region().power_price_source)
                                     : rent("training-rent", {time.low, time.central, time.high}, "hours:training",
                                            rent_price(), recipe.gpu.id);
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

void Estimator::plan_memory(Draft& draft) const {
  TrainingRecipe& recipe = draft.recipe;
  Plan& plan = draft.out.plan;
  const Bytes capacity = recipe.gpu.usable_memory();
  const auto measure = [&](const TrainingRecipe& candidate) {
    Estimate<Bytes> memory = training_memory(candidate, catalogue_.memory_profiles, constants_.memory);
    calibrate_estimate(memory, catalogue_.calibration, "peak_mem_gib", "");
    return memory;
  };
  const bool adapters = recipe.method == TrainingMethod::lora;
  const auto search = [&] {
    Estimate<Bytes> estimate = measure(recipe);
    if (fits(estimate, capacity)) return std::pair(estimate, true);
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      const bool becomes_adapters =
          cheaper.recipe.method == TrainingMethod::lora || cheaper.recipe.method == TrainingMethod::qlora;
      if (!adapters && becomes_adapters) continue;  // another option, not a cheaper way of this one
      estimate = measure(cheaper.recipe);
      if (!fits(estimate, capacity)) continue;
      recipe = cheaper.recipe;
      return std::pair(estimate, true);
    }
    return std::pair(estimate, false);
  };
  auto [memory, fitting] = search();
  // A base model nobody asked for may be a smaller one.
  while (!fitting && !draft.classic && !facts_.known("model") && !facts_.known("model_size_b") &&
         draft.model->shape.params_total > 1.5e9) {
    const LanguageModel& smaller = nearest_model(draft.model->shape.params_total / 1e9 * 0.5, true);
    if (smaller.shape.params_total >= draft.model->shape.params_total) break;
    draft.model = &smaller;
    recipe.model = smaller.shape;
    std::tie(memory, fitting) = search();
  }
  draft.out.memory_per_gpu = memory;
  if (facts_.known("gpus")) plan.fits = fitting;
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
}

std::optional<Estimate<GpuHours>> Estimator::original_training(const LanguageModel& model) const {
  if (model.pretraining_tokens <= 0) return std::nullopt;
  TrainingRecipe recipe;
  recipe.model = model.shape;
  recipe.gpu = facts_.gpu();
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
