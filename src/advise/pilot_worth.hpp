// Which pilot is worth running before the decision, and how large: the study that adds most to the best mean score
// after its cost (estimate/study), over the draws or, for a rate that nobody knows, over what is expected of it.
#pragma once

#include <span>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Fills Sensitivity::pilot. Looked at: the rate today, the rate with retrieval, both arms on the same questions where
/// neither is known, and the length of answers, which any pilot measures. Left empty where fewer than two options are
/// left. \pre decision.confidence is filled
void add_pilot(Decision& decision, const Worlds& worlds, const Catalogue& catalogue, std::span<const std::size_t> keep);

}  // namespace pathfinder
