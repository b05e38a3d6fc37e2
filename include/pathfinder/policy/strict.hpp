// --strict: an answer is refused while a figure it rests on has no source that was read, or a price past its date.
#pragma once

#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One finding per figure of the recommended option, with its source and a way out; none: the answer may be given.
/// Sums are left out: their lines are named. How old a price of each kind may be stands in data/constants
/// ("strict.rent-days", …); `today` is the day prices are aged to.
std::vector<Diagnostic> strict_findings(const Decision& decision, const Catalogue& catalogue, std::string_view today);

}  // namespace pathfinder
