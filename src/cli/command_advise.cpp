// advise: the main job.
#include <algorithm>
#include <iostream>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/catalogue/edition.hpp"
#include "pathfinder/policy/strict.hpp"
#include "pathfinder/report/build/policies.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/policy_options.hpp"
#include "cli/report_options.hpp"

namespace pathfinder::cli {
namespace {

/// The currency the scenario is shown in, where the user named one.
std::string currency_of(const Scenario& scenario, const Catalogue& catalogue) {
  const std::size_t slot = catalogue.vocabulary.find("currency");
  for (const GivenFact& fact : scenario.given) {
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    const std::size_t position = spec.level_position(fact.value);
    if (fact.slot == slot && position < spec.levels.size()) return spec.levels[position].id;
  }
  return "USD";
}

/// Sentences in the session's language and the decision's currency.
Sentences sentences_of(const Decision& decision, Session& session) {
  Sentences say(session.catalogue(), session.language);
  say.show_in(decision.currency, decision.usd_rate);
  return say;
}

}  // namespace

int command_advise(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();

  std::vector<Argument> draws, keep;
  Arguments arguments("advise", session.texts());
  FactOptions facts(session, arguments);
  ReportOptions report(session, arguments);
  arguments.option("--draws", draws, "N", session.texts()("option.draws"));
  arguments.option("--keep", keep, "FACT", session.texts()("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  PolicyOptions policies(session, arguments);
  bool strict = false;
  arguments.flag("--strict", strict, session.texts()("option.strict"));
  if (arguments.done(session, findings)) return exit_answered;

  const Scenario scenario = facts.scenario(findings, warnings);
  report.read(findings);
  AdviseOptions asked = advise_options(draws, keep, session.catalogue(), findings);
  const std::vector<Policy> limits = policies.read(currency_of(scenario, session.catalogue()), findings);
  findings.throw_if_any();

  asked.limits = plan_limits(limits, session.catalogue());
  asked.reports = asked.tornado = report.wants_edition();
  Decision decision = advise(scenario, session.catalogue(), asked);
  const std::vector<Diagnostic>& said = warnings.all();
  decision.warnings.insert(decision.warnings.end(), said.begin(), said.end());
  if (strict) {
    findings.append(strict_findings(decision, session.catalogue(), today(session)));
    findings.throw_if_any();
  }
  decision.policies = check_policies(limits, decision, session.catalogue(), today(session));
  if (report.wants_edition()) decision.edition = edition_of(decision, session.catalogue());
  report.write(decision, session.catalogue());
  // In a log the reasons must be seen although the report went into a file.
  const Sentences say = sentences_of(decision, session);
  for (const PolicyResult& result : decision.policies) {
    if (!result.deny || result.holds == Truth::yes) continue;
    session.err << policy_line(result, say) << "\n";
  }
  if (decision.winner() == nullptr) return exit_none_feasible;
  return std::any_of(decision.policies.begin(), decision.policies.end(), broken) ? exit_check_failed : exit_answered;
}

}  // namespace pathfinder::cli
