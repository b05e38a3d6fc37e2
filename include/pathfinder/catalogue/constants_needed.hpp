// Which of data/constants/ the code reads: the loader asks whether every one is there before a formula does.
#pragma once

#include <string>
#include <vector>

namespace pathfinder {

/// Ids of all constants that formulas and decisions read. A family that is new is a line here.
std::vector<std::string> constants_needed();

}  // namespace pathfinder
