// What would have to be so for another answer, as a person says it.
#pragma once

#include <string>

#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// "documents: 60,000 or less", the threshold rounded to the side on which the answer has changed. At the end of what a
/// fact can be nothing lies beyond: "accelerators: none", "knowledge that must be right: 5".
std::string change_condition(const Flip& flip, const Words& words, const Sentences& say);

}  // namespace pathfinder
