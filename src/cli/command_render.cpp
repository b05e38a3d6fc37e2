// render: a saved decision becomes a report; nothing is computed again. What advise told by its exit code (a broken
// policy, no feasible option) is not told twice: a job that renders after `advise` has failed wants its report.
#include <iostream>

#include "pathfinder/saved/read_decision.hpp"

#include "cli/report_options.hpp"

namespace pathfinder::cli {

int command_render(Session& session) {
  Findings findings;
  std::vector<Argument> file, language;
  Arguments arguments("render", session.texts());
  arguments.positional("DECISION", file, session.texts()("render.file"), 1, 1);
  ReportOptions report(session, arguments);
  arguments.option("--lang", language, language_choice(), session.texts()("option.lang"));
  if (arguments.done(session, findings)) return exit_answered;
  findings.throw_if_any();

  StoredDecision saved;
  if (const std::optional<std::string> text = session.read_file(file.front(), findings)) {
    const JsonDocument document = parse_json(file.front().text, *text, findings);
    std::map<std::string, Texts> texts;
    for (const Language& spoken : languages) texts.emplace(spoken.code, session.texts_in(std::string(spoken.code)));
    saved = read_decision(document, texts, findings);
  }
  report.read(findings);
  findings.throw_if_any();
  report.write(saved.decision, saved.words);
  return exit_answered;
}

}  // namespace pathfinder::cli
