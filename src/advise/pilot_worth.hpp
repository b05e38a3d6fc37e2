// Which pilot is worth running before the decision, and how large: the study that adds most to the best mean score
// after its cost (estimate/study), over the draws or, for a rate that nobody knows, over what is expected of it.
#pragma once

#include <span>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Fills Sensitivity::pilot. Looked at: the rate today, with retrieval, after tuning, two arms on the same questions
/// where neither is known or both were counted, and the length of answers, which any pilot measures. A pilot is paid
/// before the choice, whatever is chosen: it decides nothing between the options and has a bill of its own. Left empty
/// where fewer than two options are left. \pre decision.confidence is filled
void add_pilot(Decision& decision, const Worlds& worlds, const Catalogue& catalogue, std::span<const std::size_t> keep);

}  // namespace pathfinder
