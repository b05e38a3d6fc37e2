// What the user set and the answer does not keep: it stands in the first lines, not only among the figures.
#pragma once

#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One warning for each given limit that the recommended option's expected figure exceeds: budget, first use, time to
/// the answer and to its first token, hours of accelerators.
std::vector<Diagnostic> missed_limits(const Decision& decision, const Catalogue& catalogue);

}  // namespace pathfinder
