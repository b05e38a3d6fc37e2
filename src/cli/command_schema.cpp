// schema NAME: the JSON Schema of a file format, from the same description that reads it.
#include <iostream>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/advise/read_rows.hpp"
#include "pathfinder/catalogue/file_formats.hpp"
#include "pathfinder/saved/batch_line.hpp"
#include "pathfinder/saved/batch_resume.hpp"
#include "pathfinder/saved/batch_summary.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

template <class Thing, void (*describe)(Fields&, Thing&)>
void describe_one(Fields& fields) {
  Thing thing;
  describe(fields, thing);
}

}  // namespace

int command_schema(Session& session) {
  Findings findings;
  std::vector<Argument> names, language;
  Arguments arguments("schema", session.texts());
  std::vector<std::string_view> known = {"scenario",   "decision",      "batch_row",
                                         "batch_line", "batch_summary", "batch_resume"};
  for (const FileFormat& format : file_formats()) {
    if (format.describe != nullptr) known.push_back(format.name);
  }
  std::string all;
  for (std::string_view name : known) all += (all.empty() ? "" : ", ") + std::string(name);
  arguments.positional("NAME", names, all, 0, 1);
  arguments.positional_takes([&known] { return std::vector<std::string>(known.begin(), known.end()); });
  arguments.option("--lang", language, language_choice(), session.texts()("option.lang"));
  if (arguments.done(session, findings)) return exit_answered;
  findings.throw_if_any();
  if (names.empty()) {
    for (std::string_view name : known) session.out << name << "\n";
    return exit_answered;
  }

  const std::string& name = names[0].text;
  const auto print = [&](std::string_view title, const Fields::Visit& describe) {
    session.out << json_schema("pathfinder/" + name + "/1", title, describe);
    return exit_answered;
  };
  if (name == "scenario")
    return print("pathfinder scenario", [&](Fields& fields) { describe_scenario(fields, session.catalogue()); });
  if (name == "decision") return print("pathfinder decision", describe_decision);
  if (name == "batch_row") {
    return print("a row that pathfinder batch reads",
                 [&](Fields& fields) { describe_batch_row(fields, session.catalogue().vocabulary); });
  }
  if (name == "batch_line")
    return print("a line that pathfinder batch writes", describe_one<BatchLine, describe_batch_line>);
  if (name == "batch_summary")
    return print("pathfinder batch --summary", describe_one<BatchSummary, describe_batch_summary>);
  if (name == "batch_resume")
    return print("beside an unfinished pathfinder batch --resume", describe_one<BatchResume, describe_batch_resume>);
  for (const FileFormat& format : file_formats()) {
    if (format.name == name && format.describe != nullptr) return print("pathfinder " + name, format.describe);
  }
  findings.add("unknown-name", locate(names[0]),
               {{"what", "@what.schema"},
                {"found", name},
                {"near", std::string(near_miss(name, known))},
                {"command", "schema"}});
  findings.throw_if_any();
  return exit_wrong_input;
}

}  // namespace pathfinder::cli
