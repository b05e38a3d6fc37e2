// Formulas of training memory; see the header for their shape and data/constants/memory.json for every number.
#include "pathfinder/estimate/memory.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

namespace {

constexpr double group_params = 1e9;  // DeepSpeed's defaults of stage3_max_live_parameters and sub_group_size

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

/// Bytes per trained parameter of a full-precision-free state: moments (and master copy).
double state_bytes(StateNumbers states, bool eight_bit, bool sgd) {
  const double moments = sgd ? 0 : eight_bit ? 2 : states == StateNumbers::pure_16bit ? 4 : 8;
  return states == StateNumbers::fp32_master ? 4 + moments : moments;
}

bool host_holds_weights(const MemoryPlan& plan) {
  return plan.offload && shards_weights(plan.sharding);
}

/// Bytes of weights that get no gradient, on all ranks together.
double frozen_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (plan.quant_bits >= 16) return plan.number_bytes * plan.params;
  const double per = plan.quant_bits >= 8   ? constants.eight_bit_bytes
                     : plan.quant_bits >= 3 ? constants.four_bit_bytes * plan.quant_bits / 4
                                            : constants.two_bit_bytes;
  return (plan.params - plan.embedding_params) * per + plan.embedding_params * plan.embedding_bytes;
}

bool host_holds_optimizer(const MemoryPlan& plan) {
  return plan.offload || (plan.paged && plan.eight_bit);
}

}  // namespace

double base_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (host_holds_weights(plan)) return 0;
  const bool wide = plan.base_trained && (plan.states == StateNumbers::amp || plan.states == StateNumbers::fp32);
  return (wide ? 4 * plan.params : frozen_bytes(plan, constants)) / weight_ways(plan);
}

double reference_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants) {
  if (!plan.reference_copy || host_holds_weights(plan)) return 0;
  return frozen_bytes(plan, constants) / weight_ways(plan);
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
  parts.reference = reference_weight_bytes(plan, constants);
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
  const double states = parts.base_weights + parts.reference + parts.adapter_weights + parts.optimizer + parts.live;
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
  line("line.memory.reference", parts.reference);
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
  if (plan.reference_copy) estimate.basis.sources.emplace_back("rafailov-2023");
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

}  // namespace pathfinder
