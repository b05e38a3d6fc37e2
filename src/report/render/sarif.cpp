#include "report/render/sarif.hpp"

#include <algorithm>

#include "pathfinder/base/display_width.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/sha256.hpp"

namespace pathfinder {
namespace {

std::string_view level_word(CheckRow::Level level) {
  if (level == CheckRow::Level::error) return "error";
  return level == CheckRow::Level::warning ? "warning" : "note";
}

/// A path as a reference of RFC 3986: relative where it is, else a file URI. GitHub shows no result without a place, so
/// the command line has a name, too.
std::string uri_of(std::string_view file) {
  if (file.empty()) return "command-line";
  while (file.starts_with("./")) file.remove_prefix(2);
  std::string uri = file.starts_with('/') ? "file://" : "";
  for (const char c : file) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      uri += c;
    } else {
      uri += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return uri;
}

void write_text(JsonWriter& json, std::string_view key, const std::string& text) {
  json.begin_object(key);
  json.text("text", terminal_safe(text));
  json.end();
}

void write_rule(JsonWriter& json, const CheckRow& row) {
  json.begin_object();
  json.text("id", terminal_safe(row.rule));
  write_text(json, "shortDescription", row.title);
  write_text(json, "fullDescription", row.title);
  write_text(json, "help", row.help.empty() ? row.title : row.help);
  json.end();
}

void write_result(JsonWriter& json, const CheckRow& row, std::size_t rule) {
  json.begin_object();
  json.text("ruleId", terminal_safe(row.rule));
  json.number("ruleIndex", static_cast<double>(rule));
  json.text("level", level_word(row.level));
  write_text(json, "message", row.message + (row.help.empty() ? "" : " – " + row.help));
  json.begin_array("locations");
  json.begin_object();
  json.begin_object("physicalLocation");
  json.begin_object("artifactLocation");
  json.text("uri", uri_of(row.file));
  json.end();
  json.begin_object("region");
  json.number("startLine", std::max(1, row.line));
  if (row.line > 0 && row.column > 0) {
    json.number("startColumn", row.column);
    json.number("endColumn", row.column + row.width);
  }
  json.end();
  json.end();
  json.end();
  json.end();
  // The same result in another commit, though lines above it have moved.
  json.begin_object("partialFingerprints");
  json.text("pathfinder/v1", sha256_hex(row.rule + "\n" + row.file + "\n" + row.pointer));
  json.end();
  json.end();
}

}  // namespace

std::string render_sarif(const CheckList& list) {
  std::vector<const CheckRow*> rules, results;
  for (const CheckRow& row : list.rows) {
    if (row.level != CheckRow::Level::kept) results.push_back(&row);
  }
  const auto rule_of = [&](const CheckRow& row) {
    return std::find_if(rules.begin(), rules.end(), [&](const CheckRow* one) { return one->rule == row.rule; });
  };
  for (const CheckRow* row : results) {
    if (rule_of(*row) == rules.end()) rules.push_back(row);
  }

  JsonWriter json;
  json.begin_object();
  json.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.text("version", "2.1.0");
  json.begin_array("runs");
  json.begin_object();
  json.begin_object("tool");
  json.begin_object("driver");
  json.text("name", "pathfinder");
  json.text("version", PATHFINDER_VERSION);
  json.begin_array("rules");
  for (const CheckRow* rule : rules) write_rule(json, *rule);
  json.end();
  json.end();
  json.end();
  // GitHub keeps what several runs on one commit say apart by this.
  json.begin_object("automationDetails");
  json.text("id", "pathfinder/" + list.name + "/");
  json.end();
  json.text("columnKind", "unicodeCodePoints");
  json.begin_array("results");
  for (const CheckRow* row : results) write_result(json, *row, static_cast<std::size_t>(rule_of(*row) - rules.begin()));
  json.end();
  json.end();
  json.end();
  json.end();
  return json.take();
}

}  // namespace pathfinder
