#include "pathfinder/advise/worlds.hpp"

#include <cmath>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

std::size_t slot(std::string_view id) {
  return shipped().vocabulary.find(id);
}

std::vector<std::size_t> every_fact() {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < shipped().vocabulary.size(); ++i) all.push_back(i);
  return all;
}

/// A decision whose estimates are points.
Decision without_spread(const Decision& decision) {
  Decision bare = decision;
  for (Assessment& option : bare.ranking) {
    for (auto* estimate : {&option.estimate.setup, &option.estimate.monthly, &option.estimate.total}) {
      if (*estimate) (*estimate)->low = (*estimate)->high = (*estimate)->central;
    }
    if (option.estimate.weeks_to_value)
      option.estimate.weeks_to_value->low = option.estimate.weeks_to_value->high =
          option.estimate.weeks_to_value->central;
    if (option.estimate.training_wall_hours)
      option.estimate.training_wall_hours->low = option.estimate.training_wall_hours->high =
          option.estimate.training_wall_hours->central;
    if (option.estimate.training_gpu_hours)
      option.estimate.training_gpu_hours->low = option.estimate.training_gpu_hours->high =
          option.estimate.training_gpu_hours->central;
  }
  return bare;
}

}  // namespace

TEST_CASE("worlds: drawn weights sum to one and lie around the table's", "[advise]") {
  const WeightDraws weights(shipped(), 4000);
  const std::vector<Criterion>& criteria = shipped().program.criteria;
  for (std::size_t i = 0; i < 4000; i += 97) {
    double sum = 0;
    for (std::size_t j = 0; j < criteria.size(); ++j) sum += weights.of(j)[i];
    REQUIRE(sum == Approx(1));
  }
  const double concentration = shipped().constant("decision.weight-concentration");
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    double mean = 0, square = 0;
    for (const double w : weights.of(j)) {
      mean += w / 4000;
      square += w * w / 4000;
    }
    const double w = criteria[j].weight;
    REQUIRE(mean == Approx(w).epsilon(0.05));
    REQUIRE(std::sqrt(square - mean * mean) == Approx(std::sqrt(w * (1 - w) / (1 + concentration))).epsilon(0.08));
  }
}

TEST_CASE("worlds: without spread a world scores what the decision does", "[advise]") {
  // All facts kept and weights close to the table's: only the errors of estimates are left, and their mean is small.
  const Decision decision = advise(scenario({{"docs", "50000"}, {"gpus", "8"}, {"task_kind", "qa"}}), shipped());
  const WeightDraws weights(shipped(), 64);
  const std::vector<std::size_t> all = every_fact();
  const Decision bare = without_spread(decision);
  const Worlds worlds = draw_worlds(bare, shipped(), weights, all);
  REQUIRE(worlds.facts.empty());
  for (std::size_t i = 0; i < worlds.options.size(); ++i) {
    const Assessment& option = bare.ranking[worlds.options[i]];
    for (std::size_t draw = 0; draw < 64; draw += 7) {
      double expected = 0;
      for (std::size_t j = 0; j < option.contributions.size(); ++j)
        expected += weights.of(j)[draw] * option.contributions[j].value;
      INFO(option.strategy);
      REQUIRE(worlds.of(i)[draw] == Approx(expected).margin(1e-9));
    }
  }
}

TEST_CASE("worlds: an option that may cost more than its estimate, and no less, never scores more", "[advise]") {
  const Decision decision = advise(scenario({{"docs", "50000"}, {"gpus", "8"}, {"task_kind", "qa"}}), shipped());
  const WeightDraws weights(shipped(), 64);
  const std::vector<std::size_t> all = every_fact();
  const Decision bare = without_spread(decision);
  Decision dearer = bare;
  for (auto* estimate :
       {&dearer.ranking[0].estimate.setup, &dearer.ranking[0].estimate.monthly, &dearer.ranking[0].estimate.total})
    (*estimate)->high = 20 * (*estimate)->central;
  const Worlds at_estimate = draw_worlds(bare, shipped(), weights, all);
  const Worlds drawn = draw_worlds(dearer, shipped(), weights, all);
  REQUIRE(drawn.options[0] == 0);
  std::size_t less = 0;
  for (std::size_t draw = 0; draw < 64; ++draw) {
    CHECK(drawn.of(0)[draw] <= at_estimate.of(0)[draw] + 1e-12);
    less += drawn.of(0)[draw] < at_estimate.of(0)[draw] - 1e-6 ? 1 : 0;
  }
  CHECK(less > 16);
}

TEST_CASE("worlds: a fact's draws have the P10, P50 and P90 of its assumption, within its range", "[advise]") {
  const Facts facts = gather_facts(scenario({{"docs", "50000"}}), shipped());
  for (const FactDistribution& fact : uncertain_facts(facts, shipped(), {})) {
    const FactSpec& spec = shipped().vocabulary.slots[fact.slot];
    INFO(spec.id);
    REQUIRE(fact.at(1e-9) >= spec.low);
    REQUIRE(fact.at(1 - 1e-9) <= spec.high);
    if (!fact.levels.empty()) continue;
    const double rounding = fact.whole ? 0.51 : 0;
    REQUIRE(fact.at(0.1) == Approx(facts[fact.slot].low).margin(rounding));
    REQUIRE(fact.at(0.5) == Approx(facts[fact.slot].value));
    REQUIRE(fact.at(0.9) == Approx(facts[fact.slot].high).margin(rounding));
  }
}

TEST_CASE("worlds: an interval that the user gave is never left", "[advise]") {
  const Facts facts = gather_facts(scenario({{"queries_per_day", "800..2000"}}), shipped());
  for (const FactDistribution& fact : uncertain_facts(facts, shipped(), {})) {
    if (fact.slot != slot("queries_per_day")) continue;
    REQUIRE(fact.at(1e-6) >= 800);
    REQUIRE(fact.at(1 - 1e-6) <= 2000);
    REQUIRE(fact.at(0.5) == Approx(facts[fact.slot].value).margin(0.51));  // whole questions
    return;
  }
  FAIL("the interval is drawn");
}

TEST_CASE("worlds: between its middle and either end an interval is drawn by ratios, shares too", "[advise]") {
  const Facts facts =
      gather_facts(scenario({{"cached_share", "0.1..0.8"}, {"queries_per_day", "1000..64000"}}), shipped());
  std::size_t drawn = 0;
  for (const FactDistribution& fact : uncertain_facts(facts, shipped(), {})) {
    if (fact.slot != slot("queries_per_day") && fact.slot != slot("cached_share")) continue;
    const Fact& said = facts[fact.slot];
    CHECK(fact.at(0.25) == Approx(std::sqrt(said.low * said.value)).epsilon(1e-3));  // half-way down, and up
    CHECK(fact.at(0.75) == Approx(std::sqrt(said.high * said.value)).epsilon(1e-3));
    ++drawn;
  }
  CHECK(drawn == 2);
}

TEST_CASE("worlds: a kept fact does not move, and the scenario's id changes nothing", "[advise]") {
  Scenario one = scenario({{"docs", "50000"}, {"gpus", "8"}});
  Scenario other = one;
  other.id = "another name";
  other.title = "another title";
  const WeightDraws weights(shipped(), 640);
  const Worlds a = draw_worlds(advise(one, shipped()), shipped(), weights, {});
  const Worlds b = draw_worlds(advise(other, shipped()), shipped(), weights, {});
  REQUIRE(a.scores == b.scores);
  const std::vector<std::size_t> keep = {slot("modality")};
  const Worlds kept = draw_worlds(advise(one, shipped()), shipped(), weights, keep);
  for (const FactDistribution& fact : kept.facts) REQUIRE(fact.slot != slot("modality"));
  REQUIRE(kept.facts.size() + 1 == a.facts.size());
}

TEST_CASE("worlds: the first draws are the same however many follow", "[advise]") {
  const Decision decision = advise(scenario({{"docs", "50000"}}), shipped());
  const WeightDraws few(shipped(), 100), many(shipped(), 1000);
  const Worlds a = draw_worlds(decision, shipped(), few, {});
  const Worlds b = draw_worlds(decision, shipped(), many, {});
  for (std::size_t option = 0; option < a.options.size(); ++option) {
    for (std::size_t i = 0; i < 100; ++i) REQUIRE(a.of(option)[i] == b.of(option)[i]);
  }
}
