// Refit of the constants of training memory on measured peaks.
#pragma once

#include <span>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/memory_plan.hpp"

namespace pathfinder {

/// A measured peak beside its plan; `ranks` > 1 where the figure sums accelerators.
struct MemoryObservation {
  MemoryPlan plan;
  double ranks = 1;
  Bytes measured;
};

/// Fitted constants by coordinate descent in logarithms from the priors: Huber loss of the log errors at 0.1 (in units
/// of 0.1) plus half the squared distance to the priors in units of their spread. Deterministic, well under a second
/// for a few hundred rows. Constants that are not fitted keep the values of `fixed`.
MemoryConstants refit_memory(std::span<const MemoryObservation> rows, const MemoryConstants& fixed);

}  // namespace pathfinder
