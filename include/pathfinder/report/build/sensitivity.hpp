// The answer of `sensitivity` as a document: how far the lead moves, what flips it, what is worth asking.
#pragma once

#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// Tornado bars, flips of facts and weights, questions by worth. \pre decision.sensitivity is filled
Document build_sensitivity(const Decision& decision, const Words& words, std::string_view language);

}  // namespace pathfinder
