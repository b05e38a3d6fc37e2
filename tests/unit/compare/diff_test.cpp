// Two decisions compared: what changed is named, and so is what moved the answer.
#include "pathfinder/compare/diff.hpp"

#include <algorithm>

#include "pathfinder/compare/replay.hpp"
#include "pathfinder/core/figures.hpp"
#include "pathfinder/report/build/diff.hpp"
#include "pathfinder/saved/read_decision.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

StoredDecision decide(std::vector<std::string> facts) {
  facts.insert(facts.begin(), {"advise", "--draws", "0", "--format", "json"});
  Findings findings;
  const JsonDocument document = parse_json("decision.json", test::run_command(facts).out, findings);
  StoredDecision saved = read_for_comparison(document, findings);
  REQUIRE(findings.empty());
  REQUIRE(saved.decision.winner() != nullptr);
  return saved;
}

DecisionDiff diff(const StoredDecision& before, const StoredDecision& after, double min_change = 0) {
  DecisionDiff found = compare_decisions(before, after, test::shipped(), min_change);
  try_facts_alone(found, before, after, test::shipped());
  return found;
}

bool has_fact(const std::vector<std::string>& facts, const char* fact) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

/// Every price of a token behind an API times `factor`.
std::string dearer_tokens(const std::string& path, double factor) {
  std::string text(test::data_text(path));
  const std::string key = "_per_mtok_";
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const std::size_t from = text.find(':', at) + 1;
    std::size_t length = 0;
    const double price = std::stod(text.substr(from), &length);
    text.replace(from, length, " " + std::to_string(price * factor));
  }
  return text;
}

}  // namespace

TEST_CASE("a decision does not differ from itself", "[compare]") {
  const StoredDecision one = decide({"--docs", "50000", "--gpus", "8"});
  CHECK_FALSE(diff(one, one).changed());
}

TEST_CASE("fewer documents flip the answer and are named as what did it, alone", "[compare]") {
  const DecisionDiff found = diff(decide({"--docs", "50000", "--gpus", "8"}), decide({"--docs", "60", "--gpus", "8"}));
  REQUIRE(found.flipped());
  REQUIRE_FALSE(found.causes.empty());
  for (const Cause& cause : found.causes) {
    CHECK(cause.facts == std::vector<std::string>{"docs"});
    CHECK(cause.alone);
    CHECK(cause.points > 0);
  }
  CHECK(found.facts.front().fact == "docs");
  CHECK(found.facts.front().before == "50000");
  CHECK(found.facts.front().after == "60");
}

TEST_CASE("of two changed facts the one that flips the answer is named", "[compare]") {
  const DecisionDiff found =
      diff(decide({"--docs", "50000", "--gpus", "8"}), decide({"--docs", "60", "--gpus", "8", "--team-ml-skill", "1"}));
  REQUIRE(found.flipped());
  const bool named = std::any_of(found.causes.begin(), found.causes.end(), [](const Cause& cause) {
    return cause.alone && cause.facts == std::vector<std::string>{"docs"};
  });
  CHECK(named);
  CHECK(found.facts.size() >= 2);
}

TEST_CASE("a changed rule is named as what moved the answer, and no fact is blamed", "[compare]") {
  const test::TemporaryFolder data;
  std::string table(test::data_text("strategies/rag+peft.json"));
  table = test::replaced(table, "labelled_examples < 50\"", "labelled_examples < 900\"");
  table = test::replaced(table, "\"takes\": 0.1,", "\"takes\": 1,");
  data.write("strategies/rag+peft.json", table);
  std::vector<std::string> facts = {"--docs", "50000",   "--gpus", "8", "--labels", "880", "--style-or-format-needs",
                                    "5",      "--skill", "4"};
  const StoredDecision before = decide(facts);
  facts.insert(facts.end(), {"--data", data.path().string()});
  const DecisionDiff found = diff(before, decide(facts));
  REQUIRE(found.flipped());
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.causes.front().kind == "caution");
  CHECK(found.causes.front().id == "rag+peft.labels_50");
  CHECK(found.causes.front().facts.empty());
  CHECK(found.facts.empty());
  const auto threshold = std::find_if(found.rules.begin(), found.rules.end(),
                                      [](const RuleChange& one) { return one.kind == "threshold"; });
  REQUIRE(threshold != found.rules.end());
  CHECK(threshold->before == "50");
  CHECK(threshold->after == "900");
}

TEST_CASE("changed prices are named as what moved the answer", "[compare]") {
  const test::TemporaryFolder data;
  for (const JsonDocument& document : test::shipped().documents) {
    if (document.path.rfind("prices/", 0) == 0 && document.text.find("_per_mtok_") != std::string_view::npos)
      data.write(document.path, dearer_tokens(document.path, 1000));
  }
  std::vector<std::string> facts = {"--docs", "60", "--queries", "2000", "--gpus", "4"};
  const StoredDecision before = decide(facts);
  facts.insert(facts.end(), {"--data", data.path().string()});
  const DecisionDiff found = diff(before, decide(facts));
  REQUIRE_FALSE(found.causes.empty());
  CHECK(found.facts.empty());
  CHECK(found.causes.front().kind == "price");
  CHECK(found.causes.front().criterion == "cost");
  REQUIRE_FALSE(found.prices.empty());
  for (const PriceChange& price : found.prices) CHECK(price.facts.empty());
}

TEST_CASE("another weight is one change of the table, whatever it does to the options", "[compare]") {
  const StoredDecision before = decide({"--docs", "50000"});
  StoredDecision after = before;
  for (Assessment& option : after.decision.ranking) {
    for (Contribution& one : option.contributions) {
      if (one.criterion == "cost") one.weight *= 2;
    }
  }
  const DecisionDiff found = diff(before, after);
  REQUIRE(found.rules.size() == 1);
  CHECK(found.rules.front().kind == "weight");
  CHECK(found.rules.front().id == "cost");
}

TEST_CASE("a gate that newly blocks the old winner is the cause, with the facts it reads", "[compare]") {
  const DecisionDiff found = diff(decide({"--docs", "50000", "--gpus", "8"}),
                                  decide({"--docs", "50000", "--gpus", "8", "--latency-ms", "120"}));
  REQUIRE(found.flipped());
  const bool gate = std::any_of(found.causes.begin(), found.causes.end(), [](const Cause& cause) {
    return cause.kind == "gate" && has_fact(cause.facts, "latency_ms");
  });
  const bool points = std::any_of(found.causes.begin(), found.causes.end(),
                                  [](const Cause& cause) { return has_fact(cause.facts, "latency_ms"); });
  CHECK((gate || points));
}

TEST_CASE("the same option in another form is a difference, in words and in JSON", "[compare]") {
  const std::vector<std::string> facts = {"--task", "classification",  "--labels", "3000",    "--style",
                                          "5",      "--base-accuracy", "0.7",      "--skill", "3"};
  std::vector<std::string> taught = facts;
  taught.insert(taught.end(), {"--teacher", "yes"});
  const DecisionDiff found = diff(decide(facts), decide(taught));
  REQUIRE_FALSE(found.flipped());
  CHECK(found.changed());
  REQUIRE_FALSE(found.forms.empty());
  CHECK(found.forms.front().option == found.winner_after);
  CHECK(found.forms.front().before != "distilled");
  CHECK(found.forms.front().after == "distilled");
  const std::string json = diff_json(found);
  CHECK(json.find("\"variant\": \"distilled\"") != std::string::npos);
  CHECK(json.find("\"variants\"") != std::string::npos);
  for (const std::string_view language : {"en", "zh"}) {
    const Document document = build_diff(found, test::shipped(), language);
    const std::string name = test::shipped().texts.at(std::string(language))("variant.distilled");
    const bool said = std::any_of(document.blocks.begin(), document.blocks.end(), [&](const Block& block) {
      const auto* rows = std::get_if<KeyValues>(&block);
      return rows != nullptr && std::any_of(rows->rows.begin(), rows->rows.end(), [&](const KeyValue& row) {
               return row.text.find(name) != std::string::npos;
             });
    });
    CHECK(said);
  }
}

TEST_CASE("a file from before options had forms names no difference of form", "[compare]") {
  StoredDecision before = decide({"--docs", "50000", "--gpus", "8"});
  const StoredDecision after = before;
  for (Assessment& option : before.decision.ranking) option.variant.clear();
  CHECK_FALSE(diff(before, after).changed());
}

TEST_CASE("small movements are left out where asked", "[compare]") {
  const StoredDecision before = decide({"--docs", "50000", "--gpus", "8"});
  StoredDecision after = before;
  for (Assessment& option : after.decision.ranking) {
    for_each_figure(option.estimate, [](std::string_view, auto& figure, std::string_view, double) {
      if (figure) figure->central = 1.04 * figure->central;
    });
  }
  CHECK_FALSE(diff(before, after).recommended.empty());
  CHECK(diff(before, after).costs_more());
  CHECK_FALSE(diff(before, after, 0.05).changed());
}

TEST_CASE("a policy that came out otherwise is a change", "[compare]") {
  StoredDecision before = decide({"--docs", "50000"});
  StoredDecision after = before;
  PolicyResult ceiling;
  ceiling.id = "ceiling";
  ceiling.deny = true;
  ceiling.holds = Truth::yes;
  before.decision.policies = {ceiling};
  ceiling.holds = Truth::no;
  after.decision.policies = {ceiling};
  const DecisionDiff found = diff(before, after);
  REQUIRE(found.policies.size() == 1);
  CHECK(found.policies.front().after == "no");
  CHECK(found.changed());
}

TEST_CASE("an older date of the data alone is no change", "[compare]") {
  const StoredDecision before = decide({"--docs", "50000"});
  StoredDecision after = before;
  after.decision.edition.data_date = "2027-01-01";
  CHECK_FALSE(diff(before, after).changed());
}

TEST_CASE("every text of a difference exists in both languages", "[compare]") {
  DecisionDiff all;
  all.winner_before = "rag";
  all.winner_after = "no-such-option";
  all.verdict_before = "clear";
  all.verdict_after = "toss_up";
  all.confidence_after = 0.5;
  for (const char* kind : {"gate", "caution", "weight", "scale", "criterion", "price", "data"}) {
    all.causes.push_back({kind, "x", "rag", "cost", 0.1, {}, false});
    all.causes.push_back({kind, "x", "rag", "cost", -0.1, {"docs"}, true});
  }
  all.facts.push_back({"docs", "5", "", {}, {}, {}, {}, "given", "assumed"});
  all.facts.push_back({"no_such_fact", "a", "b", {}, {}, {}, {}, "given", ""});
  for (const char* kind : {"gate", "caution", "threshold", "weight", "scale", "standing"})
    all.rules.push_back({"rag", kind, "cost", "yes", "no", {}});
  for (const char* unit : {"usd", "usd/month", "gpu-hours", "hours", "gib", "kwh", "kg", "weeks", "ms", "ratio"})
    all.recommended.push_back({"rag", "total_usd", unit, 1.0, 2.0});
  all.prices.push_back({"rag", "no-such-line", "setup", 1.0, std::nullopt, {"a"}, {}, {}});
  all.policies.push_back({"p", "", "no", false});
  for (const char* language : {"en", "zh"}) CHECK_NOTHROW(build_diff(all, test::shipped(), language));
  CHECK_NOTHROW(diff_json(all));
}
