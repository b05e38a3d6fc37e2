// Formulas of training memory; see the header for their shape and data/constants/memory.json for every number.
#include "pathfinder/estimate/memory.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {

namespace {

using Constants = MemoryConstants;

constexpr MemoryConstantRow constant_rows[] = {
    {"memory.context_gib", &Constants::context_gib, 1.0, 0.5},
    {"memory.collectives_gib", &Constants::collectives_gib, 0.8, 0.5},
    {"memory.allocator", &Constants::allocator, 1.08, 0.06},
    {"memory.layer", &Constants::layer, 1.0, 0.12},
    {"memory.overlap", &Constants::overlap, 0.3, 0.6},
    {"memory.logits.upcast", &Constants::logits_upcast, 16, 0.12},
    {"memory.logits.autocast", &Constants::logits_autocast, 12, 0.15},
    {"memory.logits.native", &Constants::logits_native, 8, 0.15},
    {"memory.weights.four_bit", &Constants::four_bit_bytes, 0.53, 0.04},
    {"memory.zero3.live", &Constants::zero3_live_bytes, 4, 0.5},
    {"memory.step.master", &Constants::master_step_bytes, 4, 0.4},
    {"memory.step.foreach", &Constants::foreach_share, 1, 0.3},
    {"memory.torch_context_gib", &Constants::torch_context_gib, 0.15, 0},
    {"memory.weights.eight_bit", &Constants::eight_bit_bytes, 1.03, 0},
    {"memory.weights.two_bit", &Constants::two_bit_bytes, 0.35, 0},
    {"memory.logits.compiled", &Constants::logits_compiled, 8, 0},
    {"memory.logits.chunked", &Constants::logits_chunked, 3, 0},
    {"memory.logits.fused", &Constants::logits_fused, 0.25, 0},
    {"memory.offload_buffers", &Constants::offload_buffers, 3, 0},
    {"memory.galore.eight_bit", &Constants::galore_8bit_bytes, 0.12, 0},
    {"memory.galore.full", &Constants::galore_bytes, 2, 0},
    {"memory.lisa_layers", &Constants::lisa_layers, 2, 0},
    {"memory.interval.low", &Constants::interval_low, 0, 0},
    {"memory.interval.high", &Constants::interval_high, 0, 0},
    {"memory.interval.unproven", &Constants::interval_unproven, 0, 0},
    {"memory.interval.sharded", &Constants::interval_sharded, 0, 0},
};

constexpr double group_params = 1e9;  // DeepSpeed's defaults of stage3_max_live_parameters and sub_group_size

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool contains_any(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) { return contains(text, part); });
}

std::string squeezed(std::string_view text) {
  std::string result;
  for (char c : lower(text)) {
    if (c != ' ' && c != '-' && c != '_') result += c;
  }
  return result;
}

bool says(const MemoryProfiles& profiles, std::string_view flag, std::string_view name) {
  return std::any_of(profiles.flags.begin(), profiles.flags.end(),
                     [&](const MemoryFlag& f) { return f.id == flag && contains_any(name, f.fragments); });
}

bool shards_weights(Sharding sharding) {
  return sharding == Sharding::zero3 || sharding == Sharding::fsdp;
}

double weight_ways(const MemoryPlan& plan) {
  return shards_weights(plan.sharding) ? plan.ways : 1;
}

double gradient_ways(const MemoryPlan& plan) {
  return shards_weights(plan.sharding) || plan.sharding == Sharding::zero2 ? plan.ways : 1;
}

double optimizer_ways(const MemoryPlan& plan) {
  return plan.sharding == Sharding::none ? 1 : plan.ways;
}

/// Adapters and trained embeddings beside a frozen base: the engine's numbers once a ZeRO stage holds their states.
bool master_beside_frozen(const MemoryPlan& plan) {
  return plan.sharding != Sharding::none;
}

double adapter_number_bytes(const MemoryPlan& plan) {
  return master_beside_frozen(plan) ? 2 : plan.adapter_bytes;
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

/// Bytes per trained parameter of a full-precision-free state: moments (and master copy).
double state_bytes(StateNumbers states, bool eight_bit, bool sgd) {
  const double moments = sgd ? 0 : eight_bit ? 2 : states == StateNumbers::pure_16bit ? 4 : 8;
  return states == StateNumbers::fp32_master ? 4 + moments : moments;
}

bool host_holds_optimizer(const MemoryPlan& plan) {
  return plan.offload || (plan.paged && plan.eight_bit);
}

}  // namespace

std::span<const MemoryConstantRow> memory_constant_rows() {
  return constant_rows;
}

MemoryConstants memory_constants(const std::function<double(std::string_view)>& value) {
  MemoryConstants constants;
  for (const MemoryConstantRow& row : constant_rows) constants.*row.member = value(row.id);
  return constants;
}

void describe_memory_profiles(Fields& fields, MemoryProfiles& profiles) {
  const auto word = [](Fields& row, std::string_view key, const std::vector<std::string_view>& words, auto& value) {
    std::string chosen(words[static_cast<std::size_t>(value)]);
    row.choice(key, chosen, words);
    const auto at = std::find(words.begin(), words.end(), chosen);
    if (at != words.end()) value = static_cast<std::remove_reference_t<decltype(value)>>(at - words.begin());
  };
  fields.note("as_of");
  fields.note("source");
  fields.note("rule");
  fields.objects(
      "profiles",
      [&](Fields& row) {
        MemoryProfile& profile = profiles.profiles.emplace_back();
        row.text("id", profile.id, Need::required);
        row.note("name");
        row.texts("fragments", profile.fragments, Need::required);
        row.text("lora_targets", profile.lora_targets);
        word(row, "states", {"fp32-master", "amp", "pure-16bit", "fp32"}, profile.states);
        word(row, "loss", {"upcast", "autocast", "native", "compiled", "chunked", "fused"}, profile.loss);
        word(row, "kernels", {"eager", "fused-norm", "fused"}, profile.kernels);
        word(row, "reading", {"device", "torch-reserved", "torch-allocated"}, profile.reading);
        row.number("adapter_bytes", profile.adapter_bytes, positive());
        row.number("embedding_bytes_kbit", profile.embedding_bytes_kbit, positive());
        row.number("master_gradient_bytes", profile.master_gradient_bytes, positive());
        row.flag("foreach_step", profile.foreach_step);
        row.flag("accumulates", profile.accumulates);
        row.flag("offloads_checkpoints", profile.offloads_checkpoints);
        row.number("seq_len_tokens", profile.seq_len, positive());
        row.flag("proven", profile.proven);
        row.note("source");
        row.note("note");
      },
      Need::required);
  fields.objects("flags", [&](Fields& row) {
    MemoryFlag& flag = profiles.flags.emplace_back();
    row.text("id", flag.id, Need::required);
    row.texts("fragments", flag.fragments, Need::required);
    row.note("note");
  });
  fields.texts("native_loss_models", profiles.native_loss_models);
}

MemoryProfile memory_profile(const MemoryProfiles& profiles, std::string_view framework) {
  const std::string name = lower(framework);
  MemoryProfile profile;
  const auto found = std::find_if(profiles.profiles.begin(), profiles.profiles.end(),
                                  [&](const MemoryProfile& p) { return contains_any(name, p.fragments); });
  if (found != profiles.profiles.end()) {
    profile = *found;
  } else if (!profiles.profiles.empty()) {
    profile = profiles.profiles.back();
  }
  if (says(profiles, "deepspeed", name) && profile.states == StateNumbers::pure_16bit) {
    profile.states = StateNumbers::fp32_master;
  }
  if (says(profiles, "compiled", name)) {
    profile.kernels = LayerKernels::fused;
    if (profile.loss != LossKind::chunked && profile.loss != LossKind::fused) profile.loss = LossKind::compiled;
  }
  if (says(profiles, "chunked-loss", name)) profile.loss = LossKind::chunked;
  if (says(profiles, "unsloth", name)) {
    profile.kernels = LayerKernels::fused_norm;
    profile.loss = LossKind::fused;
    profile.embedding_bytes_kbit = 2;
  }
  if (says(profiles, "liger", name)) {
    profile.kernels = LayerKernels::fused;
    profile.loss = LossKind::fused;
  }
  if (says(profiles, "offload-activations", name)) profile.offloads_checkpoints = true;
  return profile;
}

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

  plan.batch = recipe.micro_batch > 0 ? recipe.micro_batch : 1;
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
  if (plan.loss == LossKind::upcast && contains_any(squeezed(hints.model), profiles.native_loss_models)) {
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

double base_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (plan.offload && shards_weights(plan.sharding)) return 0;
  double bytes = plan.number_bytes * plan.params;
  if (plan.base_trained && (plan.states == StateNumbers::amp || plan.states == StateNumbers::fp32)) {
    bytes = 4 * plan.params;
  }
  if (plan.quant_bits < 16) {
    const double per = plan.quant_bits >= 8   ? constants.eight_bit_bytes
                       : plan.quant_bits >= 3 ? constants.four_bit_bytes * plan.quant_bits / 4
                                              : constants.two_bit_bytes;
    bytes = (plan.params - plan.embedding_params) * per + plan.embedding_params * plan.embedding_bytes;
  }
  return bytes / weight_ways(plan);
}

double adapter_weight_bytes(const MemoryPlan& plan) {
  if (plan.base_trained) return 0;
  const double tables = plan.embeddings_trained ? plan.number_bytes * plan.embedding_params : 0;
  return (adapter_number_bytes(plan) * plan.adapter_params + tables) / weight_ways(plan);
}

double gradient_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (plan.base_trained) {
    if (plan.in_backward) return plan.number_bytes * plan.table_params;
    if (plan.galore) return plan.eight_bit ? 0 : 2 * plan.params / gradient_ways(plan);
    if (plan.lisa) {
      const double layer = (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0);
      return 2 * (constants.lisa_layers * layer + plan.embedding_params) / gradient_ways(plan);
    }
    if (plan.offload && plan.sharding != Sharding::none && plan.sharding != Sharding::zero1) {
      return 2 * std::min(plan.params, group_params);  // buckets on their way to the host
    }
    const double per = plan.states == StateNumbers::fp32_master  ? plan.master_gradient_bytes
                       : plan.states == StateNumbers::pure_16bit ? 2
                                                                 : 4;
    return per * plan.params / gradient_ways(plan);
  }
  const double tables = plan.embeddings_trained ? plan.number_bytes * plan.embedding_params : 0;
  return (adapter_number_bytes(plan) * plan.adapter_params + tables) / gradient_ways(plan);
}

double optimizer_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (host_holds_optimizer(plan)) return 0;
  const double ways = optimizer_ways(plan);
  if (plan.base_trained) {
    if (plan.galore)
      return (plan.eight_bit ? constants.galore_8bit_bytes : constants.galore_bytes) * plan.params / ways;
    double trained = plan.params;
    if (plan.lisa) {
      trained = constants.lisa_layers * (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0) +
                plan.embedding_params;
    }
    return state_bytes(plan.states, plan.eight_bit, plan.sgd) * trained / ways;
  }
  const auto beside = [&](double bytes, double count) {
    if (master_beside_frozen(plan)) return state_bytes(StateNumbers::fp32_master, plan.eight_bit, plan.sgd) * count;
    return (plan.sgd ? 0 : plan.eight_bit ? 2 : 2 * bytes) * count;
  };
  return (beside(plan.adapter_bytes, plan.adapter_params) +
          (plan.embeddings_trained ? beside(plan.number_bytes, plan.embedding_params) : 0)) /
         ways;
}

double step_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (host_holds_optimizer(plan) || plan.galore || plan.in_backward) return 0;
  const double ways = optimizer_ways(plan);
  const auto master = [&](double count) {
    const double group = count / ways;
    return constants.master_step_bytes * (plan.sharding == Sharding::zero3 ? std::min(group, group_params) : group);
  };
  const auto foreach = [&](double bytes, double count) {
    return plan.foreach_step ? constants.foreach_share * bytes * count / ways : 0;
  };
  if (plan.base_trained) {
    if (plan.lisa) return 0;
    if (plan.states == StateNumbers::fp32_master) return master(plan.params);
    if (plan.states == StateNumbers::amp) return 2 * plan.params;  // 16-bit copies of the weights, kept by autocast
    return foreach (plan.states == StateNumbers::fp32 ? 4 : 2, plan.params);
  }
  const double tables = plan.embeddings_trained ? plan.embedding_params : 0;
  if (master_beside_frozen(plan)) return master(plan.adapter_params) + master(tables);
  return foreach (plan.adapter_bytes, plan.adapter_params) + foreach (plan.number_bytes, tables);
}

double live_parameter_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (plan.sharding == Sharding::zero3) return constants.zero3_live_bytes * std::min(plan.params, group_params);
  if (plan.sharding != Sharding::fsdp) return 0;
  const double layer = (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0);
  const double per =
      plan.quant_bits < 16 ? base_weight_bytes(plan, constants) * plan.ways / plan.params : plan.number_bytes;
  return per * (2 * layer + plan.embedding_params);
}

double kept_activation_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  const double input = plan.number_bytes * plan.hidden * plan.batch * plan.length;
  if (plan.recompute) return input * (plan.offload_checkpoints ? constants.offload_buffers : plan.layers);
  MemoryPlan recomputed = plan;
  recomputed.recompute = true;
  return plan.layers * layer_bytes(recomputed, constants);
}

double layer_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (!plan.recompute) return 0;
  const double normal = plan.kernels == LayerKernels::eager ? 20 : 12;
  const double gate = plan.kernels == LayerKernels::fused ? 6 : 8;
  const double tokens = plan.batch * plan.length;
  const double scores = plan.flash ? 0 : 5 * plan.batch * plan.heads * plan.length * plan.length;
  return plan.number_bytes / 2 *
         (constants.layer * (normal * plan.hidden + gate * plan.ffn + 4 * plan.kv_width) * tokens + scores);
}

double logit_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  const double per = plan.loss == LossKind::upcast     ? constants.logits_upcast
                     : plan.loss == LossKind::autocast ? constants.logits_autocast
                     : plan.loss == LossKind::native   ? constants.logits_native
                     : plan.loss == LossKind::compiled ? constants.logits_compiled
                     : plan.loss == LossKind::chunked  ? constants.logits_chunked
                                                       : constants.logits_fused;
  return per * plan.vocab * plan.batch * plan.length;
}

double context_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  const bool device = plan.reading == MemoryReading::device;
  const double collectives = plan.ranks > 1 && device ? constants.collectives_gib : 0;
  return bytes_per_gib * ((device ? constants.context_gib : constants.torch_context_gib) + collectives);
}

MemoryParts memory_parts(const MemoryPlan& plan, const MemoryConstants& constants) {
  MemoryParts parts;
  parts.base_weights = base_weight_bytes(plan, constants);
  parts.adapter_weights = adapter_weight_bytes(plan);
  parts.gradients = gradient_bytes(plan, constants);
  parts.optimizer = optimizer_bytes(plan, constants);
  parts.step = step_bytes(plan, constants);
  parts.live = live_parameter_bytes(plan, constants);
  parts.kept = kept_activation_bytes(plan, constants);
  parts.layer = layer_bytes(plan, constants);
  parts.logits = logit_bytes(plan, constants);
  parts.dynamic =
      parts.kept + std::max(parts.layer, parts.logits) + constants.overlap * std::min(parts.layer, parts.logits);
  parts.allocator = plan.reading == MemoryReading::torch_allocated ? 0 : (constants.allocator - 1) * parts.dynamic;
  parts.context = context_bytes(plan, constants);
  const double states = parts.base_weights + parts.adapter_weights + parts.optimizer + parts.live;
  const double during = plan.accumulates || plan.in_backward ? parts.gradients : 0;
  parts.backward = states + during + parts.dynamic + parts.allocator;
  parts.step_phase = states + parts.gradients + parts.step;
  return parts;
}

Estimate<Bytes> training_memory(const MemoryPlan& plan, const MemoryConstants& constants) {
  const MemoryParts parts = memory_parts(plan, constants);
  Estimate<Bytes> estimate;
  const auto line = [&](std::string_view label, double bytes) {
    if (bytes != 0) estimate.breakdown.push_back({std::string(label), Bytes{bytes}});
  };
  const bool backward = parts.backward >= parts.step_phase;
  line("line.memory.weights", parts.base_weights);
  line("line.memory.adapters", parts.adapter_weights);
  line("line.memory.optimizer", parts.optimizer);
  if (!backward || plan.accumulates || plan.in_backward) line("line.memory.gradients", parts.gradients);
  line("line.memory.live_parameters", parts.live);
  if (backward) {
    const bool loss = parts.logits >= parts.layer;
    line("line.memory.activations", parts.kept);
    line("line.memory.layer", (loss ? constants.overlap : 1) * parts.layer);
    line("line.memory.logits", (loss ? 1 : constants.overlap) * parts.logits);
    line("line.memory.allocator", parts.allocator);
  } else {
    line("line.memory.step", parts.step);
  }
  line("line.memory.context", parts.context);
  for (const Line<Bytes>& part : estimate.breakdown) estimate.central += part.central;
  double wide = plan.proven ? 1 : constants.interval_unproven;
  if (plan.ways > 1) wide *= constants.interval_sharded;
  estimate.low = estimate.central * exp(-constants.interval_low * wide);
  estimate.high = estimate.central * exp(constants.interval_high * wide);
  estimate.basis.method = "training-memory";
  estimate.basis.sources = {"rajbhandari-2020", "korthikanti-2022", "chen-2016", "training-memory-2026"};
  return estimate;
}

Estimate<Bytes> training_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles,
                                const MemoryConstants& constants, const MemoryHints& hints) {
  return training_memory(resolve_memory(recipe, profiles, hints), constants);
}

Estimate<Bytes> over_ranks(Estimate<Bytes> estimate, double ranks) {
  estimate.low = ranks * estimate.low;
  estimate.central = Bytes{};
  estimate.high = ranks * estimate.high;
  for (Line<Bytes>& part : estimate.breakdown) {
    part.low = part.central = part.high = ranks * part.central;
    estimate.central += part.central;
  }
  return estimate;
}

bool fits(const Estimate<Bytes>& estimate, Bytes capacity) {
  return estimate.high <= capacity;
}

std::vector<CheaperRecipe> cheaper_recipes(const TrainingRecipe& recipe) {
  std::vector<CheaperRecipe> cheaper;
  TrainingRecipe next = recipe;
  const auto add = [&](std::string_view change) { cheaper.push_back({std::string(change), next}); };
  if (next.recompute != Recompute::full) {
    next.recompute = Recompute::full;
    add("recompute");
  }
  const bool wide_states = next.optimizer == Optimizer::adamw_fp32_master || next.optimizer == Optimizer::adamw_bf16;
  if (wide_states) {
    next.optimizer = Optimizer::adamw_8bit;
    add("adamw-8bit");
  }
  if (next.gpu_count > 1) {
    const auto share = [&](Sharding stage, std::string_view change) {
      next.sharding = stage;
      next.sharding_ways = next.gpu_count;
      add(change);
    };
    if (next.sharding == Sharding::none || next.sharding == Sharding::zero1) share(Sharding::zero2, "zero2");
    if (next.sharding == Sharding::zero2) share(Sharding::zero3, "zero3");
  }
  TrainingRecipe hosted = next;
  if (!trains_adapters(next.load)) {
    // Adapters carry so few states that data parallel training of a whole copy is the mildest recipe again.
    next.load.trained = Trained::adapters;
    next.quant_bits = 16;
    if (next.lora_rank <= 0) next.lora_rank = 16;
    add("lora");
  }
  if (next.quant_bits > 4) {
    next.quant_bits = 4;
    add("qlora");
  }
  if (!hosted.offload && !trains_adapters(hosted.load)) {
    hosted.offload = true;
    if (hosted.sharding == Sharding::none) hosted.sharding_ways = std::max(1.0, hosted.gpu_count);
    if (!shards_weights(hosted.sharding)) hosted.sharding = Sharding::zero3;
    next = hosted;
    add("offload");
  }
  return cheaper;
}

MemoryConstants refit_memory(std::span<const MemoryObservation> observations, const MemoryConstants& fixed) {
  constexpr double bend = 0.1;
  std::vector<const MemoryConstantRow*> moving;
  MemoryConstants constants = fixed;
  for (const MemoryConstantRow& row : constant_rows) {
    if (row.spread <= 0) continue;
    moving.push_back(&row);
    constants.*row.member = row.prior;
  }
  const auto loss = [&](const MemoryConstants& at) {
    double sum = 0;
    for (const MemoryObservation& row : observations) {
      const double predicted = memory_parts(row.plan, at).peak() * row.ranks;
      const double error = std::fabs(log(predicted / row.measured.value)) / bend;
      sum += error < 1 ? error * error / 2 : error - 0.5;
    }
    for (const MemoryConstantRow* row : moving) {
      const double away = log(at.*row->member / row->prior) / row->spread;
      sum += away * away / 2;
    }
    return sum;
  };
  std::vector<double> stride(moving.size(), 0.1);
  double best = loss(constants);
  for (int round = 0; round < 80; ++round) {
    for (std::size_t i = 0; i < moving.size(); ++i) {
      bool better = false;
      for (const double direction : {1.0, -1.0}) {
        MemoryConstants trial = constants;
        trial.*moving[i]->member *= exp(direction * stride[i]);
        const double value = loss(trial);
        if (value >= best - 1e-9) continue;
        best = value;
        constants = trial;
        better = true;
        break;
      }
      stride[i] *= better ? 1.5 : 0.5;
    }
    if (*std::max_element(stride.begin(), stride.end()) < 1e-3) break;
  }
  return constants;
}

}  // namespace pathfinder
