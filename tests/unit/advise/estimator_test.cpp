// What an estimate says it was made of, held against what moves it.
#include "pathfinder/advise/estimator.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

using Said = std::vector<std::pair<std::string, std::string>>;

/// One option, with the facts behind it.
struct Estimated {
  Facts facts;
  OptionEstimate estimate;
};

Estimated estimated(const Scenario& scenario, std::string_view strategy, bool thorough = false) {
  static const EstimateConstants constants(shipped());
  static const PlanLimits no_limits;
  Estimated one;
  one.facts = gather_facts(scenario, shipped());
  const Situation situation(one.facts, scenario, shipped());
  PlanCache cache;
  one.estimate = estimate_option({situation, constants, no_limits, cache}, shipped().strategy(strategy), thorough);
  return one;
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Whether some fact that the estimate was made of is another one in `facts`.
bool touched(const Estimated& one, const Facts& facts) {
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    const Fact& before = one.facts[slot];
    const Fact& after = facts[slot];
    const bool stays = before.known == after.known && same(before.value, after.value) && same(before.low, after.low) &&
                       same(before.high, after.high);
    if (!stays && one.estimate.made_of.has(slot)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("estimator: facts that an estimate was not made of do not move it", "[advise][estimator]") {
  std::size_t moved = 0, stayed = 0;
  for (const Said& said : {Said{{"docs", "50000"}, {"gpus", "8"}}, Said{{"tokens", "2M"}, {"deadline_weeks", "6"}}}) {
    const Scenario scenario = test::scenario(said);
    for (const char* strategy : {"rag+peft", "classic_ml", "continued_pretrain"}) {
      CAPTURE(strategy);
      const Estimated one = estimated(scenario, strategy);
      for (std::size_t slot = 0; slot < shipped().vocabulary.size(); ++slot) {
        const FactSpec& spec = shipped().vocabulary.slots[slot];
        if (spec.kind != FactSpec::Kind::given || spec.type == FactType::catalogue) continue;
        CAPTURE(spec.id);
        const double far = spec.has_levels() ? spec.level_value(spec.levels.size() - 1) : spec.plausible_high;
        Scenario other = scenario;
        other.say(slot, far);
        if (touched(one, gather_facts(other, shipped()))) {
          ++moved;
          continue;
        }
        ++stayed;
        const OptionEstimate after = estimated(other, strategy).estimate;
        CHECK(after.total->low.value == one.estimate.total->low.value);
        CHECK(after.total->central.value == one.estimate.total->central.value);
        CHECK(after.total->high.value == one.estimate.total->high.value);
        CHECK(after.plan.model == one.estimate.plan.model);
        CHECK(after.plan.gpu == one.estimate.plan.gpu);
        CHECK(after.training_assumed == one.estimate.training_assumed);
        CHECK(after.money_assumed == one.estimate.money_assumed);
      }
    }
  }
  // Both happen: a set of everything, or of nothing, proves nothing.
  CHECK(moved > 50);
  CHECK(stayed > 50);
}

TEST_CASE("estimator: a fact that was said is not among those a figure takes for granted", "[advise][estimator]") {
  const auto holds = [](const std::vector<std::string>& all, std::string_view fact) {
    return std::find(all.begin(), all.end(), fact) != all.end();
  };
  const OptionEstimate open = estimated(test::scenario({{"docs", "50000"}}), "peft").estimate;
  CHECK(holds(open.training_assumed, "rounds"));
  CHECK(holds(open.training_assumed, "answer_tokens"));
  CHECK_FALSE(holds(open.training_assumed, "queries_per_day"));  // moves the bill, not the training
  CHECK(holds(open.money_assumed, "queries_per_day"));
  CHECK(holds(open.money_assumed, "rounds"));
  CHECK_FALSE(holds(open.money_assumed, "gpus"));  // that nobody named accelerators is no value of theirs

  const OptionEstimate said =
      estimated(test::scenario({{"docs", "50000"}, {"rounds", "3"}, {"queries_per_day", "900"}}), "peft").estimate;
  CHECK_FALSE(holds(said.training_assumed, "rounds"));
  CHECK_FALSE(holds(said.money_assumed, "queries_per_day"));
  CHECK(holds(said.money_assumed, "answer_tokens"));
}

TEST_CASE("estimator: plans that are only shown change neither the plan nor what it rests on", "[advise][estimator]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}, {"task_kind", "extraction"}});
  for (const char* strategy : {"rag", "full_ft"}) {
    CAPTURE(strategy);
    const OptionEstimate plain = estimated(scenario, strategy).estimate;
    const OptionEstimate thorough = estimated(scenario, strategy, true).estimate;
    CHECK(plain.alternatives.empty());
    CHECK_FALSE(thorough.alternatives.empty());
    CHECK(plain.total->central.value == thorough.total->central.value);
    CHECK(plain.made_of == thorough.made_of);
  }
}

TEST_CASE("estimator: the lines handed out are those of the plan's bill", "[advise][estimator]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const EstimateConstants constants(shipped());
  const PlanLimits no_limits;
  PlanCache cache;
  CostLines lines;
  const OptionEstimate estimate =
      estimate_option({situation, constants, no_limits, cache}, shipped().strategy("rag"), false, &lines);
  REQUIRE(estimate.bill.size() == lines.setup.size() + lines.monthly.size());
  for (std::size_t i = 0; i < lines.setup.size(); ++i) CHECK(estimate.bill[i].label == lines.setup[i].label);
  CHECK(sum(lines.monthly).central.value == estimate.monthly->central.value);
}

TEST_CASE("estimator: what a published model took is that of a run on text, whose batch hides the optimiser",
          "[advise][estimator]") {
  const Scenario scenario;
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const EstimateConstants constants(shipped());
  const PlanLimits no_limits;
  PlanCache cache;
  const EstimateContext context{situation, constants, no_limits, cache};
  const LanguageModel& model = shipped().models[shipped().find("models", "llama-2-7b")];
  const auto hours = original_training(context, model, "a100-80gb-sxm");
  REQUIRE(hours);
  CHECK(hours->low.value < 184320);  // as published (llama-2-paper, table 2)
  CHECK(hours->high.value > 184320);
  for (const Line<GpuHours>& line : hours->breakdown) CHECK(line.label != "training.line.optimizer");
  LanguageModel unsaid = model;
  unsaid.pretraining_tokens = 0;
  CHECK_FALSE(original_training(context, unsaid, "a100-80gb-sxm"));
}

TEST_CASE(
    "estimator: a first production system is what is meant where nobody says; a pilot is less work, a programme more",
    "[advise][estimator]") {
  const auto setup = [](const Said& more) {
    Said said{{"docs", "50000"}};
    said.insert(said.end(), more.begin(), more.end());
    return estimated(test::scenario(said), "rag").estimate.setup->central.value;
  };
  const double unsaid = setup({});
  CHECK(setup({{"project_stage", "first_production"}}) == Approx(unsaid));
  CHECK(setup({{"project_stage", "pilot"}}) < unsaid);
  CHECK(setup({{"project_stage", "programme"}}) > unsaid);
}

TEST_CASE("estimator: a model larger than any that is trained from nothing is planned at the size that was said",
          "[advise][estimator]") {
  const Estimated one = estimated(test::scenario({{"model_size_b", "2000"}, {"unlabelled_tokens", "1T"}}), "pretrain");
  REQUIRE(one.estimate.total);
  CHECK(std::isfinite(one.estimate.total->central.value));
}
