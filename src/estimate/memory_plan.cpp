#include "pathfinder/estimate/memory_plan.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

double width_of_ffn(const ModelShape& model) {
  if (model.experts <= 0 || model.moe_ffn <= 0) return model.ffn;
  return std::max(model.ffn * (model.dense_layers_first > 0 ? 1 : 0),
                  model.moe_ffn * std::max(model.experts_active, 1.0) + model.shared_width());
}

double block_params(const ModelShape& model, double matrices) {
  const double head = model.dim_of_head();
  const double attention = 2 * model.hidden * head * (model.heads + model.kv_heads);
  return model.layers * (attention + matrices * model.hidden * model.ffn);
}

double distance(double count, double params) {
  return count > 0 && params > 0 ? std::fabs(log(count / params)) : 1e9;
}

}  // namespace

ModelShape shape_from_dimensions(double params, double layers, double hidden, double heads, double kv_heads, double ffn,
                                 double vocab) {
  ModelShape shape;
  shape.params_total = shape.params_active = params;
  shape.layers = layers;
  shape.hidden = hidden;
  shape.heads = heads;
  shape.kv_heads = kv_heads;
  shape.ffn = ffn;
  shape.vocab = vocab;
  double best = 1e9;
  for (const double matrices : {3.0, 2.0}) {
    for (const bool tied : {true, false}) {
      const double far = distance(block_params(shape, matrices) + vocab * hidden * (tied ? 1 : 2), params);
      if (far < best - 1e-9) {
        best = far;
        shape.tied_embeddings = tied;
      }
    }
  }
  return shape;
}

MemoryPlan resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints) {
  const MemoryProfile profile = memory_profile(profiles, recipe.framework);
  const std::string name = lower(recipe.framework);
  const ModelShape& model = recipe.model;
  MemoryPlan plan;
  plan.params = model.params_total;
  plan.table_params = model.vocab * model.hidden;
  plan.embedding_params = std::min(model.embedding_params(), model.params_total);
  plan.layers = model.layers;
  plan.hidden = model.hidden;
  plan.heads = model.heads;
  plan.kv_width = model.kv_heads * model.dim_of_head();
  plan.ffn = width_of_ffn(model);
  plan.vocab = model.vocab;

  plan.batch = (recipe.micro_batch > 0 ? recipe.micro_batch : 1) * recipe.load.sequences_per_example;
  plan.length = recipe.seq_len > 0 && hints.length_stated ? recipe.seq_len : profile.seq_len;

  plan.sharding = recipe.sharding;
  plan.ranks = std::max({1.0, recipe.gpu_count, recipe.sharding_ways});
  plan.ways = recipe.sharding == Sharding::none ? 1 : recipe.sharding_ways > 1 ? recipe.sharding_ways : plan.ranks;
  plan.offload = recipe.offload;

  const std::string precision = lower(recipe.precision);
  const bool fp32 = contains(precision, "32") && !contains(precision, "amp") && !contains(precision, "mixed");
  plan.number_bytes = fp32 ? 4 : 2;
  plan.base_trained = !trains_adapters(recipe.load);
  plan.embeddings_trained = recipe.train_embeddings && !plan.base_trained;
  plan.quant_bits = !plan.base_trained && recipe.quant_bits > 0 ? std::min(recipe.quant_bits, 16.0) : 16;
  plan.reference_copy = recipe.load.reference == Reference::copy;
  plan.embedding_bytes = plan.quant_bits < 16 ? profile.embedding_bytes_kbit : plan.number_bytes;
  if (!plan.base_trained) {
    plan.adapter_params = adapter_params(
        model, recipe.lora_rank > 0 ? recipe.lora_rank : 8,
        recipe.lora_targets.empty() ? std::string_view(profile.lora_targets) : std::string_view(recipe.lora_targets));
    const std::string type = lower(recipe.peft_type);
    if (contains(type, "ia3") || contains(type, "vera") || contains(type, "prompt")) plan.adapter_params *= 0.05;
  }
  plan.adapter_bytes = profile.adapter_bytes;

  // Numbers of a trained base: what is said, else the engine's or the framework's habit.
  plan.states = profile.states;
  if (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_fp32_master)
    plan.states = StateNumbers::fp32_master;
  if (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_bf16) plan.states = StateNumbers::pure_16bit;
  if (fp32) plan.states = StateNumbers::fp32;
  if (contains(precision, "amp")) plan.states = StateNumbers::amp;
  if (contains(precision, "pure")) plan.states = StateNumbers::pure_16bit;
  const bool bf16_said =
      contains(precision, "pure") || (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_bf16);
  if (!bf16_said && !fp32 && plan.states == StateNumbers::pure_16bit &&
      (recipe.sharding == Sharding::zero1 || recipe.sharding == Sharding::zero2 ||
       recipe.sharding == Sharding::zero3)) {
    plan.states = StateNumbers::fp32_master;
  }
  if (hints.states) plan.states = *hints.states;
  plan.master_gradient_bytes = profile.master_gradient_bytes;
  plan.eight_bit = hints.eight_bit_states.value_or(recipe.optimizer == Optimizer::adamw_8bit ||
                                                   recipe.optimizer == Optimizer::paged_adamw_8bit);
  plan.paged = hints.paged || recipe.optimizer == Optimizer::paged_adamw_8bit;
  plan.galore = plan.base_trained && (hints.galore || recipe.optimizer == Optimizer::galore);
  plan.lisa = plan.base_trained && (hints.lisa || recipe.optimizer == Optimizer::lisa);
  plan.sgd = recipe.optimizer == Optimizer::sgd;
  plan.in_backward = plan.base_trained && (hints.in_backward || recipe.optimizer == Optimizer::in_backward ||
                                           says(profiles, "in-backward", name));
  plan.foreach_step = profile.foreach_step && !plan.eight_bit && !plan.in_backward;
  plan.accumulates = profile.accumulates;

  plan.recompute = recipe.recompute == Recompute::full;
  plan.flash = recipe.flash_attention;
  plan.offload_checkpoints = plan.recompute && (profile.offloads_checkpoints || hints.offload_activations);
  plan.kernels = profile.kernels;
  plan.loss = profile.loss;
  if (plan.loss == LossKind::upcast && keeps_native_logits(profiles, hints.model)) {
    // Half-precision engines (fp16, ZeRO) run without automatic mixed precision, which would cast the logits.
    const bool engine = contains(precision, "fp16") || recipe.sharding != Sharding::none;
    plan.loss = engine ? LossKind::native : LossKind::autocast;
  }
  plan.reading = hints.reading.value_or(MemoryReading::device);
  plan.proven = profile.proven;
  return plan;
}

MemoryPlan resolve_memory(const StatedMemory& row, const MemoryProfiles& profiles) {
  TrainingRecipe recipe;
  MemoryHints hints;
  const std::string method = lower(row.method), optimizer = lower(row.optimizer), sharding = lower(row.sharding);
  const std::string framework = lower(row.framework);
  recipe.model = row.shape;
  recipe.framework = row.framework;
  recipe.precision = row.precision.empty() ? "bf16" : row.precision;
  recipe.micro_batch = row.micro_batch;
  recipe.seq_len = row.seq_len;
  recipe.recompute = row.checkpointing ? Recompute::full : Recompute::none;
  recipe.flash_attention = row.flash_attention;
  recipe.lora_rank = row.lora_rank;
  recipe.peft_type = method;
  recipe.train_embeddings = contains(method, "emb");
  const bool kbit = contains(method, "qlora") || (row.quant_bits > 0 && row.quant_bits < 16);
  const bool frozen = kbit || contains(method, "lora") || contains(method, "dora") || contains(method, "peft") ||
                      contains(method, "ia3") || contains(method, "vera") || contains(method, "adapter");
  recipe.load.trained = frozen ? Trained::adapters : Trained::all_weights;
  recipe.quant_bits = !kbit ? 16 : row.quant_bits > 0 && row.quant_bits < 16 ? row.quant_bits : 4;

  hints.model = row.model;
  hints.optimizer_stated = false;
  hints.galore = contains(method, "galore") || contains(optimizer, "galore");
  hints.lisa = contains(method, "lisa");
  hints.eight_bit_states = contains(optimizer, "8bit") || contains(optimizer, "8-bit") || contains(optimizer, "8 bit");
  hints.paged = contains(optimizer, "paged");
  hints.in_backward = contains(optimizer, "backward") || contains(optimizer, "bwd") || contains(optimizer, "lomo");
  if (optimizer == "sgd") recipe.optimizer = Optimizer::sgd;

  recipe.sharding = contains(sharding, "fsdp") || contains(sharding, "full_shard") ? Sharding::fsdp
                    : contains(sharding, "3")                                      ? Sharding::zero3
                    : contains(sharding, "2")                                      ? Sharding::zero2
                    : contains(sharding, "1")                                      ? Sharding::zero1
                                                                                   : Sharding::none;
  recipe.sharding_ways = row.sharding_ways > 0 ? row.sharding_ways : 1;
  recipe.gpu_count = recipe.sharding_ways;
  recipe.offload = contains(sharding, "offload") ||
                   (contains(framework, "offload") && !says(profiles, "offload-activations", framework));
  if (row.kind != "max_context_at_capacity") hints.reading = memory_profile(profiles, framework).reading;
  return resolve_memory(recipe, profiles, hints);
}

double feed_forward_matrices(const ModelShape& model) {
  if (model.experts > 0) return 3;
  const double tables = model.embedding_params();
  const double gated = distance(block_params(model, 3) + tables, model.params_total);
  return gated <= distance(block_params(model, 2) + tables, model.params_total) ? 3 : 2;
}

double adapter_params(const ModelShape& model, double rank, std::string_view targets) {
  const bool all = targets.empty() || contains(targets, "all");
  const auto adapted = [&](char letter) { return all || targets.find(letter) != std::string_view::npos; };
  const double query = model.heads * model.dim_of_head();
  const double key = model.kv_heads * model.dim_of_head();
  double attention = 0;
  if (adapted('q')) attention += model.hidden + query;
  if (adapted('k')) attention += model.hidden + key;
  if (adapted('v')) attention += model.hidden + key;
  if (adapted('o')) attention += model.hidden + query;
  double total = model.layers * attention;
  if (adapted('m')) {
    const double matrices = feed_forward_matrices(model);
    const double expert_layers = model.layers_with_experts();
    total += (model.layers - expert_layers) * matrices * (model.hidden + model.ffn);
    total += expert_layers * matrices * model.experts * (model.hidden + model.moe_ffn);
    total += expert_layers * matrices * (model.shared_experts * model.hidden + model.shared_width());
  }
  return rank * total;
}

}  // namespace pathfinder
