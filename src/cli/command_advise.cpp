// advise: the main job.
#include <algorithm>
#include <charconv>
#include <iostream>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/cli/advise_options.hpp"
#include "pathfinder/cli/fact_options.hpp"
#include "pathfinder/cli/policy_options.hpp"
#include "pathfinder/report/build_policies.hpp"
#include "pathfinder/report/formats.hpp"

namespace pathfinder::cli {
namespace {

/// The format asked for, or the one a file name's ending means, or text.
const Format* format_for(const std::vector<Argument>& asked, const Argument* file, Findings& findings) {
  std::vector<std::string_view> names;
  std::string all;
  for (const Format& format : formats()) {
    names.push_back(format.name);
    all += (all.empty() ? "" : ", ") + std::string(format.name);
  }
  const auto by_name = [&](std::string_view name) -> const Format* {
    for (const Format& format : formats()) {
      if (format.name == name) return &format;
    }
    return nullptr;
  };
  if (!asked.empty()) {
    if (const Format* format = by_name(asked.front().text)) return format;
    findings.add("unknown-word", locate(asked.front()),
                 {{"key", "--format"},
                  {"found", asked.front().text},
                  {"near", std::string(near_miss(asked.front().text, names))},
                  {"allowed", all}});
    return nullptr;
  }
  if (file != nullptr) {
    for (const Format& format : formats()) {
      if (file->text.size() > format.ending.size() && file->text.ends_with(format.ending)) return &format;
    }
    findings.add("format-unknown", locate(*file), {{"found", file->text}, {"allowed", all}});
    return nullptr;
  }
  return by_name("text");
}

/// Contradictions of data/facts.json: errors stop, warnings are shown with the answer.
void check_consistency(const Scenario& scenario, Session& session, Findings& findings, Findings& warnings) {
  const Catalogue& catalogue = session.catalogue();
  for (const Consistency* rule : contradictions(scenario, catalogue)) {
    std::string names;
    Location where;  // of the fact said last: the others were there already
    for (std::size_t slot : rule->facts) {
      names += (names.empty() ? "" : ", ") + catalogue.vocabulary.slots[slot].id;
      for (const GivenFact& given : scenario.given) {
        if (given.slot == slot && given.origin != Origin::preset &&
            (where.file.empty() || comes_before(where, given.where)))
          where = given.where;
      }
    }
    Findings& to = rule->error ? findings : warnings;
    to.add("contradiction", where, {{"text", session.texts()(rule->text)}, {"facts", names}});
  }
}

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

  std::vector<Argument> format, output, width, draws, keep;
  Arguments arguments("advise", session.texts());
  FactOptions facts(session, arguments);
  arguments.option("--format", format, "text|json", session.texts()("option.format"));
  arguments.option("--output", output, "FILE", session.texts()("option.output"));
  arguments.option("--width", width, "N", session.texts()("option.width"));
  arguments.option("--draws", draws, "N", session.texts()("option.draws"));
  arguments.option("--keep", keep, "FACT", session.texts()("option.keep"));
  PolicyOptions policies(session, arguments);
  arguments.parse(session.args, findings);
  if (arguments.help_asked()) {
    session.out << arguments.help();
    return exit_answered;
  }

  const Scenario scenario = facts.scenario(findings, warnings);
  check_consistency(scenario, session, findings, warnings);
  std::vector<const Format*> chosen;
  if (output.empty()) chosen.push_back(format_for(format, nullptr, findings));
  for (const Argument& file : output)
    chosen.push_back(format_for(output.size() > 1 ? std::vector<Argument>() : format, &file, findings));
  RenderContext context;
  context.language = session.language;
  context.width = session.environment.width;
  context.color = output.empty() && session.environment.out_is_terminal && !session.environment.no_color;
  if (!width.empty()) {
    int columns = 0;
    const std::string& text = width.front().text;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || columns < 40 || columns > 400) {
      findings.add("out-of-range", locate(width.front()),
                   {{"key", "--width"}, {"expected", "@expected.between\t40\t400"}, {"found", text}});
    }
    context.width = columns;
  }
  AdviseOptions asked = advise_options(draws, keep, session.catalogue(), findings);
  const std::vector<Policy> limits = policies.read(currency_of(scenario, session.catalogue()), findings);
  findings.throw_if_any();

  asked.limits = plan_limits(limits, session.catalogue());
  Decision decision = advise(scenario, session.catalogue(), asked);
  decision.warnings = warnings.all();
  decision.policies = check_policies(limits, decision, session.catalogue(), today(session));
  if (output.empty()) session.out << chosen.front()->render(decision, session.catalogue(), context);
  for (std::size_t i = 0; i < output.size(); ++i) {
    write_whole_file(output[i].text, chosen[i]->render(decision, session.catalogue(), context));
  }
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
