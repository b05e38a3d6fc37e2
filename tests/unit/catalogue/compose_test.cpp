#include "catalogue/compose.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/random.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

/// The shipped table without its written mixes: both are composed.
const Catalogue& composed() {
  static const Catalogue catalogue =
      test::shipped_with({{"strategies/rag+peft.json", ""}, {"strategies/rag+full_ft.json", ""}});
  return catalogue;
}

std::vector<std::string> ids(const Catalogue& catalogue) {
  std::vector<std::string> all;
  for (const Strategy& strategy : catalogue.strategies) all.push_back(strategy.id);
  return all;
}

template <class Row>
std::set<std::string> names(const std::vector<Row>& rows) {
  std::set<std::string> all;
  for (const Row& row : rows) all.insert(row.id);
  return all;
}

double score_of(const Decision& decision, std::string_view id) {
  return std::find_if(decision.ranking.begin(), decision.ranking.end(),
                      [&](const Assessment& one) { return one.strategy == id; })
      ->score;
}

}  // namespace

TEST_CASE("a mix that nobody wrote stands where the written one stood", "[catalogue]") {
  CHECK(ids(composed()) == ids(shipped()));
  CHECK(ids(shipped()) == std::vector<std::string>{"prompting", "rag", "peft", "rag+peft", "full_ft", "rag+full_ft",
                                                   "continued_pretrain", "pretrain", "classic_ml"});
}

TEST_CASE("a composed mix has the gates, cautions and stages that its authors wrote", "[catalogue]") {
  for (const char* id : {"rag+peft", "rag+full_ft"}) {
    INFO(id);
    const Strategy& mix = composed().strategy(id);
    const Strategy& written = shipped().strategy(id);
    CHECK(names(mix.gates) == names(written.gates));
    CHECK(names(mix.cautions) == names(written.cautions));
    std::set<std::string> stages = names(mix.stages);
    stages.erase(std::string(id) + ".optimise");  // the authors left it out
    CHECK(stages == names(written.stages));
    CHECK(mix.recipe.retrieval);
    CHECK(mix.recipe.training == written.recipe.training);
    CHECK(mix.opens_when.en == composed().strategy(std::string(id).substr(4)).opens_when.en);
    CHECK(mix.before == std::vector<std::string>{"prompting", "rag"});
  }
}

TEST_CASE("a composed mix scores within four points of a hundred of the written one", "[catalogue]") {
  const Stream stream("mixes");
  std::uint64_t at = 0;
  double worst = 0;
  for (int draw = 0; draw < 40; ++draw) {
    const auto number = [&](double low, double high) {
      return std::to_string(static_cast<long>(low * std::pow(high / low, stream.uniform(at++))));
    };
    const auto level = [&] { return std::to_string(1 + static_cast<int>(stream.uniform(at++) * 4.999)); };
    const Scenario scenario = test::scenario({{"docs", number(100, 1e6)},
                                              {"labelled_examples", number(10, 1e6)},
                                              {"gpus", number(1, 64)},
                                              {"style_or_format_needs", level()},
                                              {"knowledge_need", level()},
                                              {"task_complexity", level()},
                                              {"domain_gap", level()}});
    const Decision by_rule = advise(scenario, composed());
    const Decision by_hand = advise(scenario, shipped());
    for (const char* id : {"rag+peft", "rag+full_ft"})
      worst = std::max(worst, std::abs(score_of(by_rule, id) - score_of(by_hand, id)));
  }
  INFO(worst);
  CHECK(worst < 0.04);
  CHECK(worst > 0);
}

TEST_CASE("stages of one name stand once, as long as the longer of them", "[catalogue]") {
  Strategy first, second;
  first.id = "a";
  second.id = "b";
  first.stages = {{"a.define", "a", {}, 1, 2, 3, {}, {}, {}, {}, ""},
                  {"a.own", "a", {}, 1, 1, 1, {}, {}, {}, {}, ""},
                  {"a.end", "a", {}, 1, 1, 1, {}, {}, {}, {}, ""}};
  second.stages = {{"b.define", "b", {}, 2, 2, 2, {}, {}, {}, {}, ""},
                   {"b.other", "b", {}, 1, 1, 1, {}, {}, {}, {}, ""},
                   {"b.end", "b", {}, 0, 3, 3, {}, {}, {}, {}, ""}};
  const Strategy mix = mix_of(first, second, {});
  std::vector<std::string> order;
  for (const Stage& stage : mix.stages) order.push_back(stage.id);
  CHECK(order == std::vector<std::string>{"a+b.define", "a+b.own", "a+b.other", "a+b.end"});
  CHECK(mix.stages[0].weeks_low == 2);
  CHECK(mix.stages[0].weeks_high == 3);
  CHECK(mix.stages[3].weeks_central == 3);
}

TEST_CASE("a condition of both parts stands once, one of one name that differs twice", "[catalogue]") {
  Strategy first, second;
  first.id = "a";
  second.id = "b";
  const auto gate = [](std::string id, std::string when, bool alone = false) {
    return Gate{std::move(id), std::move(when), {}, "", "", alone};
  };
  first.gates = {gate("a.same", "docs > 1"), gate("a.slow", "docs > 2")};
  second.gates = {gate("b.same", "docs > 1"), gate("b.slow", "docs > 3"), gate("b.cite", "docs > 4", true)};
  const Strategy mix = mix_of(first, second, {});
  std::vector<std::string> all;
  for (const Gate& one : mix.gates) all.push_back(one.id);
  CHECK(all == std::vector<std::string>{"a+b.same", "a+b.slow", "a+b.b.slow"});
}

TEST_CASE("a mix that writes some of its values gets the others by rule", "[catalogue]") {
  const std::string text = test::data_text("strategies/rag+peft.json");
  const std::string upkeep = "\"raw\": \"11 * ramp(team_ml_skill, 1, 1.5, 3, 1, 5, 0.8)\"";
  const std::size_t at = text.find("\"upkeep\": {");
  REQUIRE(text.find(upkeep, at) != std::string::npos);
  const std::size_t comma = text.rfind(',', at);
  const std::size_t end = text.find('}', at) + 1;
  const Catalogue fewer = test::shipped_with({{"strategies/rag+peft.json", text.substr(0, comma) + text.substr(end)}});
  const Strategy& mix = fewer.strategy("rag+peft");
  CHECK(mix.values.back().criterion == "upkeep");
  CHECK(mix.values.back().raw == "(5) + (8 * ramp(team_ml_skill, 1, 1.5, 3, 1, 5, 0.8))");
  CHECK(mix.values.size() == shipped().strategy("rag+peft").values.size());
}

TEST_CASE("an option cannot be mixed with one that is not there or fetches nothing", "[catalogue]") {
  for (const char* other : {"rug", "full_ft"}) {
    INFO(other);
    std::string found;
    try {
      test::shipped_with(
          {{"strategies/peft.json", test::replaced(test::data_text("strategies/peft.json"), "\"mixes_with\": [\"rag\"]",
                                                   "\"mixes_with\": [\"" + std::string(other) + "\"]")}});
    } catch (const InputError& error) {
      found = test::summary(error.found);
    }
    CHECK(found.rfind("unknown-entry ", 0) == 0);
  }
}
