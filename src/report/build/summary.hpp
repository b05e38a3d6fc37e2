// From a decision to a document: what is said, in which order, in one language. Nothing is calculated here.
#pragma once

#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The short report: the answer first, a screen and a half.
Document build_summary(const Decision& decision, const Words& words, std::string_view language, bool full);

}  // namespace pathfinder
