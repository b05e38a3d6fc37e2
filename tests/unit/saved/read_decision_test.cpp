// A saved decision, read back: the same reports byte for byte, in both languages, and what is no decision is refused.
#include "pathfinder/saved/read_decision.hpp"

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"

using namespace pathfinder;

namespace {

/// What `render` makes of the decision `json`.
test::Outcome rendered(const std::string& json, std::vector<std::string> options) {
  options.insert(options.begin(), {"render", "-"});
  return test::run_command(options, json);
}

/// The arguments of every golden `advise`, without those that say how the answer looks.
std::vector<std::pair<std::string, std::vector<std::string>>> golden_scenarios() {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const test::Case& one : test::cases_in("golden")) {
    if (one.args.empty() || one.args.front() != "advise") continue;
    std::vector<std::string> args;
    for (std::size_t i = 0; i < one.args.size(); ++i) {
      const std::string& arg = one.args[i];
      if (arg == "--help" || arg == "--scenario" || arg == "--policy") {
        args.clear();
        break;
      }
      if (arg == "--format" || arg == "--lang" || arg == "--output" || arg == "--width" || arg == "--template" ||
          arg == "--sections" || arg == "--draws") {
        ++i;
      } else {
        args.push_back(arg);
      }
    }
    args.insert(args.end(), {"--draws", "300"});
    if (args.size() > 2) all.emplace_back(one.folder.filename().string(), args);
  }
  return all;
}

std::string answer(std::vector<std::string> args, const std::string& format, const std::string& language) {
  args.insert(args.end(), {"--format", format, "--lang", language});
  return test::run_command(args).out;
}

}  // namespace

TEST_CASE("every golden decision, saved and read back, prints what it printed at first", "[saved]") {
  const auto scenarios = golden_scenarios();
  REQUIRE(scenarios.size() > 10);
  for (std::size_t i = 0; i < scenarios.size(); i += test::stride) {
    const auto& [name, args] = scenarios[i];
    INFO(name);
    const std::string saved = answer(args, "json", "en");
    CHECK((rendered(saved, {"--format", "json"}).out == saved));
    CHECK((rendered(saved, {"--format", "json", "--lang", "zh"}).out == answer(args, "json", "zh")));
    CHECK((rendered(saved, {}).out == answer(args, "text", "en")));
    CHECK((rendered(saved, {"--lang", "zh"}).out == answer(args, "text", "zh")));
  }
}

TEST_CASE("a decision without its words, or with an option nobody has words for, is refused with the place",
          "[saved]") {
  const std::string saved = answer({"advise", "--docs", "50000"}, "json", "en");
  std::string renamed = saved;
  const std::size_t option = renamed.find("\"strategy\": \"", renamed.find("\"options\""));
  renamed.replace(option, 13, "\"strategy\": \"x");
  const test::Outcome refused = rendered(renamed, {});
  CHECK(refused.code == 2);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("decision-word") != std::string::npos);
  const test::Outcome truncated = rendered(saved.substr(0, saved.size() / 2), {});
  CHECK(truncated.code == 2);
  CHECK(truncated.out.empty());
}

TEST_CASE("a decision whose figures cannot be, or that recommends another option, is refused with the place",
          "[saved]") {
  const nlohmann::json saved = nlohmann::json::parse(
      answer({"advise", "--docs", "50000", "--tokens", "40M..200M", "--draws", "0"}, "json", "en"));
  const auto code_of = [&](const char* at, const nlohmann::json& value) {
    nlohmann::json changed = saved;
    changed.at(nlohmann::json::json_pointer(at)) = value;
    const test::Outcome outcome = rendered(changed.dump(2), {});
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("-:") == 0);
    const std::size_t open = outcome.err.find(" [") + 2;
    return outcome.err.substr(open, outcome.err.find(']', open) - open);
  };
  CHECK(code_of("/scenario/facts/docs/value", -5) == "out-of-range");
  CHECK(code_of("/scenario/facts/docs/value", 1e300) == "out-of-range");
  CHECK(code_of("/scenario/facts/tokens/low", 1e9) == "not-rising");
  CHECK(code_of("/tool/data_date", "2099-01-01") == "date-ahead");
  CHECK(code_of("/recommendation/strategy", "pretrain") == "decision-recommends");
}

TEST_CASE("what a decision names of its own file must stand there, once, and be dated", "[saved]") {
  const nlohmann::json saved =
      nlohmann::json::parse(answer({"advise", "--docs", "50000", "--draws", "0"}, "json", "en"));
  const auto code_of = [](const nlohmann::json& changed) {
    const test::Outcome outcome = rendered(changed.dump(2), {});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("-:") == 0);
    const std::size_t open = outcome.err.find(" [") + 2;
    return outcome.err.substr(open, outcome.err.find(']', open) - open);
  };
  nlohmann::json changed = saved;
  changed["sources"][0]["date"] = "2099-01-01";
  CHECK(code_of(changed) == "date-ahead");
  changed["sources"][0]["date"] = "soon";
  CHECK(code_of(changed) == "not-a-date");
  changed = saved;
  changed["sources"].push_back(changed["sources"][0]);
  CHECK(code_of(changed) == "duplicate-id");
  changed = saved;
  changed["options"].push_back(changed["options"][1]);
  CHECK(code_of(changed) == "duplicate-id");
  changed = saved;
  changed["sources"] = nlohmann::json::array();
  CHECK(code_of(changed) == "decision-word");
  changed = saved;
  changed["words"]["criteria"].begin().value()["factor"] = "none";
  CHECK(code_of(changed) == "decision-word");
  changed = saved;
  for (auto& [strategy, words] : changed["words"]["strategies"].items()) {
    if (words.contains("reasons") && !words["reasons"].empty()) words["reasons"][0]["criterion"] = "none";
  }
  CHECK(code_of(changed) == "decision-word");
  // A name that says nothing names nothing, in a list or by itself.
  changed = saved;
  changed["recommendation"]["path"][0]["missing"] = {""};
  CHECK(code_of(changed) == "decision-word");
  changed = saved;
  changed["options"][0]["bill"][0]["line"] = "";
  CHECK(code_of(changed) == "decision-word");
  // Levels are counted from the lowest.
  changed = saved;
  std::size_t without = 0;
  for (auto& [fact, words] : changed["words"]["facts"].items()) without += words.erase("lowest");
  CHECK(without > 0);
  CHECK(code_of(changed) == "missing-key");
}

TEST_CASE("keys that a later version added are passed over", "[saved]") {
  const std::string saved = answer({"advise", "--docs", "50000"}, "json", "en");
  std::string later = saved;
  later.insert(2, "\"added_later\": {\"a\": [1, 2]},\n");
  CHECK(rendered(later, {}).out == rendered(saved, {}).out);
}

namespace {

StoredDecision compared(const std::string& text, Findings& findings) {
  return read_for_comparison(parse_json("d.json", text, findings), findings);
}

}  // namespace

TEST_CASE("what is no decision is told with its place, also where decisions are compared", "[saved]") {
  for (const char* text : {"[]", "{}", "3", R"({"schema": "pathfinder/scenario/1"})", R"({"schema": 1})"}) {
    Findings findings;
    INFO(text);
    CHECK(compared(text, findings).written == 0);
    REQUIRE(findings.all().size() == 1);
    CHECK(findings.all()[0].code == "not-a-decision");
    CHECK(findings.all()[0].where.line == 1);
  }
}

TEST_CASE("to compare, members of an unexpected kind are passed over, whatever they are", "[saved]") {
  const std::string head = R"({"schema": "pathfinder/decision/1", )";
  for (const char* rest :
       {R"("options": 3})", R"("options": [1, "a", null]})", R"("scenario": []})",
        R"("recommendation": {"strategy": null, "confidence": "high"}})",
        R"("options": [{"bill": {"a": 1}, "gates": "x", "estimate": [1]}]})",
        R"("options": [{"strategy": "new", "gates": [{"id": "x"}, {}], "reasons": [{"id": "y"}]}], "words": 5})",
        R"("policies": {"a": {"id": 1}}})", R"("scenario": {"facts": {"docs": 5}}})",
        R"("scenario": {"facts": {"a": {"value": null}, "b": {"value": []}, "c": {}}}, "sources": [3, {"id": 1}]})"}) {
    Findings findings;
    INFO(rest);
    CHECK(compared(head + rest, findings).written == 1);
    CHECK(findings.empty());
  }
}

TEST_CASE("to compare, a fact that the file has no words for keeps its id, its kind of value and its range",
          "[saved]") {
  Findings findings;
  const StoredDecision stored = compared(R"({"schema": "pathfinder/decision/1", "scenario": {"facts": {
    "gone": {"value": 50, "low": 40, "high": 60, "origin": "given"},
    "colour": {"value": "red", "origin": "preset"}, "open": {"value": true, "origin": "assumed"}}}})",
                                         findings);
  CHECK(findings.empty());
  REQUIRE(stored.decision.facts.size() == 3);
  const Vocabulary& vocabulary = stored.words.vocabulary;
  CHECK(stored.decision.facts[vocabulary.find("gone")].low == 40);
  const std::size_t colour = vocabulary.find("colour");
  CHECK(vocabulary.slots[colour].levels.at(static_cast<std::size_t>(stored.decision.facts[colour].value)).id == "red");
  CHECK(vocabulary.slots[vocabulary.find("open")].type == FactType::boolean);
}

TEST_CASE("a decision of this program is read whole to be compared", "[saved]") {
  Findings findings;
  const StoredDecision saved = compared(
      test::run_command({"advise", "--docs", "50000", "--draws", "100", "--currency", "CNY", "--format", "json"}).out,
      findings);
  const Decision& decision = saved.decision;
  REQUIRE(decision.winner() != nullptr);
  CHECK(decision.confidence);
  CHECK(decision.currency == "CNY");
  CHECK(decision.usd_rate > 1);
  CHECK(decision.facts[saved.words.vocabulary.find("docs")].value == 50000);
  CHECK(decision.ranking.size() == 9);
  CHECK_FALSE(decision.winner()->contributions.empty());
  CHECK_FALSE(decision.winner()->estimate.bill.empty());
}
