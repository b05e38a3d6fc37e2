#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/xml.hpp"

using namespace pathfinder;
using pathfinder::test::run_command;

namespace {

/// Without the first line, which says that it is XML.
test::Xml read_junit(const std::string& text) {
  return test::read_xml(text.substr(text.find('\n') + 1));
}

}  // namespace

TEST_CASE("a right scenario has no findings, exit 0", "[cli]") {
  const test::TemporaryFolder folder;
  const test::Outcome outcome =
      run_command({"validate", folder.write("a.json", R"({"facts": {"docs": 5000, "gpus": 8}})")});
  CHECK(outcome.out == "1 file, no findings\n");
  CHECK(outcome.code == 0);
}

TEST_CASE("all findings of all files are printed to standard output with their places, exit 1", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string a = folder.write("a.json", "{\"facts\": {\"dcos\": 5000,\n \"gpus\": -1}}");
  const std::string b = folder.write("b.json", "{\"facts\": {\"docs\": 5000, \"tokens\": 100}}");
  const std::string c = folder.write("c.json", "{\"facts\": ");
  const test::Outcome outcome = run_command({"validate", a, b, c});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.find(a + ":1:12: error: ") != std::string::npos);
  CHECK(outcome.out.find("did you mean docs?") != std::string::npos);
  CHECK(outcome.out.find(a + ":2:10: error: ") != std::string::npos);
  CHECK(outcome.out.find("[contradiction]") != std::string::npos);
  CHECK(outcome.out.find("[json-ends-early]") != std::string::npos);
  CHECK(outcome.out.find("3 files, findings: 4\n") != std::string::npos);
}

TEST_CASE("a misspelt fact in a condition is found with line, column and near miss", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string table =
      test::replaced(test::data_text("strategies/full_ft.json"), "labelled_examples < 5000", "labeled_examples < 5000");
  const auto json =
      nlohmann::json::parse(run_command({"validate", folder.write("mine.json", table), "--format", "json"}).out);
  REQUIRE(json["findings"].size() >= 1);
  const auto& finding = json["findings"][0];
  CHECK(finding["code"] == "unknown-fact");
  CHECK(finding["line"].get<int>() > 50);
  CHECK(finding["column"] == 16);
  CHECK(finding["help"] == "did you mean labelled_examples?");
}

TEST_CASE("a table's own tests run: weakening a caution that a test promises is found at the test", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string table = test::replaced(test::data_text("strategies/full_ft.json"), "labelled_examples < 5000",
                                           "labelled_examples < 3000");
  const test::Outcome outcome = run_command({"validate", folder.write("full_ft.json", table)});
  CHECK(outcome.code == 1);
  CHECK(outcome.out.find("full_ft.labels_5000") != std::string::npos);
  CHECK(outcome.out.find("[strategy-test-failed]") != std::string::npos);
}

TEST_CASE("what other commands write has no findings", "[cli]") {
  const test::TemporaryFolder folder;
  const auto output = [&](const char* name, const std::vector<std::string>& command) {
    const test::Outcome outcome = run_command(command);
    INFO(name << outcome.err);
    REQUIRE_FALSE(outcome.out.empty());
    return folder.write(name, outcome.out);
  };
  const std::vector<std::string> advise = {"advise", "--docs", "5000", "--draws", "0", "--format", "json"};
  const std::string decision = output("answer.json", advise);
  const std::string zh = output(
      "zh.json", {"advise", "--docs", "90", "--draws", "50", "--lang", "zh", "--currency", "CNY", "--format", "json"});
  const std::string diff = output("changes.json", {"diff", decision, zh, "--format", "json"});
  const std::string estimate = output("memory.json", {"estimate", "memory", "--model", "qwen3-8b", "--format", "json"});
  const std::string errors = folder.write("errors.json", std::string(test::data_text("backtest.json")));
  const std::string bank = folder.write("bank.json", std::string(test::data_text("case_bank.json")));
  for (const std::string& file : {decision, zh, diff, estimate, errors, bank}) {
    const test::Outcome outcome = run_command({"validate", file});
    INFO(file);
    CHECK(outcome.out == "1 file, no findings\n");
    CHECK(outcome.code == 0);
  }
  const std::string cut =
      folder.write("cut.json", test::replaced(test::file_text(zh), "\"verdict\": \"", "\"verdict\": \"un"));
  CHECK(run_command({"validate", zh, cut}).out.find("2 files, ") != std::string::npos);
}

TEST_CASE("a directory laid out like data/ is read on top of the built-in data", "[cli]") {
  const test::TemporaryFolder folder;
  REQUIRE(run_command({"catalog", "show", "gpus", "--output", folder.path().string()}).code == 0);
  const test::Outcome outcome = run_command({"validate", folder.path().string()});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("no findings") != std::string::npos);
}

TEST_CASE("the shipped data has no findings", "[cli]") {
  const test::Outcome outcome = run_command({"validate", test::source_dir() + "/data"});
  INFO(outcome.out);
  CHECK(outcome.code == 0);
}

TEST_CASE("a file that cannot be read is 74, and the others are answered", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string good = folder.write("a.json", R"({"facts": {"docs": 5000}})");
  const test::Outcome outcome = run_command({"validate", good, (folder.path() / "no.json").string()});
  CHECK(outcome.code == 74);
  CHECK(outcome.out == "1 file, no findings\n");
  CHECK(outcome.err.find("no.json") != std::string::npos);
}

TEST_CASE("a gate that can never hold is a warning at its condition", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string table = test::replaced(test::data_text("strategies/full_ft.json"), "\"when\": \"needs_citations\"",
                                           "\"when\": \"docs < 1\"");
  const auto json =
      nlohmann::json::parse(run_command({"validate", folder.write("full_ft.json", table), "--format", "json"}).out);
  bool found = false;
  for (const auto& finding : json["findings"]) {
    found = found || (finding["code"] == "rule-never-holds" && finding["severity"] == "warning" &&
                      finding["pointer"] == "/gates/0/when");
  }
  CHECK(found);
  CHECK(json["table"]["scenarios"].get<int>() >= 20000);
}

TEST_CASE("findings as SARIF, JUnit and annotations, by name and by ending", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string wrong = folder.write("a.json", "{\"facts\": {\"dcos\": 5000,\n \"gpus\": -1}}");
  const std::string right = folder.write("b.json", "{\"facts\": {\"docs\": 5000}}");
  const test::Outcome github = run_command({"validate", wrong, right, "--format", "github"});
  CHECK(github.code == 1);
  CHECK(github.out.rfind("::error file=" + wrong + ",line=1,col=12,endColumn=17,title=unknown-fact::", 0) == 0);
  CHECK(github.out.find("%0Adid you mean docs?") != std::string::npos);

  const auto sarif = nlohmann::json::parse(run_command({"validate", wrong, right, "--format", "sarif"}).out);
  CHECK(sarif.at("runs").at(0).at("results").size() == 2);

  const std::string file = (folder.path() / "found.xml").string();
  CHECK(run_command({"validate", wrong, right, "--output", file}).code == 1);
  const test::Xml junit = read_junit(test::file_text(file));
  REQUIRE(junit.error.empty());
  CHECK(junit.all("failure").size() == 2);
  CHECK(junit.all("testcase").size() == 3);  // the right file passes
  CHECK(run_command({"validate", right, "--format", "junit"}).code == 0);
}

TEST_CASE("policies as SARIF, JUnit and annotations, of one decision and of many rows", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string limits = folder.write("limits.json", R"({"schema": "pathfinder/policy/1", "policies": [
    {"id": "cheap", "effect": "deny", "message": {"en": "total cost", "zh": "总费用"}, "max_total_usd": 3},
    {"id": "soon", "effect": "warn", "message": {"en": "options", "zh": "方案"}, "forbidden_options": ["pretrain"]}]})");
  const std::vector<std::string> asked = {"advise",  "--docs", "50000",    "--gpus", "8",
                                          "--draws", "0",      "--policy", limits};
  const auto with = [&](std::vector<std::string> args, const char* format) {
    args.insert(args.end(), {"--format", format});
    return run_command(args);
  };
  const test::Outcome github = with(asked, "github");
  CHECK(github.code == 1);
  CHECK(github.out.rfind("::error file=" + limits + ",title=cheap::total cost: ", 0) == 0);
  const test::Xml junit = read_junit(with(asked, "junit").out);
  REQUIRE(junit.error.empty());
  CHECK(junit.all("testcase").size() == 2);
  CHECK(junit.all("failure").size() == 1);
  const auto sarif = nlohmann::json::parse(with(asked, "sarif").out);
  CHECK(sarif.at("runs").at(0).at("results").at(0).at("ruleId") == "cheap");

  const std::string rows = folder.write("rows.csv", "id,docs,gpus\nclinic,3000,0\nbank,many,8\n");
  const std::vector<std::string> many = {"batch", rows, "--draws", "0", "--policy", limits};
  const test::Outcome lines = with(many, "github");
  CHECK(lines.code == 2);  // a row is wrong
  CHECK(lines.out.find("::error file=" + rows + ",line=2,col=1,endColumn=1,title=cheap::clinic: ") !=
        std::string::npos);
  CHECK(lines.out.find("::error file=" + rows + ",line=3,") != std::string::npos);
  CHECK(nlohmann::json::parse(with(many, "sarif").out).at("runs").at(0).at("results").size() == 2);
  std::vector<std::string> resumed = many;
  resumed.insert(resumed.end(), {"--resume", (folder.path() / "out.ndjson").string()});
  CHECK(with(resumed, "junit").err.find("[options-exclude]") != std::string::npos);
}
