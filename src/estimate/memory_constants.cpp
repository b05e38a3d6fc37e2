#include "pathfinder/estimate/memory_constants.hpp"

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

}  // namespace

std::span<const MemoryConstantRow> memory_constant_rows() {
  return constant_rows;
}

MemoryConstants memory_constants(const std::function<double(std::string_view)>& value) {
  MemoryConstants constants;
  for (const MemoryConstantRow& row : constant_rows) constants.*row.member = value(row.id);
  return constants;
}

}  // namespace pathfinder
