#include "advise/counterfactual.hpp"

#include <cmath>

#include "pathfinder/advise/advise.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

std::string winner_with(Scenario scenario, std::initializer_list<Change> changes) {
  for (const auto& [slot, value] : changes) {
    std::erase_if(scenario.given, [&, at = slot](const GivenFact& given) { return given.slot == at; });
    scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  const Decision decision = advise(scenario, shipped());
  return decision.winner() == nullptr ? "" : decision.winner()->strategy;
}

}  // namespace

TEST_CASE("counterfactuals: both changes flip the answer, either alone does not, and neither may be a step smaller",
          "[advise][flips]") {
  for (const auto& facts : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {{"docs", "50000"}, {"gpus", "8"}},
           {{"task_kind", "classification"}, {"labelled_examples", "800"}},
           {{"docs", "200"}, {"knowledge_changes", "daily"}, {"latency_ms", "4000"}}}) {
    const Scenario one = scenario(facts);
    const Decision decision = advise(one, shipped());
    REQUIRE(decision.winner() != nullptr);
    const std::string winner = decision.winner()->strategy;
    const std::vector<PairFlip> pairs = counterfactuals(WhatIf(decision, shipped()), {});
    REQUIRE_FALSE(pairs.empty());
    double before = 0;
    for (const PairFlip& pair : pairs) {
      INFO(pair.first.fact << " " << pair.first.flips << ", " << pair.second.fact << " " << pair.second.flips);
      const Change a{shipped().vocabulary.find(pair.first.fact), pair.first.flips};
      const Change b{shipped().vocabulary.find(pair.second.fact), pair.second.flips};
      CHECK(winner_with(one, {a, b}) == pair.strategy);
      CHECK(pair.strategy != winner);
      CHECK(winner_with(one, {a}) == winner);
      CHECK(winner_with(one, {b}) == winner);
      if (!std::isnan(pair.first.holds)) CHECK(winner_with(one, {{a.first, pair.first.holds}, b}) == winner);
      if (!std::isnan(pair.second.holds)) CHECK(winner_with(one, {a, {b.first, pair.second.holds}}) == winner);
      const double size = std::hypot(pair.first.distance, pair.second.distance);
      CHECK(size >= before);
      before = size;
    }
  }
}

TEST_CASE("counterfactuals: a kept fact is in no pair", "[advise][flips]") {
  const Decision decision = advise(scenario({{"docs", "50000"}, {"gpus", "8"}}), shipped());
  const WhatIf what_if(decision, shipped());
  const std::vector<PairFlip> free = counterfactuals(what_if, {});
  REQUIRE_FALSE(free.empty());
  const std::size_t kept[] = {shipped().vocabulary.find(free.front().first.fact)};
  for (const PairFlip& pair : counterfactuals(what_if, kept)) {
    CHECK(pair.first.fact != free.front().first.fact);
    CHECK(pair.second.fact != free.front().first.fact);
  }
}
