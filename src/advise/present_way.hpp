// Today's way of doing the task, as something to compare with: staying as one is costs its bill, and changing must be
// worth more than that.
#pragma once

#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// That the recommended option is what is in use already, and what it saves or costs beside today's bill; nothing where
/// neither the way nor the bill is known. Amounts are fields that end in "_usd".
std::vector<Diagnostic> present_way(const Decision& decision, const Catalogue& catalogue);

}  // namespace pathfinder
