// Refit of the constants of training memory on measured peaks.
#pragma once

#include <span>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/memory_terms.hpp"

namespace pathfinder {

/// A measured peak beside the terms of what its recipe may mean; `ranks` > 1 where the figure sums accelerators.
struct MemoryObservation {
  Chances<MemoryTerms> jobs;
  double ranks = 1;
  Bytes measured;
  double weight = 1;  ///< rows of one publisher share theirs
};

/// Fitted constants by penalised Gauss-Newton steps in logarithms, from `start` or else from the priors. Which of its
/// jobs a row is, is weighed anew at every step: by how often recipes mean it, and by a Student-t density (4 degrees)
/// of its error. Errors beyond 0.3 count linearly (Huber). Deterministic. Constants that are not fitted keep the values
/// of `fixed`.
MemoryConstants refit_memory(std::span<const MemoryObservation> rows, const MemoryConstants& fixed,
                             const MemoryConstants* start = nullptr);

}  // namespace pathfinder
