#include "pathfinder/advise/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/random.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

/// The winner when one fact is given a value, by the whole of advise().
std::string winner_with(Scenario scenario, std::size_t slot, double value) {
  std::erase_if(scenario.given, [&](const GivenFact& given) { return given.slot == slot; });
  scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  const Decision decision = advise(scenario, shipped());
  return decision.winner() == nullptr ? "" : decision.winner()->strategy;
}

/// A few facts at random, the same for the same number.
Scenario random_scenario(std::uint64_t number) {
  const Stream stream("test scenario " + std::to_string(number));
  Scenario result;
  std::uint64_t at = 0;
  for (const std::string_view id :
       {"docs", "labelled_examples", "knowledge_need", "style_or_format_needs", "task_kind", "queries_per_day",
        "knowledge_changes", "latency_ms", "team_ml_skill", "needs_citations"}) {
    const std::size_t slot = shipped().vocabulary.find(id);
    const FactSpec& spec = shipped().vocabulary.slots[slot];
    if (stream.uniform(at++) < 0.45) continue;
    double value;
    if (spec.has_levels()) {
      value =
          spec.level_value(static_cast<std::size_t>(stream.uniform(at++) * static_cast<double>(spec.levels.size())));
    } else {
      value = std::nearbyint(std::pow(10.0, 1 + 5 * stream.uniform(at++)));
    }
    result.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  return result;
}

}  // namespace

TEST_CASE("sensitivity: each printed threshold flips the winner exactly there, in 100 random scenarios", "[advise]") {
  std::size_t checked = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Scenario one = random_scenario(number);
    AdviseOptions options;
    options.draws = 0;
    const Decision decision = advise(one, shipped(), options);
    if (decision.winner() == nullptr) continue;
    const WhatIf what_if(decision, shipped());
    for (const Flip& flip : decision.sensitivity.flips) {
      INFO(number << " " << flip.fact << " " << flip.holds << " " << flip.flips);
      const std::size_t slot = shipped().vocabulary.find(flip.fact);
      // By the whole of advise() now and then, else by what it is made of.
      const auto winner_at = [&](double value) {
        if (number % 10 == 0) return winner_with(one, slot, value);
        const Change change{slot, value};
        const std::size_t first = what_if.answer({&change, 1}).strategy;
        return first == Vocabulary::none ? std::string() : shipped().strategies[first].id;
      };
      REQUIRE(winner_at(flip.flips) == flip.strategy);
      REQUIRE(flip.strategy != decision.winner()->strategy);
      if (!std::isnan(flip.holds)) REQUIRE(winner_at(flip.holds) == decision.winner()->strategy);
      ++checked;
    }
  }
  REQUIRE(checked > 200);
}

TEST_CASE("sensitivity: a kept fact is in no flip", "[advise]") {
  AdviseOptions options;
  options.draws = 0;
  const Scenario one = scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Decision free = advise(one, shipped(), options);
  REQUIRE_FALSE(free.sensitivity.flips.empty());
  const std::string fact = free.sensitivity.flips.front().fact;
  options.keep = {shipped().vocabulary.find(fact)};
  for (const Flip& flip : advise(one, shipped(), options).sensitivity.flips) REQUIRE(flip.fact != fact);
}

TEST_CASE("sensitivity: at a weight's flip point the two options tie", "[advise]") {
  const Decision decision = advise(scenario({{"docs", "50000"}, {"gpus", "8"}}), shipped());
  const std::vector<WeightFlip> flips = weight_flips(decision.ranking);
  REQUIRE_FALSE(flips.empty());
  for (const WeightFlip& flip : flips) {
    const auto score = [&](const Assessment& option) {
      double sum = 0;
      for (const Contribution& one : option.contributions) {
        sum += one.value * (one.criterion == flip.criterion ? flip.to : one.weight * (1 - flip.to) / (1 - flip.from));
      }
      return sum;
    };
    for (const Assessment& option : decision.ranking) {
      if (option.strategy == flip.strategy)
        REQUIRE(score(option) == Approx(score(decision.ranking.front())).margin(1e-9));
      if (option.standing != Standing::blocked) REQUIRE(score(option) <= score(decision.ranking.front()) + 1e-9);
    }
  }
}
