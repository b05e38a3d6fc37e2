// One option: its estimates become facts, then the rules judge it.
#pragma once

#include <utility>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// The facts an option's rules read: `facts` with the estimated slots filled from `estimate`. A gate has to hold over
/// twice the estimate's interval (in logarithms), about its P0.5 to P99.5.
Facts with_estimates(const Facts& facts, const OptionEstimate& estimate, const Catalogue& catalogue);

/// The estimated slots alone, as they stand in with_estimates(); the same slots for every estimate.
std::vector<std::pair<std::size_t, Fact>> estimated_facts(const Facts& facts, const OptionEstimate& estimate,
                                                          const Catalogue& catalogue);

/// Option number `strategy` of the catalogue, judged over `facts`; rank is not set yet.
Assessment assess(std::size_t strategy, const Facts& facts, OptionEstimate estimate, const Catalogue& catalogue);

/// Its standing, score and form without reasons, for an option that holds its estimate. `columns`: those of `facts`;
/// the estimated slots are filled anew.
void assess_figures(std::size_t strategy, const Facts& facts, FactColumns& columns, const Catalogue& catalogue,
                    Assessment& option);

}  // namespace pathfinder
