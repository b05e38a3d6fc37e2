// The form in which an option is to be run, in words: what it is, why, what it needs and costs, what would make another
// form win. The words are texts that the forms of data/variants/ bring along.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// The form taken, in a line; empty where the option has none.
std::string variant_line(const Assessment& option, const Sentences& say);

/// The same with its reasons, needs and cost, a line each, and about `most_others` forms that a fact would make win.
std::vector<std::string> variant_lines(const Assessment& option, const Sentences& say, std::size_t most_others);

}  // namespace pathfinder
