// What differs between two saved decisions, and what moved the answer: the criteria whose points moved between the two
// options concerned, and behind each the rule, price or facts that did it.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/compare/saved.hpp"
#include "pathfinder/core/decision_diff.hpp"

namespace pathfinder {

/// Compares. Figures that move by less than `min_change` (a share, 0.05) are left out. The catalogue is used only to
/// tell which facts a criterion reads; without the option or criterion in it, every changed fact may be the cause.
DecisionDiff compare_decisions(const SavedDecision& before, const SavedDecision& after, const Catalogue& catalogue,
                               double min_change = 0);

}  // namespace pathfinder
