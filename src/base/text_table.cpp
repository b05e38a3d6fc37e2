#include "pathfinder/base/text_table.hpp"

#include <algorithm>
#include <numeric>

namespace pathfinder {
namespace {

constexpr int gap = 2;
constexpr int least_width = 2;  ///< a Chinese character

const std::string& cell(const std::vector<std::string>& row, std::size_t column) {
  static const std::string none;
  return column < row.size() ? row[column] : none;
}

/// Calls `visit` with every text of a column.
template <class Visit>
void for_each_cell(const TextTable& table, std::size_t column, Visit visit) {
  if (table.show_header) visit(table.columns[column].header);
  for (const auto& row : table.rows) visit(cell(row, column));
}

int widest_line(std::string_view text) {
  int widest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

/// Takes up to `excess` columns from the chosen columns, always from the widest, down to `floors`; what is left over.
int shrink(std::vector<int>& widths, const std::vector<int>& floors, const std::vector<bool>& chosen, int excess) {
  while (excess > 0) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (chosen[i] && widths[i] > floors[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return excess;
    --widths[widest];
    --excess;
  }
  return excess;
}

std::vector<int> column_widths(const TextTable& table, int max_width) {
  const std::size_t count = table.columns.size();
  std::vector<int> widths(count, 0), words(count, least_width);
  const std::vector<int> least(count, least_width);
  std::vector<bool> flexible(count, false);
  const std::vector<bool> every(count, true);
  for (std::size_t i = 0; i < count; ++i) {
    for_each_cell(table, i, [&](const std::string& text) {
      widths[i] = std::max(widths[i], widest_line(text));
      words[i] = std::max(words[i], widest_piece(text));
    });
    flexible[i] = table.columns[i].flexible;
  }
  if (count > 0 && std::find(flexible.begin(), flexible.end(), true) == flexible.end()) flexible.back() = true;

  const int gaps = gap * static_cast<int>(count > 0 ? count - 1 : 0);
  int excess = std::accumulate(widths.begin(), widths.end(), gaps) - max_width;
  // Wrap between words before cutting any; among those, the flexible columns before the others.
  excess = shrink(widths, words, flexible, excess);
  excess = shrink(widths, words, every, excess);
  excess = shrink(widths, least, flexible, excess);
  shrink(widths, least, every, excess);
  return widths;
}

void append_row(const TextTable& table, const std::vector<int>& widths, const std::vector<std::string>& row, int number,
                std::vector<TableLine>& lines) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    cells.push_back(wrapped(cell(row, i), std::max(widths[i], least_width)));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t y = 0; y < height; ++y) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line.append(gap, ' ');
      line += padded(y < cells[i].size() ? cells[i][y] : std::string(), widths[i], table.columns[i].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back({number, std::move(line)});
  }
}

}  // namespace

std::vector<TableLine> table_lines(const TextTable& table, int max_width) {
  std::vector<TableLine> lines;
  const std::vector<int> widths = column_widths(table, max_width);
  if (table.show_header) {
    std::vector<std::string> headers;
    for (const TextColumn& column : table.columns) headers.push_back(column.header);
    append_row(table, widths, headers, TableLine::header, lines);
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    append_row(table, widths, table.rows[i], static_cast<int>(i), lines);
  }
  return lines;
}

}  // namespace pathfinder
