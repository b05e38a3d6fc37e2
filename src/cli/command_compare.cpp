// compare: the answers to several scenario files side by side, and the facts in which they differ.
#include <algorithm>
#include <iostream>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/report/build/compare.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {

int command_compare(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  std::vector<Argument> files, data, draws, keep;
  Arguments arguments("compare", texts);
  constexpr std::size_t most = 12;
  arguments.positional("SCENARIO", files, texts("compare.arguments"), 2, most);
  arguments.option("--data", data, "DIR", texts("option.data"), "group.input");
  OutputOptions output(session, arguments);
  arguments.option("--draws", draws, "N", texts("option.draws"));
  arguments.option("--keep", keep, "FACT", texts("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  const Catalogue& catalogue = session.catalogue();
  AdviseOptions options = advise_options(draws, keep, catalogue, findings);
  options.flips = false;

  std::vector<ComparedScenario> compared;
  for (const Argument& file : files) {
    const std::optional<std::string> text = session.read_file(file, findings);
    if (!text) continue;
    FactReader reader(catalogue, findings, warnings);
    reader.use(fact_sources(session, findings, warnings));
    const JsonDocument document = parse_json(file.text, *text, findings);
    Decision decision;
    decision.scenario = reader.read_scenario(document);
    add_contradictions(
        decision.scenario, catalogue, texts,
        [&](const Consistency& rule) { return said_last(rule, decision.scenario); }, findings, warnings);
    compared.push_back({file.text, std::move(decision)});
  }
  findings.throw_if_any();

  const WeightDraws weights(catalogue, options.draws);
  options.weights = &weights;
  for (ComparedScenario& one : compared) {
    const Scenario scenario = one.decision.scenario;
    one.decision = advise(scenario, catalogue, options);
    if (!scenario.title.empty()) one.name = scenario.title;
  }
  // A title that two of them bear names neither.
  std::vector<std::string> names;
  for (const ComparedScenario& one : compared) names.push_back(one.name);
  for (std::size_t i = 0; i < compared.size(); ++i) {
    if (names[i] != files[i].text && std::count(names.begin(), names.end(), names[i]) > 1)
      compared[i].name += " (" + files[i].text + ")";
  }
  output.print(output.json() ? compare_json(compared, catalogue)
                             : render_text(build_compare(compared, catalogue, session.language), output.layout()));
  const bool none = std::all_of(compared.begin(), compared.end(),
                                [](const ComparedScenario& one) { return one.decision.winner() == nullptr; });
  return none ? exit_none_feasible : exit_answered;
}

}  // namespace pathfinder::cli
