// The peak from its terms; see the header for its shape and data/constants/memory.json for every number.
#include "pathfinder/estimate/memory.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>

#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/log_mixture.hpp"

namespace pathfinder {
namespace {

double logit_bytes(LossKind loss, const MemoryConstants& constants) {
  switch (loss) {
    case LossKind::upcast:
      return constants.logits_upcast;
    case LossKind::autocast:
      return constants.logits_autocast;
    case LossKind::native:
      return constants.logits_native;
    case LossKind::compiled:
      return constants.logits_compiled;
    case LossKind::chunked:
      return constants.logits_chunked;
    case LossKind::fused:
      return constants.logits_fused;
  }
  return constants.logits_upcast;
}

/// Peaks of the jobs of a mixture in the order of memory, with their weights.
struct Ordered {
  std::vector<LogComponent> components;  ///< in the order of the mixture
  std::size_t middle = 0;
};

Ordered ordered(const MemoryMixture& mixture, const MemoryConstants& constants) {
  Ordered result;
  result.components.reserve(mixture.size());
  for (const Chance<MemoryPlan>& one : mixture) {
    const double peak = memory_parts(one.value, constants).peak();
    result.components.push_back({log(peak), memory_spread(one.value, constants), one.weight});
  }
  std::vector<std::size_t> order(mixture.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return result.components[a].centre < result.components[b].centre;
  });
  double below = 0;
  constexpr double half = 0.5 - 1e-9;  // weights that sum to 1 but for rounding
  for (const std::size_t index : order) {
    result.middle = index;
    below += result.components[index].share;
    if (below >= half) break;
  }
  return result;
}

}  // namespace

MemoryParts memory_parts(const MemoryTerms& terms, const MemoryConstants& constants) {
  MemoryParts parts;
  parts.base_weights = terms.weights + constants.four_bit_bytes * terms.four_bit +
                       constants.eight_bit_bytes * terms.eight_bit + constants.two_bit_bytes * terms.two_bit;
  parts.reference = terms.reference * parts.base_weights;
  parts.adapter_weights = terms.adapters;
  parts.gradients = terms.gradients;
  parts.gradients_stay = terms.gradients_stay;
  parts.optimizer = terms.optimizer + constants.projected_states * terms.projected;
  parts.step = constants.master_step_bytes * terms.master_step + constants.foreach_share * terms.foreach_step;
  parts.live = constants.zero3_live_bytes * terms.zero3_live + constants.fsdp_gathered * terms.gathered;

  const double base = terms.frozen ? constants.frozen : 1;
  parts.layer_inputs = constants.layer_inputs * terms.layer_inputs + constants.offload_buffers * terms.offloaded_input;
  parts.kept_layers = constants.kept_layers * base * terms.kept_layers;
  parts.kept_adapter_inputs = constants.adapter_inputs * terms.kept_adapter_inputs;
  parts.kept_scores = constants.scores * terms.kept_scores;
  parts.layer = constants.layer * base * terms.layer;
  parts.adapter_inputs = constants.adapter_inputs * terms.adapter_inputs;
  parts.scores = constants.scores * terms.scores;
  parts.logits = logit_bytes(terms.loss, constants) * terms.logits;
  parts.overlap = constants.overlap;
  parts.workspace = bytes_per_gib * constants.workspace_gib;

  if (terms.reading != MemoryReading::torch_allocated) {
    const double share = terms.uneven ? constants.allocator_uneven : constants.allocator;
    parts.allocator = share * std::max(parts.passing(), constants.kept_fragments * parts.kept());
    if (terms.fsdp) parts.fragments = constants.fsdp_fragments * parts.used();
  }
  if (terms.reading == MemoryReading::device) {
    parts.context = bytes_per_gib * (constants.context_gib + (terms.several ? constants.collectives_gib : 0));
  }
  return parts;
}

MemoryParts memory_parts(const MemoryPlan& plan, const MemoryConstants& constants) {
  return memory_parts(memory_terms(plan, constants), constants);
}

double memory_spread(const MemoryPlan& plan, const MemoryConstants& constants) {
  const bool sharded = plan.ways > 1;
  return sharded ? std::hypot(constants.spread_sharded_publisher, constants.spread_sharded_row)
                 : std::hypot(constants.spread_one_publisher, constants.spread_one_row);
}

const MemoryPlan& middle_of(const MemoryMixture& mixture, const MemoryConstants& constants) {
  return mixture[ordered(mixture, constants).middle].value;
}

Estimate<Bytes> training_memory(const MemoryMixture& mixture, const MemoryConstants& constants) {
  const Ordered jobs = ordered(mixture, constants);
  const MemoryPlan& plan = mixture[jobs.middle].value;
  const MemoryParts parts = memory_parts(plan, constants);
  Estimate<Bytes> estimate;
  const auto line = [&](std::string_view label, double bytes) {
    if (bytes != 0) estimate.breakdown.push_back({std::string(label), Bytes{bytes}});
  };
  const bool backward = parts.backward() >= parts.step_phase();
  line("line.memory.weights", parts.base_weights);
  line("line.memory.reference", parts.reference);
  line("line.memory.adapters", parts.adapter_weights);
  line("line.memory.optimizer", parts.optimizer);
  if (!backward || parts.gradients_stay) line("line.memory.gradients", parts.gradients);
  line("line.memory.live_parameters", backward ? parts.live : parts.live / 2);
  if (backward) {
    const double of_layer = parts.loss_larger() ? parts.overlap : 1;
    line("line.memory.activations", parts.layer_inputs + parts.kept_layers);
    line("line.memory.kept_adapter_inputs", parts.kept_adapter_inputs);
    line("line.memory.kept_scores", parts.kept_scores);
    line("line.memory.layer", of_layer * parts.layer);
    line("line.memory.adapter_inputs", of_layer * parts.adapter_inputs);
    line("line.memory.scores", of_layer * parts.scores);
    line("line.memory.logits", (parts.loss_larger() ? 1 : parts.overlap) * parts.logits);
  } else {
    line("line.memory.step", parts.step);
  }
  line("line.memory.workspace", parts.workspace);
  line("line.memory.allocator", parts.allocator);
  line("line.memory.fragments", parts.fragments);
  line("line.memory.context", parts.context);
  for (const Line<Bytes>& part : estimate.breakdown) estimate.central += part.central;
  estimate.low = Bytes{exp(mixture_quantile(jobs.components, 0.1))};
  estimate.high = Bytes{exp(mixture_quantile(jobs.components, 0.9))};
  estimate.basis.method = "training-memory";
  estimate.basis.sources = {"rajbhandari-2020", "korthikanti-2022", "chen-2016", "training-memory-2026"};
  if (plan.reference_copy) estimate.basis.sources.emplace_back("rafailov-2023");
  return estimate;
}

Estimate<Bytes> training_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles,
                                const MemoryConstants& constants) {
  return training_memory(resolve_memory(recipe, profiles), constants);
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
