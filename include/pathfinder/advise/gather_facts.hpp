// From what the user said to a value for every slot: given > preset > derived > assumed. What is missing stays unknown;
// an assumption gives score and cost something to work with and leaves a gate the whole plausible range.
#pragma once

#include <array>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// What every derivation was given last and what it gave, to the bit: from one scenario to the next most facts stay as
/// they are. For scenarios of one catalogue, one after the other.
struct LastDerived {
  struct One {
    std::vector<double> given;
    double value = 0, low = 0, high = 0, plausible_low = 0, plausible_high = 0;
  };
  std::array<std::vector<One>, 3> by_pass;  ///< from what is known, from what is assumed too, from nothing
};

/// All slots of the scenario. Estimated slots stay unknown until an option fills them.
Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue);
/// The same, with what the call before left.
Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue, LastDerived& last);

/// Contradictions between given facts: errors and warnings of data/facts.json that certainly hold.
std::vector<const Consistency*> contradictions(const Scenario& scenario, const Catalogue& catalogue);

}  // namespace pathfinder
