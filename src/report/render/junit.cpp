#include "report/render/junit.hpp"

#include <algorithm>

#include "report/render/html_text.hpp"

namespace pathfinder {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + html_escaped(value) + "\"";
}

std::string place(const CheckRow& row) {
  if (row.line == 0) return row.file;
  return row.file + ":" + std::to_string(row.line) + ":" + std::to_string(row.column);
}

std::string test_case(const CheckRow& row) {
  const std::string place_in_file =
      row.line == 0 ? "" : " " + std::to_string(row.line) + ":" + std::to_string(row.column);
  std::string out = "    <testcase" + attribute("classname", row.file.empty() ? "command-line" : row.file) +
                    attribute("name", row.rule + place_in_file);
  if (!row.file.empty()) out += attribute("file", row.file);
  if (row.line > 0) out += attribute("line", std::to_string(row.line));
  if (row.message.empty()) return out + "/>\n";
  std::string whole = html_escaped(row.message);
  if (!row.help.empty()) whole += "\n" + html_escaped(row.help);
  if (!row.file.empty()) whole = html_escaped(place(row)) + "\n" + whole;
  out += ">\n      ";
  if (row.fails) {
    const std::string_view type = row.level == CheckRow::Level::error ? "error" : "warning";
    out += "<failure" + attribute("type", type) + attribute("message", row.message) + ">" + whole + "</failure>";
  } else if (row.level == CheckRow::Level::note) {
    out += "<skipped" + attribute("message", row.message) + "/>";
  } else {
    out += "<system-out>" + whole + "</system-out>";
  }
  return out + "\n    </testcase>\n";
}

}  // namespace

std::string render_junit(const CheckList& list) {
  const auto count = [&](auto is) { return std::to_string(std::count_if(list.rows.begin(), list.rows.end(), is)); };
  const std::string counts =
      attribute("tests", std::to_string(list.rows.size())) +
      attribute("failures", count([](const CheckRow& row) { return row.fails; })) + attribute("errors", "0") +
      attribute("skipped", count([](const CheckRow& row) { return !row.fails && row.level == CheckRow::Level::note; }));
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n  <testsuite" +
                    attribute("name", "pathfinder " + list.name) + counts + ">\n";
  for (const CheckRow& row : list.rows) out += test_case(row);
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace pathfinder
