// Which pilot is worth running.
#include "advise/pilot_worth.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/random.hpp"

#include "advise/confidence.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

PilotAdvice advice(const std::vector<std::pair<std::string, std::string>>& said, std::size_t draws = 10000) {
  AdviseOptions options;
  options.draws = draws;
  options.procurement = options.plans = options.reports = false;
  const Decision decision = advise(scenario(said), shipped(), options);
  return decision.sensitivity.pilot.value_or(PilotAdvice{});
}

}  // namespace

TEST_CASE("pilot worth: where the choice hangs on what retrieval gains, both arms are put to the same questions",
          "[advise]") {
  const PilotAdvice found = advice({{"docs", "300"}, {"knowledge_need", "3"}});
  CHECK(found.verdict == PilotVerdict::run);
  CHECK(found.facts == std::vector<std::string>{"base_accuracy", "rag_accuracy"});
  CHECK(found.questions > 50);
  CHECK(found.questions == found.most_of_value);
  CHECK_FALSE(found.approximate);
  CHECK_FALSE(found.worth);
  double before = 0;
  for (const PilotPoint& point : found.curve) {
    CHECK(point.value >= before);
    CHECK(point.value <= found.perfect);
    before = point.value;
  }
}

TEST_CASE("pilot worth: no study, a small one, a large one, as an answer is worth more", "[advise]") {
  const auto at = [](const char* worth) {
    return advice({{"docs", "300"}, {"knowledge_need", "3"}, {"value_per_answer", worth}});
  };
  const PilotAdvice none = at("USD 0.05"), small = at("USD 1"), large = at("USD 20");
  CHECK(none.verdict == PilotVerdict::decide_now);
  CHECK(none.questions == 0);
  CHECK(none.facts.empty());  // a pilot that does not pay measures nothing
  CHECK(none.curve.empty());
  CHECK(small.verdict == PilotVerdict::run);
  CHECK(large.questions > 2 * small.questions);
  REQUIRE(small.worth);
  CHECK(small.worth->value > small.cost.value);
  CHECK(small.cost.value == Approx(small.fixed.value + small.questions * small.per_question.value));
}

TEST_CASE("pilot worth: with today's rate known one arm is left to count", "[advise]") {
  const PilotAdvice found = advice({{"docs", "300"}, {"knowledge_need", "3"}, {"base_accuracy", "0.7"}});
  CHECK(found.facts == std::vector<std::string>{"rag_accuracy"});
  CHECK_FALSE(found.approximate);
}

TEST_CASE("pilot worth: nothing where one option leads whatever a pilot shows, or without draws", "[advise]") {
  CHECK(advice({{"docs", "50000"}, {"needs_citations", "yes"}, {"knowledge_changes", "daily"}}).verdict ==
        PilotVerdict::decide_now);
  CHECK(advice({{"docs", "300"}, {"knowledge_need", "3"}}, 0).questions == 0);
}

TEST_CASE("pilot worth: its bill sums to what it costs, and both together are the project", "[advise]") {
  AdviseOptions options;
  options.procurement = options.plans = options.reports = false;
  const Decision decision = advise(scenario({{"docs", "300"}, {"knowledge_need", "3"}}), shipped(), options);
  REQUIRE(decision.sensitivity.pilot);
  const PilotAdvice& pilot = *decision.sensitivity.pilot;
  REQUIRE(pilot.verdict == PilotVerdict::run);
  Dollars sum;
  for (const Line<Dollars>& line : pilot.bill) sum = sum + line.central;
  CHECK(sum.value == pilot.cost.value);
  CHECK(pilot.cost.value == Approx(pilot.fixed.value + pilot.questions * pilot.per_question.value));
  REQUIRE(pilot.project);
  CHECK(pilot.project->value == Approx(decision.winner()->estimate.total->central.value + pilot.cost.value));
  // Its questions cost what those of the acceptance test do, and are counted apart.
  const auto part = [](const std::vector<Line<Dollars>>& bill, std::string_view label, std::string_view symbol) {
    for (const Line<Dollars>& line : bill) {
      for (const Part& one : line.parts) {
        if (line.label == label && one.symbol == symbol) return one.value;
      }
    }
    return 0.0;
  };
  const std::vector<Line<Dollars>>& own = decision.winner()->estimate.bill;
  CHECK(part(pilot.bill, "pilot-questions", "N_e") == pilot.questions);
  CHECK(part(pilot.bill, "pilot-questions", "p") == part(own, "evaluation-set", "p"));
  REQUIRE(decision.acceptance);
  CHECK(part(own, "evaluation-set", "N_e") == decision.acceptance->questions);
}

TEST_CASE("pilot worth: no option's bill, score or rank knows of the pilot", "[advise]") {
  AdviseOptions options;
  options.procurement = options.plans = options.reports = false;
  const Scenario of = scenario({{"docs", "300"}, {"knowledge_need", "3"}});
  const Decision with = advise(of, shipped(), options);
  options.draws = 0;
  options.flips = false;
  const Decision without = advise(of, shipped(), options);
  CHECK_FALSE(without.sensitivity.pilot);
  REQUIRE(with.ranking.size() == without.ranking.size());
  for (std::size_t i = 0; i < with.ranking.size(); ++i) {
    CHECK(with.ranking[i].strategy == without.ranking[i].strategy);
    CHECK(with.ranking[i].score == without.ranking[i].score);
    if (with.ranking[i].estimate.total)
      CHECK(with.ranking[i].estimate.total->central.value == without.ranking[i].estimate.total->central.value);
  }
}

TEST_CASE("pilot worth: where the choice hangs on what tuning gains, the tuned model is tried, and its training paid",
          "[advise]") {
  const PilotAdvice found = advice({{"docs", "300"},
                                    {"knowledge_need", "2"},
                                    {"style_or_format_needs", "4"},
                                    {"labelled_examples", "3000"},
                                    {"label_quality", "4"},
                                    {"base_accuracy", "30/50"},
                                    {"rag_accuracy", "0.6"}});
  CHECK(found.facts == std::vector<std::string>{"tuned_accuracy"});
  const bool trains = std::any_of(found.bill.begin(), found.bill.end(),
                                  [](const Line<Dollars>& line) { return line.label.rfind("training-", 0) == 0; });
  CHECK(trains == (found.verdict == PilotVerdict::run));
}

TEST_CASE("pilot worth: without a worth of an answer it says from which one on a pilot pays", "[advise]") {
  const PilotAdvice found = advice({{"docs", "300"}, {"knowledge_need", "3"}});
  REQUIRE(found.pays_from);
  CHECK(found.pays_from->value > 0);
  const auto at = [&](double times) {
    return advice({{"docs", "300"},
                   {"knowledge_need", "3"},
                   {"value_per_answer", "USD " + std::to_string(times * found.pays_from->value)}})
        .verdict;
  };
  // The worth itself moves the scores a little, so not to the cent.
  CHECK(at(0.5) == PilotVerdict::decide_now);
  CHECK(at(2) == PilotVerdict::run);
}

namespace {

/// One drawn scenario in which it matters what answers gain.
std::vector<std::pair<std::string, std::string>> drawn_for_a_pilot(std::uint64_t number) {
  const Stream stream("pilot worth " + std::to_string(number));
  std::uint64_t at = 0;
  const auto among = [&](double count) { return std::floor(stream.uniform(at++) * count); };
  const auto whole = [](double value) { return std::to_string(static_cast<long long>(value)); };
  std::vector<std::pair<std::string, std::string>> said = {{"docs", whole(10 * std::pow(1e4, stream.uniform(at++)))},
                                                           {"knowledge_need", whole(1 + among(5))}};
  const auto perhaps = [&](const char* fact, const std::string& value) {
    if (stream.uniform(at++) < 0.4) said.emplace_back(fact, value);
  };
  perhaps("style_or_format_needs", whole(1 + among(5)));
  perhaps("labelled_examples", whole(10 * std::pow(1e4, stream.uniform(at++))));
  perhaps("queries_per_day", whole(10 * std::pow(1e4, stream.uniform(at++))));
  perhaps("base_accuracy", whole(1 + among(39)) + "/40");
  perhaps("rag_accuracy", whole(1 + among(39)) + "/40");
  perhaps("tuned_accuracy", whole(1 + among(39)) + "/40");
  perhaps("value_per_answer", "USD " + std::to_string(0.01 * std::pow(1e4, stream.uniform(at++))));
  return said;
}

/// What must hold of every advice: the first scenario in which it does not.
void check_drawn_advice(std::uint64_t first, std::uint64_t last, std::size_t draws) {
  const WeightDraws weights(shipped(), draws);
  std::size_t run = 0;
  for (std::uint64_t number = first; number < last; ++number) {
    Decision decision = advise(scenario(drawn_for_a_pilot(number)), shipped());
    const Worlds worlds = draw_worlds(decision, shipped(), weights, {});
    add_confidence(decision, worlds, shipped().case_bank);
    add_pilot(decision, worlds, shipped(), {});
    if (!decision.sensitivity.pilot) continue;
    const PilotAdvice& pilot = *decision.sensitivity.pilot;
    run += pilot.verdict == PilotVerdict::run ? 1 : 0;
    double before = 0;
    bool holds = pilot.value >= 0 && pilot.value <= pilot.perfect + 1e-12;
    for (const PilotPoint& point : pilot.curve) {
      holds = holds && point.value >= before - 1e-12 && point.value <= pilot.perfect + 1e-12;
      before = point.value;
    }
    holds = holds && (pilot.verdict == PilotVerdict::run) == (pilot.questions > 0);
    holds = holds && (pilot.verdict == PilotVerdict::run) == !pilot.bill.empty();
    holds = holds && (!pilot.worth || pilot.worth->value > pilot.cost.value);
    if (!holds) FAIL_CHECK("scenario " << number);
  }
  CHECK(run > 0);
}

}  // namespace

TEST_CASE("pilot worth: what a study is worth never falls with its size nor exceeds knowing", "[advise]") {
  check_drawn_advice(0, 20, 500);
}

TEST_CASE("pilot worth: the same in 10,000 drawn scenarios", "[.long]") {
  check_drawn_advice(0, 10000, 500);
}
