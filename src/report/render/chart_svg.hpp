// A chart as inline SVG: shapes and texts with classes, no colour and no size of letters, which the style of the page
// gives (report/render_html.css). Drawn for one width; a page holds one for wide screens and paper, one for phones.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/report/document.hpp"

namespace pathfinder {

struct ChartLayout {
  int width = 760;         ///< in CSS pixels
  bool narrow = false;     ///< names of categories above their bars instead of beside them
  std::string_view id;     ///< begins the ids inside, one per drawing of a page: "chart-2-wide"
  std::string_view style;  ///< further class of the <svg>; empty: none
};

/// An <svg role="img"> with title and description; empty when no figure of the chart is finite (its table says what
/// there is to say). Series that are told apart by colour also carry their number, in the drawing and in the key.
std::string chart_svg(const Chart& chart, const ChartLayout& layout);

}  // namespace pathfinder
