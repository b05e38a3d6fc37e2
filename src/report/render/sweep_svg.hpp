// The map of a sweep as inline SVG: a strip for one fact, a map for two, small multiples for more, points for a sample.
// Classes only, as chart_svg; how sure an answer is shows as the strength of its colour.
#pragma once

#include <string>

#include "report/build/sweep_words.hpp"
#include "report/render/chart_svg.hpp"

namespace pathfinder {

/// An <svg role="img"> with title and description. Borders run through the crossings that were found.
std::string sweep_svg(const Sweep& sweep, const SweepWords& words, const ChartLayout& layout, const std::string& title);

}  // namespace pathfinder
