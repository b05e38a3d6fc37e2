// explain: without facts what something is and where it comes from; with facts the whole trace of the decision.
#include <iostream>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/report/build/explain.hpp"
#include "pathfinder/report/build/trace.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

/// The topics that the words name; words that name nothing are findings with the nearest id.
std::vector<Topic> topics_of(const std::vector<Argument>& words, const Catalogue& catalogue, Findings& findings) {
  std::vector<Topic> topics;
  for (const Argument& word : words) {
    const std::vector<Topic> found = find_topics(catalogue, word.text);
    topics.insert(topics.end(), found.begin(), found.end());
    if (!found.empty()) continue;
    const std::vector<std::string> ids = topic_ids(catalogue);
    const std::vector<std::string_view> candidates(ids.begin(), ids.end());
    findings.add("unknown-name", locate(word),
                 {{"what", "@what.explained"},
                  {"found", word.text},
                  {"near", std::string(near_miss(word.text, candidates))},
                  {"command", "explain"}});
  }
  return topics;
}

/// The rows of data/ behind the topics, as they are written.
std::string raw(const std::vector<Topic>& topics, const Catalogue& catalogue) {
  static constexpr std::array<std::string_view, 7> topic_kinds = {"strategies", "facts", "criteria", "formulas",
                                                                  "constants",  "",      "sources"};
  std::string text;
  for (const Topic& topic : topics) {
    const std::string_view kind = topic_kinds.at(static_cast<std::size_t>(topic.kind));
    if (!kind.empty()) {
      for (const EntryText& entry : find_entries(catalogue, *entry_kind(kind), topic.id))
        text += std::string(entry.text()) + "\n";
      continue;
    }
    for (const JsonDocument& document : catalogue.documents) {
      if (document.path != "article.json") continue;
      for (std::uint32_t node = 1; node < document.tree.nodes.size(); ++node) {
        const JsonValue value(document, node);
        if (value.kind() != JsonKind::object || value.find("id") == 0 ||
            value.at(value.find("id")).string() != topic.id)
          continue;
        text += std::string(value.source_text()) + "\n";
        break;
      }
    }
  }
  return text;
}

}  // namespace

int command_explain(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();

  std::vector<Argument> words, draws, keep;
  Arguments arguments("explain", session.texts());
  arguments.positional("TOPIC", words, session.texts()("explain.arguments"), 0, 8);
  arguments.positional_takes([&] { return topic_ids(session.catalogue()); });
  OutputOptions output(session, arguments, "option.output", false);
  FactOptions facts(session, arguments);
  arguments.option("--draws", draws, "N", session.texts()("option.draws"));
  arguments.option("--keep", keep, "FACT", session.texts()("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  const Catalogue& catalogue = session.catalogue();
  const std::vector<Topic> topics = topics_of(words, catalogue, findings);
  const Scenario scenario = facts.scenario(findings, warnings);
  AdviseOptions asked = advise_options(draws, keep, catalogue, findings);
  findings.throw_if_any();

  if (facts.any()) {
    asked.pairs = topics.empty();   // the whole trace
    asked.tornado = output.json();  // the same decision as advise saves
    Decision decision = advise(scenario, catalogue, asked);
    decision.warnings = warnings.all();
    output.print(output.json()
                     ? render_json(decision, catalogue, session.language)
                     : render_text(build_trace(decision, topics, catalogue, session.language), output.layout()));
    return decision.winner() == nullptr ? exit_none_feasible : exit_answered;
  }
  std::string text;
  if (topics.empty()) {
    text = render_text(build_topics(catalogue, session.language), output.layout());
  } else if (output.json()) {
    text = raw(topics, catalogue);
  } else {
    for (const Topic& topic : topics) {
      text += (text.empty() ? "" : "\n") +
              render_text(build_explanation(topic, catalogue, session.language), output.layout());
    }
  }
  output.print(text);
  return exit_answered;
}

}  // namespace pathfinder::cli
