#include "pathfinder/report/build/checks.hpp"

#include <algorithm>

#include "pathfinder/base/display_width.hpp"
#include "pathfinder/report/build/policies.hpp"
#include "pathfinder/wording/findings.hpp"

namespace pathfinder {

CheckRow check_of_finding(const Diagnostic& finding, const Texts& texts, CheckRow::Level level) {
  const Location& where = finding.where;
  CheckRow row;
  row.level = level;
  row.fails = true;
  row.rule = row.title = finding.code;
  row.message = finding_message(finding, texts);
  row.help = finding_help(finding, texts);
  row.file = where.file;
  row.line = where.line;
  row.column = where.column;
  row.width = std::max(1, where.width);
  row.pointer = where.pointer;
  return row;
}

CheckList validation_checks(const ValidationResult& result, const std::vector<std::string>& files, const Texts& texts) {
  CheckList list{"validate", {}};
  for (const Diagnostic& finding : result.errors)
    list.rows.push_back(check_of_finding(finding, texts, CheckRow::Level::error));
  for (const Diagnostic& finding : result.warnings)
    list.rows.push_back(check_of_finding(finding, texts, CheckRow::Level::warning));
  const std::size_t found = list.rows.size();
  for (const std::string& file : files) {
    const auto end = list.rows.begin() + static_cast<std::ptrdiff_t>(found);
    if (std::any_of(list.rows.begin(), end, [&](const CheckRow& row) { return row.file == file; })) continue;
    CheckRow kept;
    kept.rule = kept.title = list.name;
    kept.file = file;
    list.rows.push_back(std::move(kept));
  }
  return list;
}

CheckList policy_checks(const Decision& decision, const Sentences& say, std::string_view id) {
  CheckList list{"policies", {}};
  for (const PolicyResult& result : decision.policies) {
    CheckRow row;
    if (result.holds == Truth::unknown) {
      row.level = CheckRow::Level::note;
    } else if (result.holds == Truth::no) {
      row.level = result.deny ? CheckRow::Level::error : CheckRow::Level::warning;
    }
    row.fails = row.level == CheckRow::Level::error;
    row.rule = result.id;
    row.title = say.texts()(result.message);
    row.message = (id.empty() ? "" : std::string(id) + ": ") + terminal_safe(policy_text(result, say));
    row.file = result.file;
    row.pointer = id;
    list.rows.push_back(std::move(row));
  }
  return list;
}

}  // namespace pathfinder
