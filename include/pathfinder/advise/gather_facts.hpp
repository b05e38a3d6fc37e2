// From what the user said to a value for every slot: given > preset > derived > assumed. What is missing stays unknown;
// an assumption gives score and cost something to work with and leaves a gate the whole plausible range.
#pragma once

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// All slots of the scenario. Estimated slots stay unknown until an option fills them.
Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue);

/// Contradictions between given facts: errors and warnings of data/facts.json that certainly hold.
std::vector<const Consistency*> contradictions(const Scenario& scenario, const Catalogue& catalogue);

}  // namespace pathfinder
