// What the common rules of thumb and free calculators would have said, re-implemented from their published formulas:
// the figures to beat.
#pragma once

#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory.hpp"
#include "pathfinder/estimate/memory_stated.hpp"
#include "pathfinder/estimate/serving.hpp"

namespace pathfinder {

/// GPU-hours at a constant 40 % of the 16-bit peak; 6 N, or 4 N with adapters, and 12 L h s a token (palm-paper, B).
double constant_utilisation_hours(const TrainingRecipe& recipe);

/// Bytes per accelerator by EleutherAI/cookbook, calc/calc_transformer_mem.py at 827ee3b, with 3 feed-forward matrices;
/// extended where the tool has no mode: k-bit base weights, 16 bytes an adapter parameter.
Bytes cookbook_memory(const MemoryPlan& plan);

/// Bytes per accelerator by RahulSChand/gpu_poor, src/App.js at ad2fc0e: adapters of rank 8, 650 MiB of overhead,
/// activations x 0.15 with checkpointing.
Bytes gpu_poor_memory(const StatedMemory& row, const MemoryPlan& plan);

/// Bytes by huggingface/accelerate, commands/estimate.py at 16cb6eb, "Training using Adam": 16 a parameter in 32 bit,
/// else 8; NaN for quantised weights, of which it says N/A.
Bytes accelerate_memory(const StatedMemory& row, const MemoryPlan& plan);

/// Bytes by the table in LLaMA-Factory's README: 18 a parameter under AMP, 8 in pure bf16, 2.3 for LoRA; 1.43, 0.86 and
/// 0.57 with 8, 4 and 2 bits.
Bytes llama_factory_memory(const StatedMemory& row, const MemoryPlan& plan);

/// Output tokens a second at 50 % of the bandwidth, weights and cache read for every token of the batch that memory
/// allows, at most 256 sequences; prompts cost nothing.
double half_bandwidth_rate(const ServingPlan& plan);

/// The same with prompts: a roofline at 50 % of bandwidth and of peak operations.
double half_roofline_rate(const ServingPlan& plan);

}  // namespace pathfinder
