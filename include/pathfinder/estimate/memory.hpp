// Peak memory of one training step on one accelerator, with its parts.
//
//   peak     = max(backward, step) + workspace, and by what a reading counts: + what the allocator keeps + driver
//   context backward = W + R + O + (G where gradients accumulate) + live + kept + max(layer, loss) + overlap x
//   min(layer, loss) step     = W + R + O + G + temporaries of the optimiser + live / 2
//
// W, O, G: weights, optimiser states, gradients per rank (rajbhandari-2020, section 3); R: a reference model's weights
// (rafailov-2023); kept: activations between forward and backward (chen-2016: one input per layer when recomputed);
// layer: what one layer keeps for its backward pass, counted by hand from the modelling code, with the inputs that
// adapters keep and the scores of unfused attention (training-memory-2026); loss: copies of the batch's logits.
// Only the larger phase counts: this is why short sequences cost the same up to a length. A key that nobody stated
// makes a mixture of such peaks (memory_plan.hpp), and the interval is the mixture's. Constants and the habits of
// frameworks are data: data/constants/memory.json, data/memory_profiles.json. All functions are pure.
#pragma once

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/memory_plan.hpp"
#include "pathfinder/estimate/memory_profile.hpp"
#include "pathfinder/estimate/memory_terms.hpp"

namespace pathfinder {

/// Bytes of the parts, per accelerator.
struct MemoryParts {
  double base_weights = 0, reference = 0, adapter_weights = 0, gradients = 0, optimizer = 0, step = 0;
  double live = 0;                           ///< gathered parameters during the backward pass
  double layer_inputs = 0, kept_layers = 0;  ///< one of them is 0
  double kept_adapter_inputs = 0, kept_scores = 0;
  double layer = 0, adapter_inputs = 0, scores = 0;  ///< of the layer whose gradient is made
  double logits = 0;
  double overlap = 0;  ///< share of the smaller of layer and loss that is still there
  double workspace = 0, allocator = 0, fragments = 0, context = 0;
  bool gradients_stay = true;

  double kept() const { return layer_inputs + kept_layers + kept_adapter_inputs + kept_scores; }
  double of_layer() const { return layer + adapter_inputs + scores; }
  bool loss_larger() const { return logits >= of_layer(); }
  double passing() const { return loss_larger() ? logits + overlap * of_layer() : of_layer() + overlap * logits; }
  double states() const { return base_weights + reference + adapter_weights + optimizer; }
  double backward() const { return states() + (gradients_stay ? gradients : 0) + live + kept() + passing(); }
  double step_phase() const { return states() + gradients + step + live / 2; }
  double used() const { return (backward() > step_phase() ? backward() : step_phase()) + workspace; }
  double peak() const { return used() + allocator + fragments + context; }
};

/// All parts of a job.
MemoryParts memory_parts(const MemoryTerms& terms, const MemoryConstants& constants);
MemoryParts memory_parts(const MemoryPlan& plan, const MemoryConstants& constants);

/// Standard deviation of the log error of a peak whose every key is stated: publishers and rows together.
double memory_spread(const MemoryPlan& plan, const MemoryConstants& constants);

/// Peak memory per accelerator: the middle of the mixture, the lines of the job that lies there ("line.memory.…") and
/// the 80 % interval of the mixture.
Estimate<Bytes> training_memory(const MemoryMixture& mixture, const MemoryConstants& constants);

/// The same for a plan whose every key is decided, as the device sees it.
Estimate<Bytes> training_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles,
                                const MemoryConstants& constants);

/// The job in the middle: half of the weight needs no more. \pre not empty
const MemoryPlan& middle_of(const MemoryMixture& mixture, const MemoryConstants& constants);

/// The estimate of `mixture` with the formula of each line and the parts it recomputes from.
Estimate<Bytes> explained(Estimate<Bytes> estimate, const MemoryMixture& mixture, const MemoryConstants& constants);

/// The same estimate over all ranks, for figures that sum them.
Estimate<Bytes> over_ranks(Estimate<Bytes> per_accelerator, double ranks);

/// Decided at the upper end of the interval.
bool fits(const Estimate<Bytes>& estimate, Bytes capacity);

}  // namespace pathfinder
