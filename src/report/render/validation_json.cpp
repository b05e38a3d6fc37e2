#include "pathfinder/report/render/validation_json.hpp"

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/findings.hpp"
#include "pathfinder/wording/typed.hpp"

namespace pathfinder {
namespace {

void write(JsonWriter& json, const Texts& texts, const Diagnostic& finding, std::string_view severity) {
  json.begin_object();
  json.text("severity", severity);
  json.text("file", finding.where.file);
  if (finding.where.line > 0) {
    json.number("line", finding.where.line);
    json.number("column", finding.where.column);
  }
  if (!finding.where.pointer.empty()) json.text("pointer", finding.where.pointer);
  json.text("code", finding.code);
  json.text("message", finding_message(finding, texts));
  const std::string help = finding_help(finding, texts);
  if (!help.empty()) json.text("help", help);
  json.end();
}

}  // namespace

std::string validation_json(const ValidationResult& result, const Texts& texts) {
  JsonWriter json;
  json.begin_object();
  json.number("files", static_cast<double>(result.files));
  json.begin_array("findings");
  for (const Diagnostic& finding : result.errors) write(json, texts, finding, "error");
  for (const Diagnostic& finding : result.warnings) write(json, texts, finding, "warning");
  json.end();
  if (result.catalogue != nullptr) {
    json.begin_object("table");
    json.number("scenarios", static_cast<double>(result.table.odd.scenarios));
    if (!result.table.everything_blocked.empty()) {
      json.begin_object("everything_blocked");
      for (const auto& [slot, value] : result.table.everything_blocked) {
        const FactSpec& spec = result.catalogue->vocabulary.slots[slot];
        const bool words = spec.has_levels() && spec.type != FactType::level;
        if (spec.type == FactType::boolean) {
          json.flag(spec.id, value != 0);
        } else if (words) {
          json.text(spec.id, typed_value(spec, value));
        } else {
          json.number(spec.id, value);
        }
      }
      json.end();
    }
    json.begin_array("never_blocked");
    for (const std::string& option : result.table.odd.never_blocked) json.text({}, option);
    json.end();
    json.begin_array("criteria_together");
    for (const CorrelatedCriteria& pair : result.table.odd.correlated) {
      json.begin_object();
      json.text("first", pair.first);
      json.text("second", pair.second);
      json.number("rank_correlation", pair.rank_correlation);
      json.end();
    }
    json.end();
    json.end();
  }
  json.end();
  return json.take();
}

}  // namespace pathfinder
