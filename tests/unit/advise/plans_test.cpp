// What an organisation allows enters the choice of a plan.
#include "pathfinder/advise/plans.hpp"

#include <algorithm>

#include "pathfinder/advise/advise.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const Catalogue& catalogue() {
  return test::shipped();
}

const Assessment& option(const Decision& decision, std::string_view id) {
  return *std::find_if(decision.ranking.begin(), decision.ranking.end(),
                       [&](const Assessment& one) { return one.strategy == id; });
}

const LanguageModel& model(std::string_view id) {
  return catalogue().models[catalogue().find("models", id)];
}
const Gpu& gpu(std::string_view id) {
  return catalogue().gpus[catalogue().find("gpus", id)];
}

}  // namespace

TEST_CASE("no limit forbids nothing", "[advise][plans]") {
  const PlanLimits none;
  CHECK(none.empty());
  for (const LanguageModel& one : catalogue().models) CHECK(forbids(none, one).empty());
  for (const Gpu& one : catalogue().gpus) CHECK(forbids(none, one).empty());
  CHECK(region_allowed(none, ""));
}

TEST_CASE("a limit names itself where it forbids", "[advise][plans]") {
  PlanLimits limits;
  limits.allowed_licences = {"Apache-2.0", "mit"};
  limits.forbidden_models = {"qwen3-14b"};
  limits.forbidden_hardware_vendors = {"nvidia"};
  limits.set_by = {{"allowed_licences", "licences-of-ours"}};
  CHECK(forbids(limits, model("llama-3.1-8b")) == "allowed_licences");
  CHECK(forbids(limits, model("qwen3-8b")).empty());
  CHECK(forbids(limits, model("qwen3-14b")) == "forbidden_models");
  CHECK(forbids(limits, gpu("h100-sxm")) == "forbidden_hardware_vendors");
  CHECK(forbids(limits, gpu("ascend-910b")).empty());
  CHECK(policy_of(limits, "allowed_licences") == "licences-of-ours");
  CHECK(policy_of(limits, "forbidden_models") == "forbidden_models");
}

TEST_CASE("a country allows its provinces, and an offer without a place keeps no limit on places", "[advise][plans]") {
  PlanLimits limits;
  limits.allowed_regions = {"cn"};
  CHECK(region_allowed(limits, "cn"));
  CHECK(region_allowed(limits, "cn-guangdong"));
  CHECK_FALSE(region_allowed(limits, "ca"));
  CHECK_FALSE(region_allowed(limits, "us-east-1"));
  CHECK_FALSE(region_allowed(limits, ""));
  limits.allowed_regions = {"cn-beijing"};
  CHECK(region_allowed(limits, "cn"));
  CHECK_FALSE(region_allowed(limits, "cn-guangdong"));
}

TEST_CASE("a forbidden option is blocked and says so", "[advise][plans]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Decision free = advise(scenario, catalogue());
  REQUIRE(free.winner() != nullptr);
  PlanLimits limits;
  limits.forbidden_options = {free.winner()->strategy};
  const Decision limited = advise(scenario, catalogue(), limits);
  const Assessment& forbidden = option(limited, free.winner()->strategy);
  CHECK(forbidden.standing == Standing::blocked);
  CHECK(forbidden.gates.back().id == forbidden_option_gate);
  REQUIRE(limited.winner() != nullptr);
  CHECK(limited.winner()->strategy != free.winner()->strategy);
}

TEST_CASE("the plan's model keeps the licences that are allowed", "[advise][plans]") {
  const Scenario scenario =
      test::scenario({{"docs", "50000"}, {"gpus", "8"}, {"task_kind", "generation"}, {"task_complexity", "5"}});
  PlanLimits limits;
  limits.allowed_licences = {"apache-2.0", "mit"};
  const Decision decision = advise(scenario, catalogue(), limits);
  for (const Assessment& one : decision.ranking) {
    if (one.estimate.plan.model.empty()) continue;
    CAPTURE(one.strategy, one.estimate.plan.model);
    CHECK(forbids(limits, model(one.estimate.plan.model)).empty());
  }
}
