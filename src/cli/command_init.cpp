// init: a starter scenario. JSON has no comments, so the questions stand in a "notes" text and every fact that a preset
// does not fill is left out: what nobody knows is not written. --policy: a starter file of limits instead.
#include <iostream>

#include "pathfinder/advise/read_facts.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

int command_init(Session& session) {
  Findings findings;
  std::vector<Argument> presets, language, output;
  bool policy = false;
  const Texts& texts = session.texts();
  const Catalogue& catalogue = session.catalogue();
  std::string all;
  std::vector<std::string_view> ids;
  for (const Preset& preset : catalogue.presets) {
    all += (all.empty() ? "" : ", ") + preset.id;
    ids.push_back(preset.id);
  }
  Arguments arguments("init", texts);
  arguments.option("--preset", presets, "ID", texts("option.preset", {{"allowed", all}}));
  arguments.flag("--policy", policy, texts("option.init_policy"));
  arguments.option("--lang", language, "en|zh", texts("option.lang"));
  arguments.option("--output", output, "FILE", texts("option.output"));
  arguments.parse(session.args, findings);
  if (arguments.help_asked()) {
    session.out << arguments.help();
    return exit_answered;
  }
  const Preset* chosen = nullptr;
  for (const Argument& name : presets) {
    for (const Preset& preset : catalogue.presets) {
      if (names_preset(preset, name.text)) chosen = &preset;
    }
    if (chosen == nullptr) {
      findings.add("unknown-preset", locate(name),
                   {{"found", name.text}, {"near", std::string(near_miss(name.text, ids))}, {"allowed", all}});
    }
  }
  findings.throw_if_any();

  const auto put = [&](std::string_view starter) {
    if (output.empty()) session.out << starter;
    for (const Argument& file : output) write_whole_file(file.text, starter);
    return exit_answered;
  };
  if (policy) {
    for (const JsonDocument& document : catalogue.documents) {
      if (document.path == "policies/starter.json") return put(document.text);
    }
  }

  std::string text = "{\n  \"schema\": \"pathfinder/scenario/1\",\n";
  text += "  \"title\": " + quoted(chosen == nullptr ? texts("init.title") : texts(chosen->name)) + ",\n";
  std::string notes = texts("init.notes");
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.kind == FactSpec::Kind::given && !fact.question.en.empty()) {
      notes += " " + texts("init.question",
                           {{"fact", fact.id}, {"question", texts(fact.question)}, {"example", fact.example}});
    }
  }
  text += "  \"notes\": " + quoted(notes) + ",\n";
  text += "  \"facts\": {";
  bool first = true;
  const auto line = [&](std::string_view id, std::string_view value) {
    text += std::string(first ? "\n" : ",\n") + "    " + quoted(id) + ": " + std::string(value);
    first = false;
  };
  if (chosen != nullptr) {
    JsonValue(chosen->document, chosen->facts_node).for_each([&](JsonValue fact) {
      line(fact.key(), fact.as_written());
    });
  } else {
    line("docs", "50000");
    line("gpus", "8");
    line("task_kind", "\"qa\"");
  }
  text += "\n  }\n}\n";
  return put(text);
}

}  // namespace pathfinder::cli
