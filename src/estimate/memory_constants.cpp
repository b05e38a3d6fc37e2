#include "pathfinder/estimate/memory_constants.hpp"

namespace pathfinder {
namespace {

using Constants = MemoryConstants;

constexpr MemoryConstantRow constant_rows[] = {
    {"memory.context_gib", &Constants::context_gib, 0.65, 0.4},
    {"memory.collectives_gib", &Constants::collectives_gib, 1.0, 0.6},
    {"memory.workspace_gib", &Constants::workspace_gib, 0.15, 0.5},
    {"memory.allocator", &Constants::allocator, 0.25, 0.5},
    {"memory.allocator.uneven", &Constants::allocator_uneven, 1.0, 0.4},
    {"memory.fsdp.fragments", &Constants::fsdp_fragments, 0.08, 0.7},
    {"memory.layer", &Constants::layer, 1.0, 0.15},
    {"memory.layer.kept", &Constants::kept_layers, 1.0, 0.2},
    {"memory.layer.frozen", &Constants::frozen, 0.9, 0.12},
    {"memory.layer.inputs", &Constants::layer_inputs, 1.0, 0.15},
    {"memory.adapter_inputs", &Constants::adapter_inputs, 1.0, 0.5},
    {"memory.scores", &Constants::scores, 8, 0.3},
    {"memory.offload_buffers", &Constants::offload_buffers, 3, 0.5},
    {"memory.overlap", &Constants::overlap, 0.15, 0.7},
    {"memory.logits.upcast", &Constants::logits_upcast, 15, 0.15},
    {"memory.logits.autocast", &Constants::logits_autocast, 12, 0.2},
    {"memory.logits.native", &Constants::logits_native, 8, 0.25},
    {"memory.logits.compiled", &Constants::logits_compiled, 8, 0.3},
    {"memory.logits.chunked", &Constants::logits_chunked, 3, 0.4},
    {"memory.logits.fused", &Constants::logits_fused, 0.3, 0.5},
    {"memory.weights.four_bit", &Constants::four_bit_bytes, 0.53, 0.05},
    {"memory.weights.eight_bit", &Constants::eight_bit_bytes, 1.05, 0.05},
    {"memory.weights.two_bit", &Constants::two_bit_bytes, 0.36, 0.05},
    {"memory.zero3.live", &Constants::zero3_live_bytes, 4, 0.5},
    {"memory.fsdp.gathered", &Constants::fsdp_gathered, 1, 0.4},
    {"memory.step.master", &Constants::master_step_bytes, 4, 0.4},
    {"memory.step.foreach", &Constants::foreach_share, 1, 0.3},
    {"memory.projected_states", &Constants::projected_states, 1, 0.3},
    {"memory.galore.eight_bit", &Constants::galore_8bit_bytes, 0.12, 0},
    {"memory.galore.full", &Constants::galore_bytes, 2, 0},
    {"memory.lisa_layers", &Constants::lisa_layers, 2, 0},
    {"memory.muon_share", &Constants::muon_share, 0.6, 0},
    {"memory.selective_share", &Constants::selective_share, 0.5, 0},
    {"memory.allocator.kept", &Constants::kept_fragments, 0.15, 0},
    {"memory.spread.one.publisher", &Constants::spread_one_publisher, 0, 0},
    {"memory.spread.one.row", &Constants::spread_one_row, 0, 0},
    {"memory.spread.sharded.publisher", &Constants::spread_sharded_publisher, 0, 0},
    {"memory.spread.sharded.row", &Constants::spread_sharded_row, 0, 0},
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
