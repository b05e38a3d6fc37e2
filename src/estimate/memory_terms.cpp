#include "pathfinder/estimate/memory_terms.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

constexpr double group_params = 1e9;  // DeepSpeed's defaults of stage3_max_live_parameters and sub_group_size

bool shards_weights(Sharding sharding) {
  return sharding == Sharding::zero3 || sharding == Sharding::fsdp;
}

bool zero_stage(Sharding sharding) {
  return sharding == Sharding::zero1 || sharding == Sharding::zero2 || sharding == Sharding::zero3;
}

bool wide_weights(const MemoryPlan& plan) {
  return plan.states == StateNumbers::fp32 || plan.states == StateNumbers::amp;
}

double layer_params(const MemoryPlan& plan) {
  return (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0);
}

/// Of one layer, what is gathered at once: ranks that share the experts gather their own only.
double gathered_params(const MemoryPlan& plan) {
  const double experts = plan.expert_params / std::max(plan.layers, 1.0);
  return layer_params(plan) - experts * (1 - 1 / plan.ep);
}

bool host_holds_optimizer(const MemoryPlan& plan) {
  return plan.offload || (plan.paged && plan.moments == Moments::eight_bit);
}

/// Bytes of two moments a parameter; `wide`: in 32 bits.
double moment_bytes(Moments moments, bool wide, const MemoryConstants& constants) {
  if (moments == Moments::none) return 0;
  if (moments == Moments::eight_bit) return 2;
  if (moments == Moments::four_bit) return 1;
  const double two = wide ? 8 : 4;
  return moments == Moments::muon ? constants.muon_share * two : two;
}

void add_weights(const MemoryPlan& plan, const MemoryWays& ways, MemoryTerms& terms) {
  const double params = plan.params - plan.host_params;
  if (plan.offload && shards_weights(plan.sharding)) return;  // on the host; what is gathered is counted apart
  if (plan.base_trained || plan.quant_bits >= 16) {
    const double bytes = plan.base_trained && wide_weights(plan) ? 4 : plan.number_bytes;
    terms.weights = bytes * params / ways.weights;
  } else {
    const double blocks = (params - plan.embedding_params) / ways.weights;
    if (plan.quant_bits >= 8) {
      terms.eight_bit = blocks;
    } else if (plan.quant_bits >= 3) {
      terms.four_bit = blocks * plan.quant_bits / 4;
    } else {
      terms.two_bit = blocks;
    }
    terms.weights = plan.embedding_bytes * plan.embedding_params / ways.weights;
  }
  terms.reference = plan.reference_copy ? 1 : 0;
}

/// Adapters, and embeddings trained beside them. Under a ZeRO stage their states are the engine's: a master copy and
/// two moments in 32 bits.
void add_adapters(const MemoryPlan& plan, const MemoryWays& ways, MemoryTerms& terms) {
  const double tables = plan.embeddings_trained ? plan.embedding_params : 0;
  const double bytes = plan.adapter_bytes * plan.adapter_params + plan.number_bytes * tables;
  terms.adapters = bytes / ways.weights;
  terms.gradients = bytes / ways.gradients;
  if (host_holds_optimizer(plan)) return;
  const bool eight = plan.moments == Moments::eight_bit;
  const bool none = plan.moments == Moments::none;
  if (zero_stage(plan.sharding)) {
    terms.optimizer = (none ? 4 : eight ? 6 : 12) * (plan.adapter_params + tables) / ways.states;
    terms.master_step = (plan.adapter_params + tables) / ways.states;
    return;
  }
  const double of_adapters = none ? 0 : eight ? 2 : 2 * plan.adapter_bytes;
  const double of_tables = none ? 0 : eight ? 2 : 2 * plan.number_bytes;
  terms.optimizer = (of_adapters * plan.adapter_params + of_tables * tables) / ways.states;
  if (plan.foreach_step) terms.foreach_step = plan.adapter_bytes * plan.adapter_params;
}

/// Gradients and states of a base that is trained whole, or in parts.
void add_full_training(const MemoryPlan& plan, const MemoryWays& ways, const MemoryConstants& constants,
                       MemoryTerms& terms) {
  if (plan.moments == Moments::projected) {
    terms.projected =
        (plan.projected_8bit ? constants.galore_8bit_bytes : constants.galore_bytes) * plan.params / ways.states;
    terms.gradients = plan.projected_8bit || plan.in_backward ? 0 : 2 * plan.params / ways.gradients;
    return;
  }
  if (plan.moments == Moments::block || plan.moments == Moments::layers) {
    const bool block = plan.moments == Moments::block;
    const double active =
        block ? layer_params(plan) : constants.lisa_layers * layer_params(plan) + plan.embedding_params;
    terms.gradients = 2 * active / ways.gradients;
    terms.optimizer = (block ? 12 : 4) * active / ways.states;  // BAdam keeps a 32-bit copy of its block
    return;
  }
  const double weight = wide_weights(plan) ? 4 : 2;
  const bool master = plan.states == StateNumbers::fp32_master;
  const bool narrow =
      plan.moments == Moments::eight_bit || plan.moments == Moments::four_bit;  // steps tensor by tensor
  if (plan.in_backward) {
    terms.gradients = weight * plan.table_params;
  } else if (plan.offload && plan.sharding != Sharding::none) {
    terms.gradients = 2 * std::min(plan.params, group_params);  // buckets on their way to the host
  } else {
    terms.gradients = (master ? plan.master_gradient_bytes : weight) * plan.params / ways.gradients;
  }
  if (host_holds_optimizer(plan)) return;
  const double moments = moment_bytes(plan.moments, plan.states != StateNumbers::pure_16bit, constants);
  terms.optimizer = ((master ? 4 : 0) + moments) * plan.params / ways.states;
  if (master) {
    const double share = plan.params / ways.states;
    terms.master_step = plan.sharding == Sharding::zero3 ? std::min(share, group_params) : share;
  } else if (plan.foreach_step && !plan.in_backward && !narrow) {
    terms.foreach_step = weight * plan.params / ways.states;
  }
}

void add_activations(const MemoryPlan& plan, const MemoryConstants& constants, MemoryTerms& terms) {
  const LayerCount count = layer_count(plan);
  const double per_token = count.hidden * plan.hidden + count.ffn * plan.ffn + 2 * plan.query_width + 2 * plan.kv_width;
  // Tensor parallelism divides what a layer makes, and with the sequence parallelism beside it its input too.
  const double tokens = plan.tokens() / plan.tp;
  const double layer = count.numbers * per_token * tokens;
  const double adapters = adapter_input_bytes(plan) * plan.adapted_width * tokens;
  const double scores = plan.flash ? 0 : plan.heads * tokens * plan.length;
  const double input = plan.residual_bytes * plan.hidden * tokens;
  const double layers = plan.layers / (plan.split ? plan.ways : 1);  // a pipeline's first stage holds a pass for each
  const bool recomputed = plan.recompute == Recompute::full;
  if (plan.offload_checkpoints) {
    terms.offloaded_input = input;
  } else if (recomputed) {
    terms.layer_inputs = input * layers;
  }
  if (recomputed || plan.offload_checkpoints) {
    terms.layer = layer;
    terms.adapter_inputs = adapters;
    terms.scores = scores;
  } else {
    terms.kept_layers = layers * layer * (plan.recompute == Recompute::selective ? constants.selective_share : 1);
    terms.kept_adapter_inputs = layers * adapters;
    terms.kept_scores = layers * scores;
  }
  terms.logits = plan.vocab * (plan.whole_logits ? plan.tokens() : tokens);
}

}  // namespace

MemoryWays memory_ways(const MemoryPlan& plan) {
  const bool all = shards_weights(plan.sharding) || plan.split;
  MemoryWays ways;
  if (all) ways.weights = plan.ways;
  if (all || plan.sharding == Sharding::zero2) ways.gradients = plan.ways;
  if (plan.split || plan.sharding != Sharding::none) ways.states = plan.ways;
  for (double* one : {&ways.weights, &ways.gradients, &ways.states}) {
    *one *= plan.tp * plan.pp;
    // Experts are divided at least among the ranks that share them; adapters beside frozen ones are not.
    if (plan.ep <= 1 || plan.expert_params <= 0 || (one != &ways.weights && !plan.base_trained)) continue;
    const double of_experts = std::max(*one, plan.ep * plan.tp * plan.pp);
    *one = plan.params / ((plan.params - plan.expert_params) / *one + plan.expert_params / of_experts);
  }
  return ways;
}

LayerCount layer_count(const MemoryPlan& plan) {
  LayerCount count;
  if (plan.kernels != LayerKernels::eager) count.hidden = 12;
  if (plan.kernels == LayerKernels::fused) count.ffn = 6;
  if (!plan.gated) {  // one matrix less, and no product of a gate to keep
    count.hidden = std::min(count.hidden, 14.0);
    count.ffn = 5;
  }
  count.numbers = plan.number_bytes >= 4 ? 2 : plan.residual_bytes >= 4 ? 1.4 : 1;
  return count;
}

double adapter_input_bytes(const MemoryPlan& plan) {
  if (plan.base_trained || !plan.adapter_inputs) return 0;
  return plan.adapter_bytes >= 4 ? 9 : 4;  // a 32-bit cast, the dropped-out copy, its mask; or two 16-bit copies
}

double trained_params(const MemoryPlan& plan) {
  if (plan.base_trained) return plan.params;
  return plan.adapter_params + (plan.embeddings_trained ? plan.embedding_params : 0);
}

MemoryTerms memory_terms(const MemoryPlan& plan, const MemoryConstants& constants) {
  MemoryTerms terms;
  const MemoryWays ways = memory_ways(plan);
  add_weights(plan, ways, terms);
  if (plan.base_trained) {
    add_full_training(plan, ways, constants, terms);
  } else {
    add_adapters(plan, ways, terms);
  }
  if (plan.sharding == Sharding::zero3) terms.zero3_live = std::min(plan.params, group_params);
  if (plan.sharding == Sharding::fsdp) {
    // Two layers of weights at once, unsharded tables, and two layers of gradients on their way back.
    const double number = plan.quant_bits >= 16 ? 2 : plan.quant_bits >= 8 ? 1.05 : 0.53;
    const double gradients = plan.base_trained ? 4 * gathered_params(plan) : 0;
    terms.gathered = (2 * number * gathered_params(plan) + 2 * plan.embedding_params + gradients) / plan.tp;
  }
  add_activations(plan, constants, terms);
  terms.loss = plan.loss;
  terms.reading = plan.reading;
  terms.frozen = !plan.base_trained;
  terms.gradients_stay = plan.accumulates || plan.in_backward;
  terms.several = plan.ranks > 1 && !plan.split;
  terms.fsdp = plan.sharding == Sharding::fsdp;
  terms.uneven = plan.uneven;
  return terms;
}

}  // namespace pathfinder
