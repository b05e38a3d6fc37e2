// A table of text in columns measured as a terminal shows them, so that Latin and Chinese cells line up.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {

/// One column of a text table.
struct TextColumn {
  std::string header;
  Align align = Align::left;
  bool flexible = false;  ///< wraps first when the table is too wide; where no column is, the last one does
};

/// Columns and rows of cells; a short row has empty cells at its end, cells beyond the columns are left out.
struct TextTable {
  std::vector<TextColumn> columns;
  std::vector<std::vector<std::string>> rows;
  bool show_header = true;
};

/// One line of a table as shown.
struct TableLine {
  static constexpr int header = -1;
  int row = header;  ///< the row it belongs to, or `header`
  std::string text;
};

/// The table's lines: at most `max_width` columns each, two spaces between columns, no space at any line's end. A
/// column gets what its widest cell needs; when that is too much, flexible columns wrap, then the widest ones, words
/// are cut last. Only where two columns for each do not fit (4 × columns − 2 > max_width) are lines wider.
std::vector<TableLine> table_lines(const TextTable& table, int max_width);

}  // namespace pathfinder
