#include "advise/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/random.hpp"

#include "advise/fact_steps.hpp"
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
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  const Decision decision = advise(scenario, shipped(), options);
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

TEST_CASE("sensitivity: each printed threshold flips the winner exactly there, in 100 random scenarios",
          "[advise][flips]") {
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
        const std::size_t first = what_if.first_after({&change, 1});
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

TEST_CASE(
    "sensitivity: what a change puts first is what all of advise() does, before the winner in the table or behind",
    "[advise]") {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  const Scenario one = scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Decision decision = advise(one, shipped(), options);
  const WhatIf what_if(decision, shipped());
  REQUIRE(what_if.first_after({}) == what_if.winner());
  bool before = false, behind = false;
  for (const auto& [fact, value] : {std::pair("latency_ms", 300.0), {"knowledge_need", 1.0}, {"docs", 20.0}}) {
    INFO(fact);
    const Change change{shipped().vocabulary.find(fact), value};
    const std::size_t first = what_if.first_after({&change, 1});
    REQUIRE(first != Vocabulary::none);
    CHECK(shipped().strategies[first].id == winner_with(one, change.first, value));
    before = before || first < what_if.winner();
    behind = behind || first > what_if.winner();
  }
  CHECK(before);
  CHECK(behind);
}

TEST_CASE("sensitivity: an interval that becomes its middle is planned anew: the same amounts, in a narrower range",
          "[advise]") {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  const Decision decision =
      advise(scenario({{"docs", "50000"}, {"queries_per_day", "100..20000"}}), shipped(), options);
  const std::size_t slot = shipped().vocabulary.find("queries_per_day");
  const Change change{slot, decision.facts[slot].value};
  const WhatIf what_if(decision, shipped());
  const OptionEstimate& before = what_if.estimates()[what_if.winner()];
  const OptionEstimate after = what_if.plan({&change, 1})[what_if.winner()];
  CHECK(after.total->central.value == Approx(before.total->central.value));
  CHECK(after.total->high.value < before.total->high.value);
}

TEST_CASE("sensitivity: rules read a fact where they read what is derived from it", "[advise]") {
  const std::vector<std::size_t> facts = facts_that_rules_read(shipped());
  const auto read = [&](std::string_view id) {
    return std::count(facts.begin(), facts.end(), shipped().vocabulary.find(id)) == 1;
  };
  CHECK(read("docs"));
  CHECK(read("mean_tokens_per_doc"));  // of the tokens, which rules weigh
  CHECK_FALSE(read("currency"));
}

TEST_CASE("sensitivity: of values without an order the first that another option wins is told", "[advise]") {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  const Decision decision = advise(scenario({{"docs", "50000"}, {"task_kind", "qa"}}), shipped(), options);
  const WhatIf what_if(decision, shipped());
  std::size_t told = 0;
  for (const char* id : {"task_kind", "modality", "knowledge_changes", "data_sensitivity", "gpu_source"}) {
    INFO(id);
    const std::size_t slot = shipped().vocabulary.find(id);
    const std::optional<Flip> flip = nearest_flip(what_if, slot);
    if (has_order(shipped().vocabulary.slots[slot]) || !flip) continue;
    const Change change{slot, flip->flips};
    CHECK(flip->strategy != decision.winner()->strategy);
    CHECK(shipped().strategies[what_if.first_after({&change, 1})].id == flip->strategy);
    ++told;
  }
  CHECK(told > 0);
}

TEST_CASE("sensitivity: a fact that only has to be known is told from the side where the answer comes back",
          "[advise][flips]") {
  std::size_t by_side = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    AdviseOptions options;
    options.draws = 0;
    const Decision decision = advise(random_scenario(number), shipped(), options);
    if (decision.winner() == nullptr) continue;
    const WhatIf what_if(decision, shipped());
    for (const Flip& flip : decision.sensitivity.flips) {
      const std::size_t slot = shipped().vocabulary.find(flip.fact);
      if (!has_order(shipped().vocabulary.slots[slot]) || std::isnan(flip.from)) continue;
      const auto keeps = [&](double value) {
        const Change change{slot, value};
        return shipped().strategies[what_if.first_after({&change, 1})].id == decision.winner()->strategy;
      };
      INFO(number << " " << flip.fact << " " << flip.from << " " << flip.holds << " " << flip.flips);
      if (std::isnan(flip.holds)) {
        for (const double value : candidates(slot, shipped())) REQUIRE_FALSE(keeps(value));
      } else if (!keeps(flip.from)) {
        CHECK(flip.distance == 0);
        CHECK(flip.upwards == (flip.flips > flip.holds));
        ++by_side;
      }
    }
  }
  CHECK(by_side >= 3);
}

TEST_CASE("sensitivity: options that were not planned anew would not have come first", "[advise][flips]") {
  const std::vector<std::size_t> facts = facts_that_rules_read(shipped());
  std::size_t moved = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    const Scenario one = random_scenario(number);
    const Decision decision = advise(one, shipped());
    const WhatIf what_if(decision, shipped());
    for (std::uint64_t k = 0; k < 5; ++k) {
      const Stream stream("what if " + std::to_string(number) + " " + std::to_string(k));
      const std::size_t slot = facts[static_cast<std::size_t>(stream.uniform(0) * static_cast<double>(facts.size()))];
      const FactSpec& spec = shipped().vocabulary.slots[slot];
      const double u = stream.uniform(1);
      double value = spec.has_levels()
                         ? spec.level_value(static_cast<std::size_t>(u * static_cast<double>(spec.levels.size())))
                         : std::nearbyint(spec.plausible_low + u * u * u * (spec.plausible_high - spec.plausible_low));
      const Change change{slot, value};
      const std::size_t first = what_if.first_after({&change, 1});
      INFO(number << " " << spec.id << " = " << value);
      const std::string name = first == Vocabulary::none ? std::string() : shipped().strategies[first].id;
      REQUIRE(name == winner_with(one, slot, value));
      moved += decision.winner() == nullptr || name != decision.winner()->strategy ? 1 : 0;
    }
  }
  REQUIRE(moved > 20);
}

TEST_CASE("sensitivity: no value nearer than the printed one flips the answer, on a dense grid", "[advise][flips]") {
  const std::vector<std::size_t> facts = facts_that_rules_read(shipped());
  std::size_t tried = 0;
  for (std::uint64_t number = 0; number < 100; ++number) {
    const Scenario one = random_scenario(number);
    AdviseOptions options;
    options.draws = 0;
    const Decision decision = advise(one, shipped(), options);
    if (decision.winner() == nullptr) continue;
    const WhatIf what_if(decision, shipped());
    const std::vector<Flip>& flips = decision.sensitivity.flips;
    const double farthest = flips.size() < 5 ? 1.0 : flips.back().distance;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t slot = facts[(3 * number + k) % facts.size()];
      const FactSpec& spec = shipped().vocabulary.slots[slot];
      const Fact& fact = decision.facts[slot];
      if (std::isnan(fact.value) || (spec.has_levels() && !spec.ordered && spec.type != FactType::level)) continue;
      const auto printed =
          std::find_if(flips.begin(), flips.end(), [&](const Flip& flip) { return flip.fact == spec.id; });
      const double limit = printed == flips.end() ? farthest : printed->distance;
      const double low = spec.has_levels() ? spec.level_value(0) : spec.plausible_low;
      const double high = spec.has_levels() ? spec.level_value(spec.levels.size() - 1) : spec.plausible_high;
      constexpr int steps = 24;
      const bool logarithmic = low >= 0 && high > 100 * std::max(low, 1.0);
      for (int i = 0; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        double value =
            logarithmic ? (low + 1) * std::pow((high + 1) / (low + 1), share) - 1 : low + share * (high - low);
        if (spec.has_levels() || spec.type == FactType::count || spec.type == FactType::tokens)
          value = std::nearbyint(value);
        const double far = logarithmic
                               ? std::abs(std::log((value + 1) / (fact.value + 1))) / std::log((high + 1) / (low + 1))
                               : std::abs(value - fact.value) / (high - low);
        if (far >= limit - 1e-9) continue;
        const Change change{slot, value};
        if (what_if.contradicts({&change, 1})) continue;
        std::string said;
        for (const GivenFact& given : one.given)
          said += " " + shipped().vocabulary.slots[given.slot].id + "=" + std::to_string(given.value);
        INFO(number << " " << spec.id << " " << fact.value << " -> " << value << ", printed at " << limit << said);
        CHECK(what_if.first_after({&change, 1}) == what_if.winner());
        ++tried;
      }
    }
  }
  REQUIRE(tried > 1000);
}

TEST_CASE("sensitivity: a kept fact is in no flip", "[advise][flips]") {
  AdviseOptions options;
  options.draws = 0;
  const Scenario one = scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Decision free = advise(one, shipped(), options);
  REQUIRE_FALSE(free.sensitivity.flips.empty());
  const std::string fact = free.sensitivity.flips.front().fact;
  options.keep = {shipped().vocabulary.find(fact)};
  for (const Flip& flip : advise(one, shipped(), options).sensitivity.flips) REQUIRE(flip.fact != fact);
}

TEST_CASE("sensitivity: at a weight's flip point the two options tie", "[advise][flips]") {
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
