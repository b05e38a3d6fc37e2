// What each constraint costs: the cheapest plan of the recommended option with the constraint against the cheapest
// without it, everything else as it is.
#pragma once

#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// For every constraint that the user gave (domestic hardware, own premises, sensitive data, model and its size,
/// accelerator to rent, latency, region, deadline, budget) and every limit of the organisation; the dearest first.
/// Empty where no option is feasible.
std::vector<ConstraintCost> constraint_costs(const Decision& decision, const Catalogue& catalogue,
                                             const EstimateConstants& constants, PlanCache& cache);

}  // namespace pathfinder
