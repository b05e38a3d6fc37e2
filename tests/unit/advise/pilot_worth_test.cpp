// Which pilot is worth running.
#include "advise/pilot_worth.hpp"

#include "pathfinder/advise/advise.hpp"

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
  CHECK(found.approximate);
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
