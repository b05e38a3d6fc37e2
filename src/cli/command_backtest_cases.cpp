// backtest --kind cases: published decisions in, the program's answers beside what practitioners would accept.
#include <filesystem>
#include <iostream>
#include <optional>

#include "pathfinder/backtest/cases.hpp"
#include "pathfinder/backtest/left_out.hpp"
#include "pathfinder/report/build/cases.hpp"
#include "pathfinder/report/render/backtest_json.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"
#include "cli/today.hpp"

namespace pathfinder::cli {

namespace {

using Without = std::vector<std::string_view>;

/// The rows of all files, as facts without those of `left_out`.
std::vector<CaseRow> read_all(Session& session, const std::vector<Argument>& files, const Without& left_out,
                              Findings& findings) {
  std::vector<CaseRow> cases;
  for (const Argument& file : files) {
    const std::optional<std::string> text = session.read_file(file, findings);
    if (!text) continue;
    for (CaseRow& row : read_cases(file.text, *text, session.catalogue(), left_out, findings))
      cases.push_back(std::move(row));
  }
  return cases;
}

std::string names_of(const std::vector<Argument>& files) {
  std::string names;
  for (const Argument& file : files)
    names += (names.empty() ? "" : ", ") + std::filesystem::path(file.text).stem().string();
  return names;
}

}  // namespace

int command_backtest_cases(Session& session) {
  Findings findings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  Arguments arguments("backtest", texts);
  std::vector<Argument> kind, files, more_files, data, without, draws, errors, learn, practice;
  bool nested = false;
  arguments.option("--kind", kind, "KIND", texts("backtest.option.kind", {{"kinds", "cases"}}), "group.input");
  arguments.option("--runs", files, "FILE", texts("backtest.option.runs"), "group.input");
  arguments.positional("FILE", more_files, texts("backtest.argument.runs"));
  arguments.option("--learn", learn, "FILE", texts("cases.option.learn"), "group.input");
  arguments.option("--data", data, "DIR", texts("option.data"), "group.input");
  arguments.flag("--nested", nested, texts("cases.option.nested"));
  arguments.option("--without", without, "judged", texts("cases.option.without"));
  bool without_judged = false;
  arguments.flag("--without-judged", without_judged, texts("cases.option.without_judged"));
  arguments.option("--draws", draws, "N", texts("option.draws"));
  arguments.option("--errors", errors, "FILE", texts("cases.option.errors"));
  arguments.option("--practice", practice, "FILE", texts("cases.option.practice"));
  OutputOptions output(session, arguments, "backtest.option.output");
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  files.insert(files.end(), more_files.begin(), more_files.end());
  if (files.empty())
    findings.add("missing-argument", {"pathfinder backtest", 0, 0, "", "", 1}, {{"argument", "--runs"}});
  if (!without.empty() && without[0].text != "judged") refuse_word("--without", without[0], {"judged"}, findings);
  if (nested && !learn.empty()) findings.add("learn-with-nested", locate(learn[0]), {});
  const AdviseOptions asked = advise_options(draws, {}, session.catalogue(), findings);
  findings.throw_if_any();

  const Catalogue& catalogue = session.catalogue();
  const bool bare = without_judged || !without.empty();
  const Without judged(judged_facts().begin(), judged_facts().end());
  const auto told_twice = [&](const std::vector<Argument>& of) {
    return CasesToLearn{read_all(session, of, {}, findings), read_all(session, of, judged, findings)};
  };
  CasesReport report;
  if (nested) {
    const CasesToLearn cases = told_twice(files);
    findings.throw_if_any();
    report = run_left_out(cases, bare, catalogue, asked.draws);
  } else {
    const std::vector<CaseRow> cases = read_all(session, files, bare ? judged : Without(), findings);
    const CasesToLearn from = told_twice(learn);
    findings.throw_if_any();
    report = learn.empty() ? run_cases(cases, catalogue, asked.draws) : run_learnt(cases, from, catalogue, asked.draws);
  }
  report.without_judged = bare;
  const Sentences say(catalogue, session.language);
  const std::string learnt =
      practice.empty() ? "" : fitted_practice(told_twice(files), catalogue, names_of(files), today());
  const std::string bank = errors.empty() ? "" : case_bank_json(report, names_of(files), catalogue);
  std::vector<Session::Output> written;
  if (!practice.empty()) written.push_back({practice[0], learnt});
  if (!errors.empty()) written.push_back({errors[0], bank});
  session.write(written);
  output.print(output.json() ? cases_json(report) : render_text(build_cases(report, say), output.layout()));
  return exit_answered;
}

}  // namespace pathfinder::cli
