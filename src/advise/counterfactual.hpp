// The smallest pair of changes after which another option comes first: two facts moved together where neither alone
// would do. How small: the root of the summed squares of both distances, each 0…1 of what the fact may be, so that two
// even steps count as less than one long and one short (Wachter, Mittelstadt & Russell 2018 for the idea; Mothilal et
// al. 2020 for few, plausible changes). Looked for on a grid of values of every pair of facts with the estimates
// standing still, then made sure of and moved to the exact thresholds with the plan made anew.
#pragma once

#include <span>
#include <vector>

#include "advise/what_if.hpp"

namespace pathfinder {

/// At most `most` pairs, smallest first, each of two facts that no rule derives from one another. In either half
/// `flips` is the nearest value that flips while the other half stands at its own `flips`, `holds` its neighbour.
std::vector<PairFlip> counterfactuals(const WhatIf& what_if, std::span<const std::size_t> keep, std::size_t most = 3);

}  // namespace pathfinder
