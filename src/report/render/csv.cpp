#include "report/render/csv.hpp"

#include <vector>

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// "-1204.5": digits with a sign and a point, no formula.
bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

void add_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + cells[i];
  out += "\r\n";
}

void add_table(std::string& out, const Table& table) {
  std::vector<std::string> cells;
  for (const TableColumn& column : table.columns) cells.push_back(csv_cell(column.header));
  add_line(out, cells);
  for (const TableRow& row : table.rows) {
    cells.assign(table.columns.size(), "");
    for (std::size_t i = 0; i < std::min(row.cells.size(), cells.size()); ++i) {
      const bool number = table.columns[i].role == ColumnRole::figure && is_number(row.cells[i]);
      cells[i] = number ? row.cells[i] : csv_cell(row.cells[i]);
    }
    add_line(out, cells);
  }
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string safe = terminal_safe(text);
  if (!text.empty() && (std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)) safe = "'" + safe;
  if (safe.find_first_of("\",\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string render_csv(const Document& document) {
  std::string out(byte_order_mark);
  for (const Block& block : document.blocks) {
    if (const auto* table = std::get_if<Table>(&block)) add_table(out, *table);
  }
  return out;
}

}  // namespace pathfinder
