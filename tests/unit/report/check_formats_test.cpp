// What other programs take of a check: every property that they ask for, and nothing of a name or message that could
// end a field, an element or a line.
#include "pathfinder/report/check_formats.hpp"

#include <sstream>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/xml.hpp"

using namespace pathfinder;
using nlohmann::json;

namespace {

CheckList every_kind_of_row() {
  CheckRow wrong;
  wrong.level = CheckRow::Level::error;
  wrong.fails = true;
  wrong.rule = "wrong-type";
  wrong.title = "wrong-type";
  wrong.message = "100 % of <\"a\" & 'b'>, ]]> :: one,\n::error::two\x1B[31m";
  wrong.help = "write a number\r\nsuch as 5";
  wrong.file = "./data of mine/a,b:1%.json";
  wrong.line = 3;
  wrong.column = 7;
  wrong.width = 4;
  wrong.pointer = "/facts/docs";
  CheckRow odd = wrong;
  odd.level = CheckRow::Level::warning;
  odd.fails = false;
  odd.rule = "energy\n::error::x";
  odd.file = "/srv/数据.json";
  odd.line = 0;
  CheckRow open;
  open.level = CheckRow::Level::note;
  open.rule = "--max-total";
  open.title = "total cost";
  open.message = "no figure is known";
  CheckRow kept;
  kept.rule = "licences";
  kept.file = "limits.json";
  return {"policies", {wrong, odd, open, kept, wrong}};
}

std::string rendered_as(std::string_view format) {
  return check_format(format)->render(every_kind_of_row());
}

/// JUnit without its first line, which says that it is XML.
test::Xml junit_of(const CheckList& list) {
  const std::string text = check_format("junit")->render(list);
  CHECK(text.rfind("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", 0) == 0);
  return test::read_xml(text.substr(text.find('\n') + 1));
}

}  // namespace

TEST_CASE("SARIF has what GitHub's code scanning asks for", "[report]") {
  const json sarif = json::parse(rendered_as("sarif"));
  CHECK(sarif.at("version") == "2.1.0");
  CHECK(sarif.at("$schema").get<std::string>().find("sarif-2.1.0") != std::string::npos);
  const json& run = sarif.at("runs").at(0);
  const json& driver = run.at("tool").at("driver");
  CHECK(driver.at("name") == "pathfinder");
  const json& rules = driver.at("rules");
  REQUIRE(rules.size() == 3);
  for (const json& rule : rules) {
    CHECK(!rule.at("id").get<std::string>().empty());
    for (const char* text : {"shortDescription", "fullDescription", "help"})
      CHECK(!rule.at(text).at("text").get<std::string>().empty());
  }
  const json& results = run.at("results");
  REQUIRE(results.size() == 4);  // what is kept is no result
  for (const json& result : results) {
    CHECK(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id") == result.at("ruleId"));
    CHECK(!result.at("message").at("text").get<std::string>().empty());
    REQUIRE(result.at("locations").size() == 1);
    const json& place = result.at("locations").at(0).at("physicalLocation");
    CHECK(!place.at("artifactLocation").at("uri").get<std::string>().empty());
    CHECK(place.at("region").at("startLine").get<int>() >= 1);
    CHECK(!result.at("partialFingerprints").at("pathfinder/v1").get<std::string>().empty());
  }
  const json& first = results.at(0).at("locations").at(0).at("physicalLocation");
  CHECK(first.at("artifactLocation").at("uri") == "data%20of%20mine/a%2Cb%3A1%25.json");
  CHECK(first.at("region") == json({{"startLine", 3}, {"startColumn", 7}, {"endColumn", 11}}));
  CHECK(results.at(1).at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri") ==
        "file:///srv/%E6%95%B0%E6%8D%AE.json");
  CHECK(results.at(0).at("level") == "error");
  CHECK(results.at(1).at("level") == "warning");
  CHECK(results.at(2).at("level") == "note");
  CHECK(results.at(0).at("partialFingerprints") == results.at(3).at("partialFingerprints"));
}

TEST_CASE("JUnit counts what it holds, and is well-formed whatever the texts are", "[report]") {
  const test::Xml xml = junit_of(every_kind_of_row());
  INFO(rendered_as("junit"));
  REQUIRE(xml.error.empty());
  CHECK(xml.elements.front().name == "testsuites");
  const auto suites = xml.all("testsuite");
  REQUIRE(suites.size() == 1);
  CHECK(suites.front()->attributes.at("tests") == "5");
  CHECK(suites.front()->attributes.at("failures") == "2");
  CHECK(suites.front()->attributes.at("skipped") == "1");
  CHECK(xml.all("testcase").size() == 5);
  CHECK(xml.all("failure").size() == 2);
  CHECK(xml.all("skipped").size() == 1);
  CHECK(xml.all("system-out").size() == 1);
  CHECK(xml.all("failure").front()->attributes.at("type") == "error");
  CHECK(xml.all("failure").front()->attributes.at("message").find("<\"a\" & 'b'>, ]]>") != std::string::npos);
  CHECK(xml.all("testcase").front()->attributes.at("name") == "wrong-type 3:7");
  CHECK(xml.all("testcase")[2]->attributes.at("classname") == "command-line");
}

TEST_CASE("an annotation is one line, and nothing in it begins another command", "[report]") {
  std::istringstream lines(rendered_as("github"));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  REQUIRE(all.size() == 4);
  CHECK(
      all[0].rfind("::error file=./data of mine/a%2Cb%3A1%25.json,line=3,col=7,endColumn=10,title=wrong-type::100 %25 "
                   "of <\"a\" & 'b'>, ]]> :: one,",
                   0) == 0);
  CHECK(all[0].find("%0Awrite a number") != std::string::npos);
  CHECK(all[0].find('\x1B') == std::string::npos);
  CHECK(all[1].rfind("::warning file=/srv/数据.json,title=energy", 0) == 0);
  CHECK(all[1].find("title=energy\n") == std::string::npos);
  CHECK(all[2] == "::notice title=--max-total::no figure is known");
}

TEST_CASE("a check without rows is a whole document", "[report]") {
  const CheckList none{"policies", {}};
  CHECK(json::parse(check_format("sarif")->render(none)).at("runs").at(0).at("results").empty());
  CHECK(junit_of(none).error.empty());
  CHECK(check_format("github")->render(none).empty());
  CHECK(check_format("jsn") == nullptr);
}
