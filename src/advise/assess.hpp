// One option: its estimates become facts, then the rules judge it.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// The facts an option's rules read: `facts` with the estimated slots filled from `estimate`. A gate has to hold over
/// twice the estimate's interval (in logarithms), about its P0.5 to P99.5.
Facts with_estimates(const Facts& facts, const OptionEstimate& estimate, const Catalogue& catalogue);

/// Option number `strategy` of the catalogue, judged over `facts`; rank is not set yet.
Assessment assess(std::size_t strategy, const Facts& facts, OptionEstimate estimate, const Catalogue& catalogue);

}  // namespace pathfinder
