// The page to read first: from a scenario to a decision.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// The decision for one scenario. Never throws for what the user said: a scenario in which nothing is feasible is
/// answered too, with every option's reason.
Decision advise(const Scenario& scenario, const Catalogue& catalogue);

}  // namespace pathfinder
