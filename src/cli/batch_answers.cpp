#include "cli/batch_answers.hpp"

#include <cmath>

#include "pathfinder/base/json_line.hpp"
#include "pathfinder/catalogue/edition.hpp"
#include "pathfinder/report/build/checks.hpp"
#include "pathfinder/saved/batch_line.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/fact_options.hpp"

namespace pathfinder::cli {
namespace {

BatchRow row_of(const BatchLine& line) {
  BatchRow row;
  row.wrong = line.error.has_value();
  row.denied = !line.denied.empty();
  row.strategy = line.strategy;
  if (line.verdict) row.verdict = word_of(*line.verdict);
  row.confidence = line.confidence.value_or(std::nan(""));
  const bool priced = !line.strategy.empty() && line.options.front().total_usd.has_value();
  row.total_usd = priced ? line.options.front().total_usd->central : std::nan("");
  return row;
}

/// The decision as `advise` makes it of a scenario file of its own.
Decision decide(const Scenario& scenario, const Findings& warnings, const BatchAsk& ask, AdviseShared& shared) {
  Decision decision = advise(scenario, ask.catalogue, ask.options, shared);
  decision.warnings.insert(decision.warnings.end(), warnings.all().begin(), warnings.all().end());
  decision.policies = check_policies(ask.policies, decision, ask.catalogue, ask.today);
  return decision;
}

/// What of a decision does not keep the policies, at the row that asked for it: what is kept would grow with the rows.
std::vector<CheckRow> checks_of(const Decision& decision, const BatchAsk& ask, std::size_t line) {
  if (decision.policies.empty()) return {};
  Sentences say(ask.catalogue, ask.texts.language());
  say.show_in(decision.currency, decision.usd_rate);
  const std::string& id = decision.scenario.id;
  std::vector<CheckRow> rows = policy_checks(decision, say, id.empty() ? std::to_string(line) : id).rows;
  std::erase_if(rows, [](const CheckRow& row) { return row.level == CheckRow::Level::kept; });
  for (CheckRow& row : rows) {
    if (ask.input.empty()) continue;
    row.file = ask.input;
    row.line = static_cast<int>(line);
    row.column = 1;
  }
  return rows;
}

}  // namespace

BatchAnswer answer_row(const Record& row, const RowReader& reader, const BatchAsk& ask, AdviseShared& shared) {
  BatchAnswer answer;
  answer.line = row.line;
  Findings findings;
  Findings warnings;
  BatchLine line;
  try {
    const Scenario scenario = reader.read(row, findings, warnings);
    answer.id = scenario.id;
    if (findings.empty()) {
      add_contradictions(
          scenario, ask.catalogue, ask.texts, [&](const Consistency& rule) { return said_last(rule, scenario); },
          findings, warnings);
    }
    if (findings.empty()) {
      Decision decision = decide(scenario, warnings, ask, shared);
      line = batch_line(decision, row.line);
      if (ask.checks != nullptr) answer.checks = checks_of(decision, ask, row.line);
      if (ask.form == BatchForm::full) {
        decision.edition = edition_of(decision, ask.catalogue, ask.data_sha256);
        answer.text = one_line(render_json(decision, ask.catalogue, ask.texts.language()));
      }
    }
  } catch (const InputError& error) {
    findings.append(error.found);
  } catch (const std::bad_alloc&) {
    throw;  // what no row is to blame for
  } catch (const std::exception& error) {
    // A defect of ours in one row must not cost the others their answers.
    findings.append({{"defect", {"row", 0, 0, "", "", 1}, {{"what", error.what()}}, "", false}});
  }
  if (!findings.empty()) {
    answer.wrong = findings.all();
    for (Diagnostic& one : answer.wrong) one.where.line = static_cast<int>(row.line);
    line = batch_line(answer.wrong, ask.texts, row.line);
    if (ask.checks != nullptr) {
      for (const Diagnostic& one : answer.wrong)
        answer.checks.push_back(check_of_finding(one, ask.texts, CheckRow::Level::error));
    }
  }
  answer.row = row_of(line);
  if (ask.checks != nullptr) return answer;
  if (ask.form == BatchForm::csv) {
    std::vector<std::string> options;
    for (const Strategy& strategy : ask.catalogue.strategies) options.push_back(strategy.id);
    answer.text = batch_csv(line, options);
  } else if (ask.form == BatchForm::ndjson || line.error) {
    answer.text = batch_json(std::move(line));
  }
  return answer;
}

}  // namespace pathfinder::cli
