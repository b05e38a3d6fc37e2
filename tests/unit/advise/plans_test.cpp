// What a plan must keep enters the choice; of those that keep it the cheapest comes first, and the rest say why they
// lost.
#include "pathfinder/advise/plans.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/catalogue/quotes.hpp"

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

TEST_CASE("plans are ordered by what they keep, quality, what is there, cost, accelerators", "[advise][plans]") {
  PlanFigures plain;
  plain.total = 1000;
  plain.accelerators = 4;
  const auto loses = [&](const PlanFigures& other) {
    CHECK(comes_before(plain, other));
    CHECK_FALSE(comes_before(other, plain));
    return lost_by(plain, other);
  };
  PlanFigures other = plain;
  CHECK_FALSE(comes_before(plain, other));
  CHECK(lost_by(plain, other) == "equal");
  other.accelerators = 8;
  CHECK(loses(other) == "accelerators");
  other = plain;
  other.total = 1500;
  CHECK(loses(other) == "cost");
  // Cheaper, but...
  other.total = 100;
  other.priced = false;
  CHECK(loses(other) == "quote");
  other = plain;
  other.total = 100;
  other.place = 1;
  CHECK(loses(other) == "owned");
  other = plain;
  other.total = 100;
  other.quality = 1;
  CHECK(loses(other) == "quality");
  other = plain;
  other.total = 100;
  other.in_budget = false;
  CHECK(loses(other) == "budget");
  other.in_budget = true;
  other.fast_enough = false;
  CHECK(loses(other) == "latency");
  other.fast_enough = true;
  other.in_time = false;
  CHECK(loses(other) == "deadline");
  other.in_time = true;
  other.fits = false;
  CHECK(loses(other) == "memory");
  other.allowed = false;
  CHECK(loses(other) == "policy");
}

TEST_CASE("the order of plans is one order", "[advise][plans]") {
  const Stream stream("plans test");
  const auto draw = [&](std::size_t i) {
    PlanFigures figures;
    figures.fits = stream.uniform(8 * i) < 0.8;
    figures.in_budget = stream.uniform(8 * i + 1) < 0.8;
    figures.quality = static_cast<int>(stream.uniform(8 * i + 2) * 3);
    figures.total = 1000 + 100 * stream.uniform(8 * i + 3);
    figures.accelerators = 1 + std::floor(3 * stream.uniform(8 * i + 4));
    return figures;
  };
  for (std::size_t i = 0; i < 10000; ++i) {
    const PlanFigures a = draw(3 * i), b = draw(3 * i + 1), c = draw(3 * i + 2);
    const bool circular = comes_before(a, b) && comes_before(b, c) && !comes_before(a, c);
    REQUIRE_FALSE(circular);
    REQUIRE_FALSE((comes_before(a, b) && comes_before(b, a)));
  }
}

namespace {

using Said = std::vector<std::pair<std::string, std::string>>;

double total_of(const Said& facts, std::string_view strategy, const PlanLimits& limits = {}) {
  const Decision decision = advise(test::scenario(facts), catalogue(), limits);
  return option(decision, strategy).estimate.total->central.value;
}

Said with(Said facts, const char* fact, const char* value) {
  std::erase_if(facts, [&](const auto& one) { return one.first == fact; });
  facts.emplace_back(fact, value);
  return facts;
}

}  // namespace

TEST_CASE("more questions, more tokens or a longer horizon never have a cheaper plan", "[advise][plans]") {
  const double slack = 1 + 1e-12;
  for (const Said& base : {Said{{"docs", "50000"}}, Said{{"docs", "50000"}, {"gpus", "8"}, {"gpu_type", "h100-sxm"}},
                           Said{{"docs", "50000"}, {"data_sensitivity", "confidential"}}}) {
    for (const char* strategy : {"rag", "peft", "rag+full_ft"}) {
      for (const auto& [fact, values] : std::vector<std::pair<const char*, std::vector<const char*>>>{
               {"queries_per_day", {"100", "10000", "300000", "3M"}},
               {"answer_tokens", {"50", "300", "1500"}},
               {"prompt_tokens", {"100", "1000", "4000"}},
               {"horizon_months", {"6", "12", "36"}}}) {
        double before = 0;
        for (const char* value : values) {
          const double total = total_of(with(base, fact, value), strategy);
          CAPTURE(strategy, fact, value, before);
          CHECK(total * slack >= before);
          before = total;
        }
      }
    }
  }
}

TEST_CASE("a constraint never makes a plan of the same quality cheaper", "[advise][plans]") {
  const double slack = 1 + catalogue().plans.same_cost_share;
  const Said base = {{"docs", "50000"}, {"task_kind", "qa"}, {"queries_per_day", "20000"}};
  const char* strategies[] = {"rag", "peft", "full_ft"};
  for (const char* strategy : strategies) {
    const double free = total_of(base, strategy);
    CAPTURE(strategy, free);
    for (const auto& [fact, value] : {std::pair("domestic_hardware", "required"), std::pair("on_premises", "yes"),
                                      std::pair("data_sensitivity", "regulated"), std::pair("gpu_type", "h200-sxm"),
                                      std::pair("gpu_type", "a100-80gb-sxm")}) {
      CAPTURE(fact, value);
      CHECK(total_of(with(base, fact, value), strategy) * slack >= free);
    }
    PlanLimits limits;
    limits.no_api = true;
    CHECK(total_of(base, strategy, limits) * slack >= free);
    limits.allowed_hardware_vendors = {"NVIDIA"};
    limits.forbidden_gpus = {"a800-80gb-sxm", "h800-sxm"};
    CHECK(total_of(base, strategy, limits) * slack >= free);
    limits.allowed_licences = {"apache-2.0"};
    CHECK(total_of(base, strategy, limits) * slack >= free);
  }
}

TEST_CASE("the plan is the same whether or not those that lost are asked for", "[advise][plans]") {
  for (const Said& facts :
       {Said{{"docs", "50000"}}, Said{{"docs", "2000000"}, {"gpus", "4"}, {"gpu_type", "rtx-4090"}},
        Said{{"docs", "50000"}, {"data_sensitivity", "regulated"}, {"task_complexity", "5"}, {"budget", "30000"}}}) {
    const Decision quick = advise(test::scenario(facts), catalogue());
    const Decision whole = advise(test::scenario(facts), catalogue(), {}, true);
    for (const Assessment& one : quick.ranking) {
      const OptionEstimate& other = option(whole, one.strategy).estimate;
      CAPTURE(one.strategy);
      CHECK(one.estimate.plan.model == other.plan.model);
      CHECK(one.estimate.plan.gpu == other.plan.gpu);
      CHECK(one.estimate.plan.precision == other.plan.precision);
      CHECK(one.estimate.plan.training_gpus == other.plan.training_gpus);
      CHECK(one.estimate.total->central.value == other.total->central.value);
      CHECK(one.estimate.alternatives.empty());
      CHECK(other.alternatives.size() <= 5);
    }
  }
}

TEST_CASE("what loses says why, in the unit of the limit", "[advise][plans]") {
  const Decision decision =
      advise(test::scenario({{"docs", "50000"}, {"data_sensitivity", "regulated"}, {"task_complexity", "5"}}),
             catalogue(), {}, true);
  const OptionEstimate& rag = option(decision, "rag").estimate;
  REQUIRE_FALSE(rag.alternatives.empty());
  for (const PlanAlternative& one : rag.alternatives) {
    CAPTURE(one.model, one.gpu, one.precision, one.lost_by);
    CHECK(one.on != "api");  // regulated data stay off APIs
    if (one.lost_by == "cost") CHECK(one.found > one.limit);
  }
  const auto by_bits = std::find_if(rag.alternatives.begin(), rag.alternatives.end(),
                                    [](const PlanAlternative& one) { return one.precision == "awq"; });
  if (by_bits != rag.alternatives.end()) CHECK(by_bits->lost_by == "quality");
}

TEST_CASE("domestic hardware has its price, and a constraint that nothing keeps says so", "[advise][plans]") {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  const Decision decision =
      advise(test::scenario({{"docs", "50000"}, {"domestic_hardware", "required"}, {"deadline_weeks", "1"}}),
             catalogue(), options);
  REQUIRE(decision.winner() != nullptr);
  const auto cost = [&](std::string_view id) -> const ConstraintCost& {
    return *std::find_if(decision.constraints.begin(), decision.constraints.end(),
                         [&](const ConstraintCost& one) { return one.constraint == id; });
  };
  REQUIRE(decision.constraints.size() == 2);
  const ConstraintCost& domestic = cost("domestic_hardware");
  REQUIRE(domestic.with.has_value());
  CHECK(domestic.with->value >= domestic.without->value);
  CHECK(domestic.strategy == decision.winner()->strategy);
  CHECK_FALSE(cost("deadline_weeks").with.has_value());
}

TEST_CASE("a limit of the organisation has its price under the policy's name", "[advise][plans]") {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  options.limits.no_api = true;
  options.limits.set_by = {{"no_api", "data-stay-here"}};
  const Decision decision = advise(test::scenario({{"docs", "50000"}}), catalogue(), options);
  REQUIRE(decision.constraints.size() == 1);
  CHECK(decision.constraints.front().constraint == "data-stay-here");
  CHECK(decision.constraints.front().with->value > decision.constraints.front().without->value);
  CHECK(decision.constraints.front().freed.on == "api");
}

namespace {

OptionEstimate estimated(const Said& facts, std::string_view strategy, const PlanLimits& limits = {},
                         const Catalogue& of = catalogue(), bool thorough = false) {
  const Scenario scenario = test::scenario(facts);
  const Facts gathered = gather_facts(scenario, of);
  const Situation situation(gathered, scenario, of);
  const EstimateConstants constants(of);
  PlanCache cache;
  return estimate_option({situation, constants, limits, cache}, of.strategy(strategy), thorough);
}

}  // namespace

TEST_CASE("an owner of too few cards for the deadline is offered rented training, and told what it costs",
          "[advise][plans]") {
  const Said few = {{"docs", "50000"},       {"gpus", "1"},         {"gpu_type", "a100-80gb-sxm"},
                    {"gpu_source", "owned"}, {"model", "qwen3-8b"}, {"unlabelled_tokens", "10B"},
                    {"deadline_weeks", "30"}};
  const OptionEstimate rented = estimated(few, "continued_pretrain");
  CHECK(rented.plan.training_on == "rented");
  CHECK_FALSE(rented.plan.training_gpu.empty());
  CHECK(rented.plan.serving == "owned");
  CHECK(rented.plan.gpu == "a100-80gb-sxm");
  CHECK(rented.weeks_to_value->central.value <= 30);
  REQUIRE(rented.own_cards);
  CHECK(rented.own_cards->training_gpus == 1);
  CHECK((rented.own_cards->lost_by == "deadline" || rented.own_cards->lost_by == "memory"));
  CHECK(rented.own_cards->total);

  for (const auto& [fact, value] : {std::pair("on_premises", "yes"), std::pair("data_sensitivity", "regulated")}) {
    CAPTURE(fact);
    const OptionEstimate kept = estimated(with(few, fact, value), "continued_pretrain");
    CHECK(kept.plan.training_on == "owned");
    CHECK_FALSE(kept.own_cards);
  }
  PlanLimits domestic;
  domestic.domestic_hardware = true;
  CHECK(estimated(few, "continued_pretrain", domestic).plan.training_gpu.find("h100") == std::string::npos);
  const OptionEstimate enough = estimated(with(few, "deadline_weeks", "260"), "peft");
  CHECK(enough.plan.training_on == "owned");
}

TEST_CASE("who may wait a day pays half for an API; who said nothing is told so where nobody waits",
          "[advise][plans]") {
  const Said base = {{"docs", "50000"}, {"queries_per_day", "100"}, {"task_kind", "extraction"}};
  const auto api_line = [](const OptionEstimate& estimate) {
    const auto at = std::find_if(estimate.bill.begin(), estimate.bill.end(),
                                 [](const Line<Dollars>& line) { return line.label == "api"; });
    return at == estimate.bill.end() ? 0 : at->central.value;
  };
  const OptionEstimate soon = estimated(with(base, "latency_ms", "20000"), "rag");
  const OptionEstimate later = estimated(with(base, "latency_ms", "86400000"), "rag");
  REQUIRE(api_line(soon) > 0);
  CHECK(api_line(later) == Approx(api_line(soon) / 2));
  const auto batch = [](const OptionEstimate& estimate) {
    return std::count_if(estimate.alternatives.begin(), estimate.alternatives.end(),
                         [](const PlanAlternative& one) { return one.lost_by == "batch"; });
  };
  // It is told where it saves more than totals can differ and still be the same: not beside a team that costs more.
  const Said small =
      with(with(with(base, "queries_per_day", "5000"), "organisation_kind", "startup"), "staff_per_week", "100");
  CHECK(batch(estimated(small, "rag", {}, catalogue(), true)) == 1);
  CHECK(batch(estimated(with(small, "task_kind", "dialogue"), "rag", {}, catalogue(), true)) == 0);
}

TEST_CASE("a large index that is seldom asked is cheaper at a seller who bills by use, unless data must stay",
          "[advise][plans]") {
  const Said base = {{"docs", "10M"}, {"queries_per_day", "20"}};
  const auto store = [](const OptionEstimate& estimate) {
    for (const Line<Dollars>& line : estimate.bill) {
      if (line.label == "vector-store") return line;
    }
    return Line<Dollars>{};
  };
  const Line<Dollars> hosted = store(estimated(base, "rag"));
  const Line<Dollars> own = store(estimated(with(base, "data_sensitivity", "confidential"), "rag"));
  CHECK(hosted.central < own.central);
  CHECK(std::find(hosted.basis.sources.begin(), hosted.basis.sources.end(), "pinecone-understanding-cost") !=
        hosted.basis.sources.end());
  CHECK(store(estimated(with(base, "queries_per_day", "1M"), "rag")).central == own.central);
}

TEST_CASE("a card that only a quote prices is weighed like any other", "[advise][plans]") {
  Catalogue quoted = test::shipped_with({});
  Findings findings;
  add_quotes(quoted, read_quotes("quotes.ndjson",
                                 R"({"item": "rent", "gpu": "mi300x", "usd_per_gpu_hour": 0.05, )"
                                 R"("as_of": "2026-11-01", "supplier": "Acme"})",
                                 quoted, findings));
  REQUIRE(findings.empty());
  const Said base = {{"docs", "50000"}, {"data_sensitivity", "confidential"}, {"task_complexity", "5"}};
  CHECK(estimated(base, "rag").plan.gpu != "mi300x");
  CHECK(estimated(base, "rag", {}, quoted).plan.gpu == "mi300x");
}

TEST_CASE("machines stand where a policy allows, at the cheapest power, and only there are regions ranked",
          "[advise][plans]") {
  PlanLimits limits;
  limits.allowed_regions = {"cn-guizhou", "cn-gansu"};
  const Said base = {{"docs", "50000"}, {"gpus", "8"}, {"gpu_type", "a100-80gb-sxm"}, {"gpu_source", "owned"}};
  const OptionEstimate there = estimated(base, "rag", limits);
  const auto said = std::find_if(there.plan.notes.begin(), there.plan.notes.end(),
                                 [](const Field& note) { return note.name == "plan.place"; });
  REQUIRE(said != there.plan.notes.end());
  CHECK(said->value == "cn-guizhou");
  CHECK(there.total->central < estimated(base, "rag").total->central);

  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  options.limits = limits;
  const Decision decision = advise(test::scenario(base), catalogue(), options);
  REQUIRE(decision.regions.size() == 2);
  for (const RegionView& one : decision.regions) CHECK(one.chosen == (one.region == "cn-guizhou"));
}

TEST_CASE("an expert model stands in for a dense one that it equals, where the load fills several cards",
          "[advise][plans]") {
  const Said base = {{"docs", "50000"}, {"data_sensitivity", "confidential"}, {"model_size_b", "27"}};
  const Said busy = with(base, "queries_per_day", "5M");
  CHECK(estimated(busy, "rag").plan.model == "qwen3.6-27b");  // of no expert model offered is such a size known
  Catalogue published = catalogue();
  published.models[published.find("models", "qwen3.6-35b-a3b")].dense_equivalent_b = 27;
  const auto model = [&](const Said& facts, std::string_view strategy) {
    return estimated(facts, strategy, {}, published).plan.model;
  };
  CHECK(model(with(base, "queries_per_day", "1000"), "rag") == "qwen3.6-27b");
  CHECK(model(busy, "rag") == "qwen3.6-35b-a3b");
  CHECK(model(busy, "peft") == "qwen3.6-27b");  // only served
  // Of the small dense model it is the equal too, and the dearer one.
  CHECK(model(with(busy, "model_size_b", "9"), "rag") == "qwen3.5-9b");
}

TEST_CASE("the base proposed is one of this year's, in the size that the task asks for", "[advise][plans]") {
  const auto model = [](const Said& facts) {
    return estimated(with(with(facts, "docs", "50000"), "data_sensitivity", "confidential"), "peft").plan.model;
  };
  for (const char* language : {"zh", "en"}) {
    CAPTURE(language);
    const Said facts = {{"corpus_language", language}};
    CHECK(model(facts) == "qwen3.5-9b");
    CHECK(model(with(facts, "task_complexity", "4")) == "qwen3.6-27b");
  }
  CHECK(model({{"corpus_language", "fr"}}) == "ministral-3-8b");
}

TEST_CASE("who says that the machines stand in China is offered only what is sold there", "[advise][plans]") {
  const auto apis = [](std::initializer_list<std::pair<const char*, const char*>> facts) {
    std::vector<std::pair<std::string, std::string>> all(facts.begin(), facts.end());
    std::string named;
    for (const Assessment& option : advise(test::scenario(all), test::shipped(), PlanLimits{}, true).ranking) {
      named += option.estimate.plan.api + " ";
      for (const PlanAlternative& one : option.estimate.alternatives) named += one.api + " ";
    }
    return named;
  };
  const std::string there = apis({{"docs", "3000"}, {"region", "cn-guangdong"}});
  CHECK(there.find("qwen") != std::string::npos);
  CHECK(there.find("gpt") == std::string::npos);
  CHECK(there.find("claude") == std::string::npos);
  // An assumed place forbids nothing.
  CHECK(apis({{"docs", "3000"}}).find("gpt") != std::string::npos);
}
