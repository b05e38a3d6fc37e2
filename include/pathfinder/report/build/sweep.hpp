// A sweep as a report: which option wins where, as a map of letters, with the borders between them.
#pragma once

#include <string_view>

#include "pathfinder/core/sweep.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// `columns`: room for a map of letters; 0: none, where a picture stands in for it.
Document build_sweep(const Sweep& sweep, const Words& words, std::string_view language, int columns);

}  // namespace pathfinder
