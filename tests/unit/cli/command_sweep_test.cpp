// sweep as a user runs it, in every form.
#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/xml.hpp"

using namespace pathfinder::test;
using Json = nlohmann::ordered_json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Outcome sweep(std::vector<std::string> args) {
  args.insert(args.begin(), {"sweep", "--gpus", "8"});
  return run_command(args);
}

const std::vector<std::string> plane = {"--vary", "docs=100..1M:log:6", "--vary", "labels=10..100k:log:5"};

}  // namespace

TEST_CASE("every point of a sweep is what advise says there", "[cli]") {
  std::vector<std::string> args = plane;
  args.insert(args.end(), {"--format", "ndjson", "--draws", "0"});
  const std::vector<std::string> lines = lines_of(sweep(args).out);
  REQUIRE(lines.size() == 30);
  for (const std::size_t i : {std::size_t{0}, std::size_t{13}, std::size_t{29}}) {
    const Json point = Json::parse(lines[i]);
    const auto typed = [&](const char* fact) { return std::to_string(point.at("facts").at(fact).get<long long>()); };
    const Json answer = Json::parse(run_command({"advise", "--gpus", "8", "--docs", typed("docs"), "--labels",
                                                 typed("labelled_examples"), "--draws", "0", "--format", "json"})
                                        .out);
    CHECK(point.at("strategy") == answer.at("recommendation").at("strategy"));
    CHECK(point.at("score") == answer.at("options").at(0).at("score"));
    CHECK(point.at("total_usd") == answer.at("options").at(0).at("estimate").at("total_usd").at("central"));
  }
}

TEST_CASE("the forms of a sweep hold the same points, whatever the number of jobs", "[cli]") {
  for (const char* form : {"csv", "ndjson", "text", "html"}) {
    std::vector<std::string> args = plane;
    args.insert(args.end(), {"--draws", std::to_string(tries(100)), "--format", form, "--jobs", "1"});
    const Outcome one = sweep(args);
    args.back() = "2";
    CHECK(sweep(args).out == one.out);
    CHECK(one.code == 0);
    CHECK(one.err.empty());
    if (form[0] == 'c') {
      CHECK(lines_of(one.out).size() == 31);
      CHECK(one.out.find("docs,labelled_examples,strategy,runner_up,confidence,score,total_usd\r\n100,10,") == 0);
    }
  }
}

TEST_CASE("the page of a sweep is well-formed, with a map for wide and one for narrow screens in both languages",
          "[cli]") {
  for (const char* language : {"en", "zh"}) {
    for (const std::vector<std::string>& vary :
         {plane,
          std::vector<std::string>{"--vary", "docs=100..1M:log:9"},
          {"--vary", "knowledge_changes", "--vary", "docs=100..1M:log:6"},
          {"--vary", "docs=100..1M:log:5", "--vary", "labels=10..100k:log:4", "--vary", "needs_citations"}}) {
      std::vector<std::string> args = vary;
      args.insert(args.end(), {"--draws", "0", "--format", "html", "--lang", language});
      const std::string page = sweep(args).out;
      INFO(page.substr(0, 300));
      CHECK(read_xml(page).error.empty());
      CHECK(page.find("class=\"plot wide\"") != std::string::npos);
      CHECK(page.find("class=\"plot narrow\"") != std::string::npos);
      CHECK(page.find("style=") == std::string::npos);
      CHECK(page.find("nan") == std::string::npos);
    }
  }
}

TEST_CASE("the user's own case is marked where it lies on the map", "[cli]") {
  std::vector<std::string> args = plane;
  args.insert(args.end(), {"--draws", "0", "--docs", "5000", "--labels", "300"});
  const std::string map = sweep(args).out;
  CHECK(std::count(map.begin(), map.end(), '*') == 2);  // once in the map, once in its key
  args.insert(args.end(), {"--format", "html"});
  CHECK(sweep(args).out.find("dot marked") != std::string::npos);
  args[args.size() - 5] = "9M";
  CHECK(sweep(args).out.find("dot marked") == std::string::npos);
}

TEST_CASE("a sample has as many points as were asked for", "[cli]") {
  std::vector<std::string> args = plane;
  args.insert(args.end(), {"--draws", "0", "--sample", "25", "--format", "csv"});
  CHECK(lines_of(sweep(args).out).size() == 26);
}

TEST_CASE("a sweep never takes the place of its scenario", "[cli]") {
  const TemporaryFolder folder;
  const std::string scenario = folder.write("s.json", R"({"facts": {"docs": 500}})");
  const Outcome outcome =
      sweep({"--scenario", scenario, "--vary", "labels=10,100", "--draws", "0", "--output", scenario});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("[output-is-input]") != std::string::npos);
  CHECK(file_text(scenario) == R"({"facts": {"docs": 500}})");
}

TEST_CASE("what cannot be swept is refused", "[cli]") {
  for (const auto& [args, code] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{}, "vary-count"},
           {{"--vary", "docs=1..9", "--vary", "docs=1..9"}, "fact-twice"},
           {{"--vary", "docs=1..1M:400", "--vary", "labels=1..1M:400", "--vary", "gpus=0..9:10"}, "vary-many"},
           {{"--vary", "docs=1..9", "--format", "xml"}, "unknown-word"},
           {{"--vary", "docs=1..9", "--sample", "0"}, "out-of-range"}}) {
    const Outcome outcome = sweep(args);
    INFO(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("[" + code + "]") != std::string::npos);
    CHECK(outcome.out.empty());
  }
}
