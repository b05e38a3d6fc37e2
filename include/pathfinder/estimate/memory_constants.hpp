// The constants of training memory: which there are, and where a refit starts from.
#pragma once

#include <functional>
#include <span>
#include <string_view>

namespace pathfinder {

/// The constants; meanings, units, priors and sources stand in data/constants/memory.json.
struct MemoryConstants {
  // fitted: what the reading adds
  double context_gib = 0;
  double collectives_gib = 0;
  double workspace_gib = 0;
  double allocator = 0;
  double allocator_uneven = 0;
  double fsdp_fragments = 0;
  // fitted: activations
  double layer = 0;
  double kept_layers = 0;
  double frozen = 0;
  double layer_inputs = 0;
  double adapter_inputs = 0;
  double scores = 0;
  double offload_buffers = 0;
  double overlap = 0;
  double logits_upcast = 0;
  double logits_autocast = 0;
  double logits_native = 0;
  double logits_compiled = 0;
  double logits_chunked = 0;
  double logits_fused = 0;
  // fitted: weights and states
  double four_bit_bytes = 0;
  double eight_bit_bytes = 0;
  double two_bit_bytes = 0;
  double zero3_live_bytes = 0;
  double fsdp_gathered = 0;
  double master_step_bytes = 0;
  double foreach_share = 0;
  double projected_states = 0;
  // from theory or documentation
  double galore_8bit_bytes = 0;
  double galore_bytes = 0;
  double lisa_layers = 0;
  double muon_share = 0;
  double selective_share = 0;
  double kept_fragments = 0;
  // interval: standard deviations of the log error
  double spread_one_publisher = 0;
  double spread_one_row = 0;
  double spread_sharded_publisher = 0;
  double spread_sharded_row = 0;
};

/// One constant by its id; `prior` and `spread` (standard deviation of the logarithm) steer a refit, spread 0: not
/// fitted.
struct MemoryConstantRow {
  std::string_view id;  ///< "memory.context_gib"
  double MemoryConstants::*member;
  double prior;
  double spread;
};

/// Every constant, fitted ones first.
std::span<const MemoryConstantRow> memory_constant_rows();

/// Fills the constants through a look-up by id.
MemoryConstants memory_constants(const std::function<double(std::string_view)>& value);

}  // namespace pathfinder
