// Which changed fact alone is enough: the older decision made again with one fact of the newer at a time.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision_diff.hpp"
#include "pathfinder/saved/stored_decision.hpp"

namespace pathfinder {

/// Marks the causes of another winner whose one fact changes the answer alone, and puts the facts that do in front.
/// Nothing is marked where the catalogue does not give both answers again: then it is not what they were made with.
void try_facts_alone(DecisionDiff& diff, const DecisionInWords& before, const DecisionInWords& after,
                     const Catalogue& catalogue);

}  // namespace pathfinder
