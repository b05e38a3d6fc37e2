// The value of a fact at which another option wins, in words.
#pragma once

#include <string>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// "documents 60,000 or fewer → prompting", the threshold rounded to the side on which the answer has changed.
std::string change_text(const Flip& flip, const Words& words, const Sentences& say);

/// The condition alone: "documents: 60,000 or less".
std::string change_condition(const Flip& flip, const Words& words, const Sentences& say);

}  // namespace pathfinder
