// sensitivity: on what the answer hangs. Every fact is tried, with the plan made anew.
#include <iostream>

#include "pathfinder/report/build/sensitivity.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {

int command_sensitivity(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  std::vector<Argument> draws, keep;
  Arguments arguments("sensitivity", session.texts());
  FactOptions facts(session, arguments);
  arguments.option("--draws", draws, "N", session.texts()("option.draws"));
  arguments.option("--keep", keep, "FACT", session.texts()("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  OutputOptions output(session, arguments, "option.output", false);
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  const Scenario scenario = facts.scenario(findings, warnings);
  AdviseOptions options = advise_options(draws, keep, session.catalogue(), findings);
  options.thorough = true;
  options.flips = options.pairs = options.tornado = true;
  options.reports = output.json();
  const Catalogue& catalogue = session.catalogue();
  findings.throw_if_any();

  Decision decision = advise(scenario, catalogue, options);
  decision.warnings = warnings.all();
  output.print(output.json() ? render_json(decision, catalogue, session.language)
                             : render_text(build_sensitivity(decision, catalogue, session.language), output.layout()));
  return decision.winner() == nullptr ? exit_none_feasible : exit_answered;
}

}  // namespace pathfinder::cli
