// Peak memory of one training step on one accelerator, with its parts.
//
//   peak     = max(backward, step) + context
//   backward = W + R + O + (G where gradients accumulate) + live + allocator x (A + max(logits, layer) + overlap x min)
//   step     = W + R + O + G + temporaries of the optimiser + live
//
// W, O, G: weights, optimiser states, gradients per rank (rajbhandari-2020, section 3); R: a reference model's weights
// (rafailov-2023); A: kept activations
// (chen-2016: one input per layer when recomputed); layer: what one layer keeps for its backward pass, counted by hand
// from the modelling code (training-memory-2026); logits: copies of the batch's logits that a loss holds at once.
// Only the larger phase counts: this is why short sequences cost the same up to a length. Constants and framework
// profiles are data: data/constants/memory.json, data/memory_profiles.json. All functions are pure.
#pragma once

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/memory_plan.hpp"
#include "pathfinder/estimate/memory_profile.hpp"

namespace pathfinder {

/// Bytes of the parts, per accelerator. `backward` and `step` are the two phases without context.
struct MemoryParts {
  double base_weights = 0, reference = 0, adapter_weights = 0, gradients = 0, optimizer = 0, step = 0, live = 0;
  double kept = 0, layer = 0, logits = 0;
  double dynamic = 0;    ///< kept + larger of layer and logits + overlap x smaller
  double allocator = 0;  ///< what the allocator adds to `dynamic`
  double context = 0;
  double backward = 0, step_phase = 0;

  double peak() const { return (backward > step_phase ? backward : step_phase) + context; }
};

/// Bytes of the base weights on one rank: 2 or 4 a parameter, k-bit for what is quantised; divided by ZeRO-3 and FSDP.
double base_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of a reference model on one rank: one more copy of frozen weights, shared like the base's; 0 without one. Its
/// forward passes keep nothing, and both answers of a pair count among the sequences of a batch (rafailov-2023, eq. 7).
double reference_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of adapters and of copies of trained embeddings on one rank.
double adapter_weight_bytes(const MemoryPlan& plan);

/// Bytes of gradients on one rank: divided from ZeRO-2 on; one table where the optimiser runs inside the backward pass.
double gradient_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of optimiser states on one rank: 12 beside 16-bit weights (master copy and two moments), 8 in 32-bit, 4 in
/// 16-bit, 2 in 8-bit a trained parameter; divided by every ZeRO stage; 0 where they live on the host.
double optimizer_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of temporaries while the optimiser steps: 32-bit gradients beside a master copy (ZeRO-3: of a sub-group of at
/// most 1e9 parameters), or the lists of a "foreach" step.
double step_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of gathered parameters: ZeRO-3 keeps up to 1e9 live, FSDP two layers and the embeddings.
double live_parameter_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes kept by all layers between forward and backward: their inputs when recomputed, everything otherwise.
double kept_activation_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of one layer's working set: (20 h + 8 f + 4 kv) a token with ordinary kernels, 12 h where normalisation is
/// fused, 6 f where the gate is too; unfused attention adds 5 B heads S^2 (korthikanti-2022, eq. 1). 0 when nothing is
/// recomputed: the layers keep it all.
double layer_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of logits held at once: c x vocab x tokens, c by the kind of loss.
double logit_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of context: driver context and library workspaces, collectives beside more than one rank; little of it in
/// PyTorch's own figures.
double context_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// All parts of a plan.
MemoryParts memory_parts(const MemoryPlan& plan, const MemoryConstants& constants);

/// Peak memory per accelerator with its 80 % interval and the lines of the larger phase ("line.memory.…").
Estimate<Bytes> training_memory(const MemoryPlan& plan, const MemoryConstants& constants);

/// The same for a recipe, as the device sees it.
Estimate<Bytes> training_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles,
                                const MemoryConstants& constants, const MemoryHints& hints = {});

/// The estimate of `plan` with the formula of each line and the parts it recomputes from.
Estimate<Bytes> explained(Estimate<Bytes> estimate, const MemoryPlan& plan, const MemoryConstants& constants);

/// The same estimate over all ranks, for figures that sum them.
Estimate<Bytes> over_ranks(Estimate<Bytes> per_accelerator, double ranks);

/// Decided at the upper end of the interval.
bool fits(const Estimate<Bytes>& estimate, Bytes capacity);

}  // namespace pathfinder
