#include "advise/missed_limits.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/report/formats.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

Decision answer(std::initializer_list<std::pair<std::string_view, double>> facts) {
  Scenario scenario;
  for (const auto& [fact, value] : facts) {
    const std::size_t slot = shipped().vocabulary.find(fact);
    scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  return advise(scenario, shipped(), central);
}

std::vector<std::string> codes(const Decision& decision) {
  std::vector<std::string> all;
  for (const Diagnostic& one : decision.warnings) all.push_back(one.code);
  return all;
}

}  // namespace

TEST_CASE("missed limits: a budget of a dollar and a deadline of a week are missed, and said so in the first lines",
          "[advise]") {
  const Decision decision = answer({{"docs", 50000}, {"budget", 1}, {"deadline_weeks", 1}});
  const std::vector<std::string> found = codes(decision);
  CHECK(std::count(found.begin(), found.end(), "budget-missed") == 1);
  CHECK(std::count(found.begin(), found.end(), "deadline-missed") == 1);
  const std::string text = formats().front().render(decision, shipped(), {});
  const std::string first = text.substr(0, text.find("why "));
  CHECK(first.find("more than the budget") != std::string::npos);
  CHECK(first.find("after the deadline") != std::string::npos);
}

TEST_CASE("missed limits: who set none misses none", "[advise]") {
  CHECK(codes(answer({{"docs", 50000}})).empty());
}

TEST_CASE("missed limits: a first token within a millisecond is asked for in vain", "[advise]") {
  const std::vector<std::string> found = codes(answer({{"docs", 50000}, {"gpus", 8}, {"ttft_ms", 1}}));
  CHECK(std::count(found.begin(), found.end(), "first-token-missed") == 1);
}

TEST_CASE("missed limits: a target that no form reaches is said with what reaches it, in the first lines", "[advise]") {
  const Decision decision =
      answer({{"task_kind", 2}, {"base_accuracy", 0.941}, {"target_accuracy", 0.999}, {"classes", 18}});
  const std::vector<std::string> found = codes(decision);
  REQUIRE(std::count(found.begin(), found.end(), "target-missed") == 1);
  const std::string text = formats().front().render(decision, shipped(), {});
  const std::string first = text.substr(0, text.find("why "));
  CHECK(first.find("99.9 % must be") != std::string::npos);
  CHECK(first.find("is a list that") != std::string::npos);
}

TEST_CASE("missed limits: a model named that no phone holds is planned on a server, and that is said", "[advise]") {
  const double phone = 2;
  REQUIRE(shipped().vocabulary.slots[shipped().slots.device].levels[2].id == "phone");
  const auto large = static_cast<double>(shipped().find("models", "qwen2.5-72b"));
  const Decision decision =
      answer({{"task_kind", 4}, {"device", phone}, {"labelled_examples", 20000}, {"model", large}});
  REQUIRE(decision.winner()->estimate.plan.serving == "rented");
  const std::vector<std::string> found = codes(decision);
  CHECK(std::count(found.begin(), found.end(), "device-missed") == 1);
  const Decision small = answer({{"task_kind", 4}, {"device", phone}, {"labelled_examples", 20000}});
  CHECK(small.winner()->estimate.plan.serving == "device");
  const std::vector<std::string> without = codes(small);
  CHECK(std::count(without.begin(), without.end(), "device-missed") == 0);
}

TEST_CASE("missed limits: of pictures no list is kept: a person checks", "[advise]") {
  const double image = 1;
  REQUIRE(shipped().vocabulary.slots[shipped().slots.modality].levels[1].id == "image");
  const Decision decision = answer({{"task_kind", 0},
                                    {"modality", image},
                                    {"classes", 14},
                                    {"labelled_examples", 2000},
                                    {"domain_gap", 5},
                                    {"base_accuracy", 0.62},
                                    {"target_accuracy", 0.99}});
  REQUIRE_FALSE(decision.warnings.empty());
  const std::vector<Field>& said = decision.warnings.front().fields;
  CHECK(std::any_of(said.begin(), said.end(), [](const Field& one) { return one.value == "@target.person"; }));
}

TEST_CASE("missed limits: a target that is met today is not missed", "[advise]") {
  CHECK(codes(answer({{"docs", 50000}, {"base_accuracy", 0.95}, {"target_accuracy", 0.9}})).empty());
}

TEST_CASE("missed limits: more than all answers are worth is said", "[advise]") {
  const std::vector<std::string> found =
      codes(answer({{"docs", 50000}, {"queries_per_day", 1}, {"value_per_answer", 0.01}}));
  CHECK(std::count(found.begin(), found.end(), "worth-missed") == 1);
}

TEST_CASE("missed limits: a budget that holds the answer but not the pilot before it is told so", "[advise]") {
  const auto found = [](double budget) {
    Scenario of = test::scenario({{"docs", "300"}, {"knowledge_need", "3"}});
    if (budget > 0) of.say(shipped().slots.budget, budget);
    AdviseOptions options;
    options.procurement = options.plans = options.reports = false;
    return advise(of, shipped(), options);
  };
  const double cash = found(0).winner()->estimate.cash->central.value;
  const std::vector<std::string> narrow = codes(found(1.01 * cash)), wide = codes(found(1.5 * cash));
  CHECK(std::count(narrow.begin(), narrow.end(), "budget-missed-by-pilot") == 1);
  CHECK(std::count(wide.begin(), wide.end(), "budget-missed-by-pilot") == 0);
}
