#include "pathfinder/report/build/validation.hpp"

#include <map>

#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/wording/numbers.hpp"
#include "pathfinder/wording/typed.hpp"

namespace pathfinder {
namespace {

std::string no_witness(const ValidationResult& result, const Texts& texts) {
  std::string free;
  for (const std::string& option : result.table.odd.never_blocked)
    free += (free.empty() ? "" : texts("list.comma")) + option;
  return free.empty() ? texts("validate.no_witness") : texts("validate.never_blocked", {{"options", free}});
}

/// The scenario in which nothing is left, as a command that shows it.
std::string witness_line(const ValidationResult& result) {
  std::string line = "pathfinder advise";
  for (const auto& [slot, value] : result.table.everything_blocked) {
    const FactSpec& spec = result.catalogue->vocabulary.slots[slot];
    line += " " + spec.option + " " + typed_value(spec, value);
  }
  return line;
}

}  // namespace

void add_table_findings(const TableFindings& odd, const Catalogue& catalogue, Findings& warnings) {
  const std::string drawn = "@validate.drawn\t" + exact_text(static_cast<double>(odd.scenarios));
  for (const TableFinding& finding : odd.findings) {
    using Kind = TableFinding::Kind;
    static const std::map<Kind, std::string> codes = {{Kind::never_true, "rule-never-holds"},
                                                      {Kind::always_true, "rule-always-holds"},
                                                      {Kind::duplicate, "rule-duplicate"},
                                                      {Kind::implied, "rule-implied"},
                                                      {Kind::never_first, "option-never-first"}};
    const JsonValue root(strategy_file(catalogue, finding.strategy), 0);
    JsonValue row = row_named(root, "gates", finding.rule);
    if (row.index() == 0) row = row_named(root, "cautions", finding.rule);
    warnings.add(codes.at(finding.kind), place_of(row, finding.rule.empty() ? "id" : "when"),
                 {{"rule", finding.rule},
                  {"other", finding.other},
                  {"option", finding.strategy},
                  {"how", finding.proven ? "@validate.proven" : drawn}});
  }
}

Document build_validation(const ValidationResult& result, const Texts& texts) {
  Document notes;
  if (result.catalogue != nullptr) {
    const NumberStyle style = number_style(texts);
    KeyValues rows;
    const auto note = [&](std::string_view label, const std::string& what) {
      rows.rows.push_back({texts(label), what, "", "", Emphasis::none});
    };
    note("validate.label.table",
         texts("validate.inspected", {{"scenarios", exact_text(static_cast<double>(result.table.odd.scenarios))}}));
    std::string gates;
    for (const std::string& gate : result.table.blocking_gates)
      gates += (gates.empty() ? "" : texts("list.comma")) + gate;
    if (!result.table.everything_blocked.empty())
      note("validate.label.blocked", texts("validate.witness", {{"gates", gates}}));
    if (result.table.everything_blocked.empty()) note("validate.label.blocked", no_witness(result, texts));
    for (const CorrelatedCriteria& pair : result.table.odd.correlated) {
      note("validate.label.together",
           texts("validate.together",
                 {{"first", pair.first}, {"second", pair.second}, {"r", to_text(pair.rank_correlation, style)}}));
    }
    notes.blocks.push_back(std::move(rows));
    if (!result.table.everything_blocked.empty()) notes.blocks.push_back(Code{witness_line(result), "sh"});
  }
  const std::string counted =
      texts(result.files == 1 ? "validate.file" : "validate.files", {{"files", std::to_string(result.files)}});
  const std::size_t count = result.errors.size() + result.warnings.size();
  notes.blocks.push_back(Paragraph{
      texts(count == 0 ? "validate.none" : "validate.some", {{"files", counted}, {"count", std::to_string(count)}}),
      Emphasis::answer, ""});
  return notes;
}

}  // namespace pathfinder
