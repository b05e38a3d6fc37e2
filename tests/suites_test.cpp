// Suites of others: what parsers of JSON must read and refuse, and texts that have broken programs.
#include <cmath>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/records.hpp"
#include "pathfinder/rules/parse_expression.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

struct SuiteCase {
  char verdict = 'i';
  std::string name;
  std::string text;
};

/// The bytes that "\xNN" stand for.
std::string unescaped(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    bytes += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
    i += 3;
  }
  return bytes;
}

std::vector<SuiteCase> json_suite() {
  std::vector<SuiteCase> cases;
  std::ifstream file(test::source_dir() + std::string("/tests/data/json_suite.tsv"));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const std::size_t tab = line.find('\t', 2);
    cases.push_back({line[0], line.substr(2, tab - 2), unescaped(line.substr(tab + 1))});
  }
  std::string both;
  for (int i = 0; i < 50000; ++i) both += "[{\"\":";
  cases.push_back({'n', "structure_100000_opening_arrays", std::string(100000, '[')});
  cases.push_back({'n', "structure_open_array_object", both + "\n"});
  return cases;
}

std::vector<std::string> naughty_strings() {
  const nlohmann::json file =
      nlohmann::json::parse(test::file_text(test::source_dir() + std::string("/tests/data/naughty_strings.json")));
  std::vector<std::string> all;
  for (const nlohmann::json& one : file) {
    if (one.is_array()) all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

}  // namespace

TEST_CASE("the JSON parsing suite: what must be read is, what must be refused is, and nothing else happens", "[base]") {
  const std::vector<SuiteCase> cases = json_suite();
  REQUIRE(cases.size() == 318);
  for (const SuiteCase& one : cases) {
    INFO(one.verdict << "_" << one.name);
    Findings findings;
    const JsonDocument document = parse_json("f", one.text, findings);
    CHECK(document.tree.nodes.empty() == !findings.empty());
    // Two equal keys are legal JSON, and here always a mistake: the reader refuses them.
    const bool twice = one.name.starts_with("object_duplicated_key");
    if (one.verdict == 'y') CHECK(findings.empty() != twice);
    if (one.verdict == 'n') CHECK_FALSE(findings.empty());
    for (const Diagnostic& finding : findings.all()) CHECK((!twice || finding.code == "duplicate-key"));
  }
}

TEST_CASE("texts that have broken programs are numbers, words or refused with a place, wherever they are typed",
          "[base]") {
  const std::vector<std::string> strings = naughty_strings();
  REQUIRE(strings.size() > 140);
  for (const std::string& text : strings) {
    INFO(nlohmann::json(text).dump());
    for (const TypedNumber& read : {read_number(text, Percent::accepted), read_interval(text), read_money(text)}) {
      if (read.ok()) {
        CHECK((std::isfinite(read.low) && read.low <= read.value && read.value <= read.high));
      } else {
        CHECK((read.at >= 0 && read.width >= 1));
      }
    }
    std::vector<ExpressionError> errors;
    parse_expression(text, Expect::truth, test::shipped().vocabulary, errors);
    for (const ExpressionError& error : errors) CHECK((error.offset >= 0 && !error.code.empty()));
    for (const char* fact : {"docs", "base_accuracy", "budget", "gpu_type", "task_kind", "region", "needs_citations"}) {
      std::string findings;
      const Scenario scenario = test::scenario({{fact, text}}, &findings);
      CHECK(scenario.given.empty() == !findings.empty());
    }
  }
}

TEST_CASE("texts that have broken programs come through a scenario, a table and every format as they are", "[saved]") {
  std::string whole;
  for (const std::string& text : naughty_strings()) whole += text + " ";
  const std::string file =
      nlohmann::json{{"id", whole}, {"title", whole}, {"notes", whole}, {"facts", {{"docs", 50000}}}}.dump();
  for (const char* format : {"text", "json", "markdown", "html", "csv"}) {
    INFO(format);
    const test::Outcome answer =
        test::run_command({"advise", "--scenario", "-", "--draws", "0", "--format", format}, file);
    CHECK(answer.code == 0);
    CHECK(broken_utf8(answer.out) == answer.out.size());
    if (std::string(format) == "html") CHECK(answer.out.find("<script>alert") == std::string::npos);
    if (std::string(format) == "text") CHECK(answer.out.find('\x1b') == std::string::npos);
  }
  const test::Outcome row = test::run_command({"batch", "--draws", "0"}, file + "\n");
  CHECK(row.code == 0);
  CHECK(nlohmann::json::parse(row.out).at("id") == whole);
}
