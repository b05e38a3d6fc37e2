// backtest --kind cases: published decisions in, the program's answers beside what practitioners would accept.
#include <filesystem>
#include <iostream>
#include <optional>

#include "pathfinder/backtest/cases.hpp"
#include "pathfinder/report/build/cases.hpp"
#include "pathfinder/report/render/backtest_json.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {

int command_backtest_cases(Session& session) {
  Findings findings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  Arguments arguments("backtest", texts);
  std::vector<Argument> kind, files, more_files, data, without, draws, errors;
  arguments.option("--kind", kind, "KIND", texts("backtest.option.kind", {{"kinds", "cases"}}), "group.input");
  arguments.option("--runs", files, "FILE", texts("backtest.option.runs"), "group.input");
  arguments.positional("FILE", more_files, texts("backtest.argument.runs"));
  arguments.option("--data", data, "DIR", texts("option.data"), "group.input");
  arguments.option("--without", without, "judged", texts("cases.option.without"));
  arguments.option("--draws", draws, "N", texts("option.draws"));
  arguments.option("--errors", errors, "FILE", texts("cases.option.errors"));
  OutputOptions output(session, arguments, "backtest.option.output");
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  files.insert(files.end(), more_files.begin(), more_files.end());
  if (files.empty())
    findings.add("missing-argument", {"pathfinder backtest", 0, 0, "", "", 1}, {{"argument", "--runs"}});
  if (!without.empty() && without[0].text != "judged") refuse_word("--without", without[0], {"judged"}, findings);
  const AdviseOptions asked = advise_options(draws, {}, session.catalogue(), findings);
  findings.throw_if_any();

  std::vector<std::string_view> left_out;
  if (!without.empty()) left_out.assign(judged_facts().begin(), judged_facts().end());
  std::vector<CaseRow> cases;
  for (const Argument& file : files) {
    const std::optional<std::string> text = session.read_file(file, findings);
    if (!text) continue;
    for (CaseRow& row : read_cases(file.text, *text, session.catalogue(), left_out, findings))
      cases.push_back(std::move(row));
  }
  findings.throw_if_any();
  CasesReport report = run_cases(cases, session.catalogue(), asked.draws);
  report.without_judged = !without.empty();
  const Sentences say(session.catalogue(), session.language);
  if (!errors.empty()) {
    std::string runs;
    for (const Argument& file : files)
      runs += (runs.empty() ? "" : ", ") + std::filesystem::path(file.text).stem().string();
    write_whole_file(errors[0].text, case_bank_json(report, runs, session.catalogue()));
  }
  output.print(output.json() ? cases_json(report) : render_text(build_cases(report, say), output.layout()));
  return exit_answered;
}

}  // namespace pathfinder::cli
