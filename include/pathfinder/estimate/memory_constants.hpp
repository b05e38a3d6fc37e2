// The constants of training memory: which there are, and where a refit starts from.
#pragma once

#include <functional>
#include <span>
#include <string_view>

namespace pathfinder {

/// The constants; meanings, units, priors and sources stand in data/constants/memory.json.
struct MemoryConstants {
  // fitted
  double context_gib = 0;
  double collectives_gib = 0;
  double allocator = 0;
  double layer = 0;
  double overlap = 0;
  double logits_upcast = 0;
  double logits_autocast = 0;
  double logits_native = 0;
  double four_bit_bytes = 0;
  double zero3_live_bytes = 0;
  double master_step_bytes = 0;
  double foreach_share = 0;
  // from theory or documentation
  double torch_context_gib = 0;
  double eight_bit_bytes = 0;
  double two_bit_bytes = 0;
  double logits_compiled = 0;
  double logits_chunked = 0;
  double logits_fused = 0;
  double offload_buffers = 0;
  double galore_8bit_bytes = 0;
  double galore_bytes = 0;
  double lisa_layers = 0;
  // interval: distance from the centre, as logarithms
  double interval_low = 0;
  double interval_high = 0;
  double interval_unproven = 0;
  double interval_sharded = 0;
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
