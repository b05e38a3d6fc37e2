// What differs between two decisions, and what moved the answer: the criteria whose points moved between the two
// options concerned, and behind each the rule, price or facts that did it.
#pragma once

#include <span>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision_diff.hpp"
#include "pathfinder/saved/decision_versions.hpp"
#include "pathfinder/saved/stored_decision.hpp"

namespace pathfinder {

/// Compares. Figures that move by less than `min_change` (a share, 0.05) are left out. The catalogue is used only to
/// tell which facts a criterion reads; without the option or criterion in it, every changed fact may be the cause.
/// Between files of different forms (`steps`), figures that mean something else are named and not compared.
DecisionDiff compare_decisions(const DecisionInWords& before, const DecisionInWords& after, const Catalogue& catalogue,
                               double min_change = 0, std::span<const DecisionStep> steps = decision_steps());

}  // namespace pathfinder
