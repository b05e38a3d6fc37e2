// The program as a whole, in this process: exit codes, what goes where, precedence of what is said.
#include "cli/run.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/session.hpp"
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder::test;
using nlohmann::json;

namespace {

/// The decision, without how sure it is: most of the time goes into that, and few of these tests ask for it.
json decision(std::vector<std::string> args, const std::string& in = "", const std::string& draws = "0") {
  args.insert(args.begin(), {"advise", "--draws", draws});
  args.insert(args.end(), {"--format", "json"});
  const Outcome outcome = run_command(args, in);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  return json::parse(outcome.out);
}

}  // namespace

TEST_CASE("without a command the overview goes to standard error, exit 2", "[cli]") {
  const Outcome outcome = run_command({});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.find("advise") != std::string::npos);
}

TEST_CASE("help and version are answers", "[cli]") {
  for (const char* word : {"--help", "-h", "help"}) {
    const Outcome outcome = run_command({word});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    for (const pathfinder::cli::Command& command : pathfinder::cli::commands()) {
      CHECK(outcome.out.find(command.name) != std::string::npos);
    }
  }
  const Outcome version = run_command({"--version"});
  CHECK(run_command({"-V"}).out == version.out);
  CHECK(version.code == 0);
  CHECK(version.out.rfind("pathfinder ", 0) == 0);
  const std::string first = version.out.substr(0, version.out.find('\n'));
  CHECK(first.find("2026") != std::string::npos);  // the data's date
  const std::string libraries = version.out.substr(first.size() + 1);
  for (const char* library : {"fmt ", "utf8proc ", "nlohmann_json ", "CLI11 "})
    CHECK(libraries.find(library) != std::string::npos);
  CHECK(libraries.find("CLI11 \n") == std::string::npos);
}

TEST_CASE("every command has help with an example, in both languages", "[cli]") {
  for (const pathfinder::cli::Command& command : pathfinder::cli::commands()) {
    for (const char* language : {"en", "zh"}) {
      const Outcome outcome = run_command({std::string(command.name), "--help", "--lang", language});
      INFO(command.name << " " << language << "\n" << outcome.err);
      CHECK(outcome.code == 0);
      CHECK(outcome.err.empty());
      CHECK(outcome.out.find("pathfinder " + std::string(command.name)) != std::string::npos);
    }
  }
}

TEST_CASE("the main job answers in text and in JSON", "[cli]") {
  const Outcome text = run_command({"advise", "--docs", "50000", "--gpus", "8"});
  CHECK(text.code == 0);
  CHECK(text.err.empty());
  CHECK(text.out.find("RAG") != std::string::npos);
  const json answer = decision({"--docs", "50000", "--gpus", "8"});
  CHECK(answer["schema"] == "pathfinder/decision/2");
  CHECK(answer["options"].size() == shipped_options());
  CHECK(answer["scenario"]["facts"]["docs"]["value"] == 50000);
  CHECK(answer["scenario"]["facts"]["docs"]["origin"] == "given");
}

TEST_CASE("an option is stronger than the file, the file than the preset", "[cli]") {
  const std::string file = R"({"preset": "startup", "facts": {"docs": 300, "deadline_weeks": 9}})";
  const json facts = decision({"--scenario", "-", "--docs", "7"}, file)["scenario"]["facts"];
  CHECK(facts["docs"]["value"] == 7);
  CHECK(facts["deadline_weeks"]["value"] == 9);
  CHECK(facts["team_ml_skill"]["value"] == 2);
  CHECK(facts["team_ml_skill"]["origin"] == "preset");
  CHECK(facts["tokens"]["origin"] == "derived");
  CHECK(facts["corpus_language"]["origin"] == "assumed");
}

TEST_CASE("a preset on the line replaces the file's, and may be the same", "[cli]") {
  const std::string file = R"({"preset": "startup", "facts": {"docs": 300}})";
  const json other = decision({"--scenario", "-", "--preset", "giant"}, file);
  CHECK(other["scenario"]["preset"] == "giant");
  CHECK(other["scenario"]["facts"]["organisation_kind"]["value"] == "giant");
  const json same = decision({"--scenario", "-", "--preset", "startup"}, file);
  CHECK(same["scenario"]["facts"]["organisation_kind"]["value"] == "startup");
}

TEST_CASE("the id, the title and the order of the facts change no answer", "[cli]") {
  const auto answer = [](const std::string& file) {
    json read = decision({"--scenario", "-"}, file, "500");
    read.erase("scenario");
    return read;
  };
  const json plain = answer(R"({"facts": {"docs": 50000, "gpus": 8, "task_kind": "qa"}})");
  CHECK(
      answer(
          R"({"id": "zzz", "title": "Other", "notes": "n", "facts": {"task_kind": "qa", "gpus": 8, "docs": 50000}})") ==
      plain);
}

TEST_CASE("every option that is not blocked has money, and contributions sum to its score", "[cli]") {
  const json answer = decision({"--docs", "50000", "--gpus", "8"});
  for (const json& option : answer["options"]) {
    INFO(option["strategy"]);
    double sum = 0;
    for (const json& one : option["contributions"]) sum += one["points"].get<double>();
    CHECK(sum == option["score"].get<double>());
    if (option["standing"] != "blocked") CHECK(option["estimate"].contains("total_usd"));
    for (const json& gate : option["gates"]) {
      CHECK(gate.contains("source"));
      if (gate["blocks"] == "unknown") CHECK(!gate["missing"].empty());
    }
  }
}

TEST_CASE("when nothing is feasible the answer says so with every option's reason, exit 3", "[cli]") {
  const TemporaryFolder folder;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(pathfinder::test::source_dir()) / "data/strategies")) {
    json table = json::parse(file_text(entry.path()));
    table["gates"] = json::array({{{"id", table["id"].get<std::string>() + ".never"},
                                   {"when", "docs > 0"},
                                   {"text", {{"en", "Nobody may."}, {"zh", "一律不得采用。"}}},
                                   {"source", "pathfinder-judgement-2026"},
                                   {"date", "2026"}}});
    folder.write("strategies/" + entry.path().filename().string(), table.dump());
  }
  const std::vector<std::string> args = {"advise", "--docs", "50000", "--data", folder.path().string()};
  const Outcome text = run_command(args);
  CHECK(text.code == 3);
  CHECK(text.out.find("Nobody may.") != std::string::npos);
  std::vector<std::string> as_json = args;
  as_json.insert(as_json.end(), {"--format", "json"});
  const Outcome outcome = run_command(as_json);
  CHECK(outcome.code == 3);
  const json answer = json::parse(outcome.out);
  CHECK(answer["recommendation"]["strategy"].is_null());
  CHECK(answer["recommendation"]["verdict"] == "none");
  CHECK(answer["recommendation"]["path"].empty());
  CHECK(answer["options"].size() == shipped_options());
  for (const json& option : answer["options"]) {
    CHECK(option["standing"] == "blocked");
    CHECK(option["gates"][0]["text"] == "Nobody may.");
  }
}

TEST_CASE("--output writes the file and nothing else, in the format of its ending", "[cli]") {
  const TemporaryFolder folder;
  const WorkingFolder there(folder.path());
  const Outcome outcome =
      run_command({"advise", "--docs", "50000", "--draws", "0", "--output", "a.json", "--output", "b.txt"});
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());
  CHECK(json::parse(file_text("a.json"))["schema"] == "pathfinder/decision/2");
  CHECK(file_text("b.txt") == run_command({"advise", "--docs", "50000", "--draws", "0"}).out);
}

TEST_CASE("what init writes is a scenario that advise reads, for every preset and language", "[cli]") {
  for (const std::string preset : {"", "startup", "metro", "giant"}) {
    for (const std::string language : {"en", "zh"}) {
      std::vector<std::string> args = {"init", "--lang", language};
      if (!preset.empty()) args.insert(args.end(), {"--preset", preset});
      const Outcome start = run_command(args);
      REQUIRE(start.code == 0);
      const Outcome outcome = run_command({"advise", "--scenario", "-", "--draws", "0"}, start.out);
      INFO(preset << language << outcome.err);
      CHECK(outcome.code == 0);
    }
  }
}

TEST_CASE("a table that the user changed is used: with 3,000 instead of 5,000 the caution is gone", "[cli]") {
  const TemporaryFolder folder;
  std::string table = file_text(std::filesystem::path(pathfinder::test::source_dir()) / "data/strategies/full_ft.json");
  const std::string from = "labelled_examples < 5000";
  table.replace(table.find(from), from.size(), "labelled_examples < 3000");
  folder.write("table/strategies/full_ft.json", table);
  const std::vector<std::string> facts = {"--organisation",
                                          "leading_enterprise",
                                          "--task",
                                          "generation",
                                          "--domain-gap",
                                          "5",
                                          "--complexity",
                                          "4",
                                          "--style",
                                          "5",
                                          "--labels",
                                          "4000",
                                          "--label-quality",
                                          "5",
                                          "--knowledge-need",
                                          "2",
                                          "--gpus",
                                          "64",
                                          "--gpu",
                                          "h100-sxm",
                                          "--skill",
                                          "5"};
  const auto caution = [](const json& answer) {
    for (const json& option : answer["options"]) {
      if (option["strategy"] != "full_ft") continue;
      for (const json& one : option["cautions"]) {
        if (one["id"] == "full_ft.labels_5000") return one;
      }
    }
    return json();
  };
  const json ours = caution(decision(facts));
  CHECK(ours["taken"] == true);
  CHECK(ours["threshold"] == 5000);
  CHECK(ours["source"] == "quan-2025");
  std::vector<std::string> with_table = facts;
  with_table.insert(with_table.end(), {"--data", (folder.path() / "table").string()});
  CHECK(caution(decision(with_table))["taken"] == false);
}

TEST_CASE("a text of the user's own comes on top of ours", "[cli]") {
  const TemporaryFolder folder;
  folder.write("table/text/en.json", R"({"overview.more": "Ask Ms Li."})");
  CHECK(run_command({"advise", "--docs", "5", "--draws", "0", "--data", (folder.path() / "table").string()}).code == 0);
}

TEST_CASE("Chinese answers leave no English sentence", "[cli]") {
  const Outcome outcome = run_command({"advise", "--docs", "50000", "--gpus", "8", "--lang", "zh"});
  REQUIRE(outcome.code == 0);
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) {
    int words = 0;
    std::istringstream stream(line);
    for (std::string word; stream >> word;) {
      const bool latin = word.size() > 1 && std::all_of(word.begin(), word.end(),
                                                        [](char c) { return (c >= 'a' && c <= 'z') || c == ','; });
      words = latin ? words + 1 : 0;
      INFO(line);
      CHECK(words < 4);
    }
  }
}

TEST_CASE("colour is for terminals, and NO_COLOR switches it off", "[cli]") {
  const auto output = [](bool terminal, bool no_color) {
    pathfinder::cli::Environment environment;
    environment.out_is_terminal = terminal;
    environment.no_color = no_color;
    const std::vector<std::string> args = {"advise", "--docs", "50000", "--draws", "0"};
    std::istringstream in;
    std::ostringstream out, err;
    CHECK(pathfinder::cli::run(environment, args, in, out, err) == 0);
    return out.str();
  };
  CHECK(output(true, false).find('\x1b') != std::string::npos);
  CHECK(output(true, true).find('\x1b') == std::string::npos);
  CHECK(output(false, false).find('\x1b') == std::string::npos);
}

TEST_CASE("a terminal as standard input is not waited for", "[cli]") {
  pathfinder::cli::Environment environment;
  environment.in_is_terminal = true;
  const std::vector<std::string> args = {"advise", "--scenario", "-"};
  std::istringstream in;
  std::ostringstream out, err;
  CHECK(pathfinder::cli::run(environment, args, in, out, err) == 2);
  CHECK(err.str().find("[stdin-is-terminal]") != std::string::npos);
}

TEST_CASE("an output that fails is 74 with a message", "[cli]") {
  const std::vector<std::string> args = {"advise", "--docs", "50000", "--draws", "0"};
  std::istringstream in;
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  CHECK(pathfinder::cli::run({}, args, in, out, err) == 74);
  CHECK(err.str().find("[stdout-unwritable]") != std::string::npos);
}

TEST_CASE("schemas are printed for every format and are JSON", "[cli]") {
  const Outcome names = run_command({"schema"});
  REQUIRE(names.code == 0);
  std::istringstream lines(names.out);
  int seen = 0;
  for (std::string name; std::getline(lines, name);) {
    const Outcome outcome = run_command({"schema", name});
    INFO(name);
    CHECK(outcome.code == 0);
    CHECK(json::accept(outcome.out));
    ++seen;
  }
  CHECK(seen >= 12);
}

TEST_CASE("completion scripts name every command", "[cli]") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome outcome = run_command({"completion", shell});
    CHECK(outcome.code == 0);
    for (const pathfinder::cli::Command& command : pathfinder::cli::commands())
      CHECK(outcome.out.find(command.name) != std::string::npos);
    CHECK(outcome.out.find("docs") != std::string::npos);
  }
}
