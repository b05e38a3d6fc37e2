#include "report/render/github.hpp"

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {
namespace {

/// As github.com/actions/toolkit escapes (packages/core/src/command.ts): a message, or a property, which ends at a
/// comma or colon. What could steer a terminal is gone before, so that nobody's file name makes a command of its own.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : terminal_safe(text)) {
    if (c == '%') {
      out += "%25";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string render_github(const CheckList& list) {
  std::string out;
  for (const CheckRow& row : list.rows) {
    if (row.level == CheckRow::Level::kept) continue;
    out += row.level == CheckRow::Level::error     ? "::error"
           : row.level == CheckRow::Level::warning ? "::warning"
                                                   : "::notice";
    std::string properties;
    if (!row.file.empty()) properties += ",file=" + escaped(row.file, true);
    if (row.line > 0)
      properties += ",line=" + std::to_string(row.line) + ",col=" + std::to_string(row.column) +
                    ",endColumn=" + std::to_string(row.column + row.width - 1);
    properties += ",title=" + escaped(row.rule, true);
    out += " " + properties.substr(1) + "::" + escaped(row.message, false);
    if (!row.help.empty()) out += "%0A" + escaped(row.help, false);
    out += "\n";
  }
  return out;
}

}  // namespace pathfinder
