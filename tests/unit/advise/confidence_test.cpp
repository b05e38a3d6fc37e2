#include "advise/confidence.hpp"

#include <cmath>

#include "pathfinder/advise/advise.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

TEST_CASE("confidence: the options' shares of first places sum to one, and verdicts follow the limits", "[advise]") {
  const Decision decision = advise(scenario({{"docs", "50000"}, {"gpus", "8"}}), shipped(), AdviseOptions{});
  REQUIRE(decision.confidence);
  double sum = 0;
  for (const Assessment& option : decision.ranking) {
    if (option.standing == Standing::blocked) {
      REQUIRE_FALSE(option.first_rank);
    } else {
      sum += *option.first_rank;
    }
  }
  REQUIRE(sum == Approx(1));
  REQUIRE(decision.confidence->first == *decision.winner()->first_rank);
  REQUIRE(verdict_of(0.9) == Verdict::clear);
  REQUIRE(verdict_of(0.899) == Verdict::leaning);
  REQUIRE(verdict_of(0.6) == Verdict::leaning);
  REQUIRE(verdict_of(0.599) == Verdict::toss_up);
}

TEST_CASE("confidence: no draws leave it out", "[advise]") {
  AdviseOptions none;
  none.draws = 0;
  const Decision decision = advise(scenario({{"docs", "50000"}}), shipped(), none);
  REQUIRE_FALSE(decision.confidence);
  REQUIRE_FALSE(decision.ranking.front().first_rank);
}

TEST_CASE("confidence: the same draws shared by many scenarios give what each has alone", "[advise]") {
  const WeightDraws weights(shipped(), 2000);
  AdviseOptions alone, shared;
  alone.draws = shared.draws = 2000;
  shared.weights = &weights;
  const Scenario one = scenario({{"docs", "3000"}, {"labelled_examples", "800"}});
  REQUIRE(advise(one, shipped(), alone).confidence->first == advise(one, shipped(), shared).confidence->first);
}

TEST_CASE("confidence: an option far ahead is clear, and knowing more is worth nothing", "[advise]") {
  const std::vector<double> best(1000, 1.0), worse(1000, 0.2);
  const ScoreColumns options = {best, worse};
  REQUIRE(first_shares(options)[0] == 1);
  REQUIRE(expected_value_of_information(options) == 0);
  REQUIRE(max_regrets(options)[0] == 0);
  REQUIRE(max_regrets(options)[1] == Approx(0.8));
}

TEST_CASE("confidence: another option is told to come first more often beyond three sampling errors", "[advise]") {
  const auto told = [](std::size_t first_of_thousand) {
    Decision decision;
    decision.ranking.resize(2);
    decision.ranking[0].strategy = "recommended";
    decision.ranking[1].strategy = "other";
    Worlds worlds;
    worlds.draws = 1000;
    worlds.options = {0, 1};
    worlds.scores.assign(2000, 0.5);
    for (std::size_t draw = 0; draw < 1000; ++draw) worlds.scores[draw] = draw < first_of_thousand ? 1 : 0;
    add_confidence(decision, worlds, {});
    return decision.confidence->more_often_first;
  };
  // Shares of 0.45 and 0.55: 0.1 apart, with an error of root((1 - 0.01) / 1000) = 0.0315.
  CHECK(told(450) == "other");
  CHECK(told(460).empty());
  CHECK(told(550).empty());
}

TEST_CASE("confidence: knowing more never lowers the expected best value, up to sampling error", "[advise]") {
  for (const auto& facts : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {{"docs", "50000"}},
           {{"labelled_examples", "2000"}, {"task_kind", "classification"}},
           {{"tokens", "150000"}},
           {{"gpus", "64"}, {"unlabelled_tokens", "50B"}}}) {
    const Decision decision = advise(scenario(facts), shipped(), AdviseOptions{});
    for (const Question& one : decision.sensitivity.ask_next) {
      REQUIRE(one.value > 3 * one.standard_error);
      REQUIRE(one.share_of_doubt > 0);
      REQUIRE(one.share_of_doubt <= 1);
      // What takes part in the draws cannot be worth more than knowing everything drawn.
      if (!std::isnan(decision.facts[shipped().vocabulary.find(one.fact)].value))
        REQUIRE(one.value <= decision.confidence->doubt + 1e-9);
    }
  }
}
