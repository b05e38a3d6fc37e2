// init: a starter scenario. JSON has no comments, so the questions stand in a "notes" text and every fact that a preset
// does not fill is left out: what nobody knows is not written. --policy: a starter file of limits instead; --ci: a job
// file for continuous integration, or the script that it runs.
#include <iostream>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/ci_jobs.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

std::string json_quoted(std::string_view text) {
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
  std::vector<Argument> presets, jobs, language, output;
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
  arguments.takes([&catalogue] { return ids_of(catalogue.presets); });
  arguments.flag("--policy", policy, texts("option.init_policy"));
  const std::vector<CiJob> known_jobs = ci_jobs(catalogue.documents, findings);
  std::vector<std::string_view> job_ids;
  for (const CiJob& job : known_jobs) job_ids.push_back(job.id);
  arguments.option("--ci", jobs, join(job_ids, "|"), texts("option.init_ci"));
  arguments.option("--lang", language, language_choice(), texts("option.lang"));
  arguments.option("--output", output, "FILE", texts("option.output"));
  if (arguments.done(session, findings)) return exit_answered;
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
  const CiJob* chosen_job = nullptr;
  for (const Argument& name : jobs) {
    for (const CiJob& job : known_jobs) {
      if (job.id == name.text) chosen_job = &job;
    }
    if (chosen_job == nullptr) {
      findings.add("unknown-word", locate(name),
                   {{"key", "--ci"},
                    {"found", name.text},
                    {"near", std::string(near_miss(name.text, job_ids))},
                    {"allowed", join(job_ids)}});
    }
  }
  findings.throw_if_any();

  const auto put = [&](std::string_view starter) {
    if (output.empty()) session.out << starter;
    std::vector<Session::Output> outputs;
    for (const Argument& file : output) outputs.push_back({file, starter});
    session.write(outputs);
    return exit_answered;
  };
  if (chosen_job != nullptr) return put(join(chosen_job->lines, "\n") + "\n");
  if (policy) {
    for (const JsonDocument& document : catalogue.documents) {
      if (document.path == "policies/starter.json") return put(document.text);
    }
  }

  std::string text = "{\n  \"schema\": \"pathfinder/scenario/1\",\n";
  text += "  \"title\": " + json_quoted(chosen == nullptr ? texts("init.title") : texts(chosen->name)) + ",\n";
  std::string notes = "[\n    " + json_quoted(texts("init.notes"));
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.kind == FactSpec::Kind::given && !fact.question.en.empty()) {
      notes += ",\n    " +
               json_quoted(texts("init.question",
                                 {{"fact", fact.id}, {"question", texts(fact.question)}, {"example", fact.example}}));
    }
  }
  text += "  \"notes\": " + notes + "\n  ],\n";
  text += "  \"facts\": {";
  bool first = true;
  const auto line = [&](std::string_view id, std::string_view value) {
    text += std::string(first ? "\n" : ",\n") + "    " + json_quoted(id) + ": " + std::string(value);
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
