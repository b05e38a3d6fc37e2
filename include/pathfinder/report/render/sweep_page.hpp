// A sweep as one HTML file: its map drawn for wide and for narrow screens, the shares and borders below.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/sweep.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder {

std::string sweep_html(const Sweep& sweep, const Words& words, std::string_view language);

}  // namespace pathfinder
