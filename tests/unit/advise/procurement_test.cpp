// What a buyer asks beside the answer: bills recompute from their parts, years sum to the total, ways share what does
// not depend on them, quotes fill what was left out, and more load never costs less.
#include "pathfinder/advise/procurement.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/equation.hpp"

using namespace pathfinder;
using namespace pathfinder::test;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The facts of every golden `advise`, and every preset.
std::vector<std::pair<std::string, Scenario>> golden_scenarios() {
  const Vocabulary& vocabulary = shipped().vocabulary;
  std::vector<std::pair<std::string, Scenario>> all;
  for (const Case& one : cases_in("golden")) {
    if (one.args.empty() || one.args.front() != "advise") continue;
    Pairs facts;
    for (std::size_t i = 1; i + 1 < one.args.size(); ++i) {
      for (const FactSpec& spec : vocabulary.slots) {
        const bool named = spec.option == one.args[i] ||
                           std::find(spec.aliases.begin(), spec.aliases.end(), one.args[i]) != spec.aliases.end();
        if (!spec.option.empty() && named) facts.emplace_back(spec.id, one.args[i + 1]);
      }
    }
    std::string findings;
    Scenario read = scenario(facts, &findings);
    if (!facts.empty() && findings.empty()) all.emplace_back(one.folder.filename().string(), std::move(read));
  }
  for (const Preset& preset : shipped().presets) {
    Findings findings, warnings;
    FactReader reader(shipped(), findings, warnings);
    Scenario read;
    reader.add_preset(
        preset.id, [](int, int) { return Location{}; }, read);
    all.emplace_back(preset.id, std::move(read));
  }
  return all;
}

OptionEstimate estimated(const std::string& strategy, const Scenario& scenario, const Catalogue& catalogue,
                         CostLines& lines) {
  static const PlanLimits no_limits;
  const Facts facts = gather_facts(scenario, catalogue);
  const Situation situation(facts, scenario, catalogue);
  const EstimateConstants constants(catalogue);
  PlanCache cache;
  return estimate_option({situation, constants, no_limits, cache}, catalogue.strategy(strategy), false, &lines);
}

Decision decided(const Pairs& facts, const Catalogue& catalogue = shipped()) {
  AdviseOptions options;
  options.draws = 0;
  options.flips = false;
  return advise(scenario(facts), catalogue, options);
}

const Sourcing* way(const OptionEstimate& estimate, std::string_view id) {
  for (const Sourcing& one : estimate.ways) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

Catalogue with_quotes(const std::string& text) {
  Findings findings;
  Catalogue catalogue = shipped_with({});
  add_quotes(catalogue, read_quotes("quotes.ndjson", text, catalogue, findings));
  INFO(summary(findings.all()));
  REQUIRE(findings.empty());
  return catalogue;
}

/// A quote for everything that may need one.
std::string all_quotes() {
  std::string text;
  for (const char* keys :
       {R"("item": "hosting", "cny_per_kw_month": 900)", R"("item": "staff", "cny_per_week": 12000)",
        R"("item": "purchase", "gpu": "ascend-910b", "cny_per_gpu": 110000)",
        R"("item": "rent", "gpu": "ascend-910b", "cny_per_gpu_hour": 9)",
        R"("item": "cpu-server", "cny_per_month": 2500)",
        R"("item": "power", "region": "cn-guizhou", "cny_per_kwh": 0.4)",
        R"("item": "labelling", "cny_per_example": 6)", R"("item": "evaluation-set", "cny_per_example": 9)"})
    text += "{" + std::string(keys) + R"(, "as_of": "2026-11-01", "supplier": "Acme"})" + "\n";
  return text;
}

}  // namespace

TEST_CASE("every line of every golden bill recomputes from its parts, and the lines sum to the totals",
          "[advise][plans][procurement]") {
  std::map<std::string, std::string> equations;
  for (const Formula& formula : shipped().formulas) equations[formula.id] = formula.equation;
  const auto scenarios = golden_scenarios();
  CHECK(scenarios.size() > 20);
  std::size_t checked = 0;
  for (const auto& [name, of] : scenarios) {
    for (const Strategy& strategy : shipped().strategies) {
      CostLines lines;
      const OptionEstimate estimate = estimated(strategy.id, of, shipped(), lines);
      std::map<std::string, double> sums;
      for (const Line<Dollars>& line : estimate.bill) {
        INFO(name << " " << strategy.id << " " << line.label << " " << line.basis.method);
        REQUIRE(equations.count(line.basis.method) == 1);
        if (line.quote_needed) {
          CHECK(!line.parts.empty());  // what is asked for is named
          continue;
        }
        std::map<std::string, double> parts;
        for (const Part& part : line.parts) parts[part.symbol] = part.value;
        const double amount = Equation(equations[line.basis.method], parts).value();
        CHECK(amount == Approx(line.central.value).epsilon(1e-9).margin(1e-9));
        sums[line.period] += line.central.value;
        ++checked;
      }
      INFO(name << " " << strategy.id);
      CHECK(sums["setup"] == Approx(estimate.setup->central.value).epsilon(1e-9).margin(1e-9));
      CHECK(sums["monthly"] == Approx(estimate.monthly->central.value).epsilon(1e-9).margin(1e-9));
    }
  }
  CHECK(checked > 500);
}

TEST_CASE("years sum to the total exactly, and year 1 holds the set-up", "[advise][plans][procurement]") {
  const Decision decision =
      decided({{"docs", "50000"}, {"gpus", "4"}, {"horizon_months", "30"}, {"staff_per_week", "4000"}});
  const OptionEstimate& estimate = decision.winner()->estimate;
  REQUIRE(estimate.years.size() == 3);
  CHECK(estimate.years.back().months == 6);
  double all = 0;
  for (const YearBill& year : estimate.years) {
    double lines = 0;
    for (const Line<Dollars>& line : year.lines) lines += line.central.value;
    CHECK(lines == year.cost.central.value);
    all += year.cost.central.value;
  }
  CHECK(all == Approx(estimate.total->central.value).epsilon(1e-12));
  CHECK(std::any_of(estimate.years.front().lines.begin(), estimate.years.front().lines.end(),
                    [](const Line<Dollars>& line) { return line.label == "people.build"; }));
  REQUIRE(estimate.horizons.size() == 3);
  CHECK(estimate.horizons[0].total.central < estimate.horizons[1].total.central);
  CHECK(estimate.horizons[1].total.central < estimate.horizons[2].total.central);
  CHECK(decision.horizons.size() == 3);
}

TEST_CASE("the chosen way is the bill itself, and a purchase is its price spread over four years",
          "[advise][plans][procurement]") {
  const Decision decision =
      decided({{"docs", "50000"}, {"data_sensitivity", "confidential"}, {"gpu_source", "rented"}});
  const OptionEstimate& estimate = decision.winner()->estimate;
  REQUIRE(!estimate.ways.empty());
  CHECK(estimate.ways.front().chosen);
  CHECK(estimate.ways.front().total->central == estimate.total->central);
  CHECK(estimate.ways.front().accumulated.size() == 21);
  CHECK(estimate.ways.front().accumulated.front() == estimate.setup->central);
  const Sourcing* buy = way(estimate, "buy");
  REQUIRE(buy != nullptr);
  CHECK_FALSE(buy->quote_needed);
  REQUIRE(buy->paid_at_start);
  // What is paid on the first day is what the months of its life add up to.
  CHECK(buy->monthly_share.value * 48 == Approx(buy->paid_at_start->value));
  CHECK(buy->accumulated.front().value == Approx((buy->setup->central + *buy->paid_at_start).value));
  const Sourcing* api = way(estimate, "api");
  REQUIRE(api != nullptr);
  CHECK(api->excluded == std::vector<std::string>{"data_sensitivity"});
  for (const SourcingBreakEven& even : estimate.break_even) CHECK(even.second != "api");
}

TEST_CASE("beside an API stand the cards that would do the same work", "[advise][plans][procurement]") {
  const Decision decision = decided({{"docs", "50000"}});
  const OptionEstimate& estimate = decision.winner()->estimate;
  REQUIRE(!estimate.ways.empty());
  REQUIRE(estimate.ways.front().id == "api");
  for (const char* id : {"rent-on-demand", "rent-reserved-1y", "rent-spot", "buy"}) {
    INFO(id);
    const Sourcing* cards = way(estimate, id);
    REQUIRE(cards != nullptr);
    CHECK_FALSE(cards->chosen);
  }
  CHECK(way(estimate, "buy")->cards_to_buy >= 1);
}

TEST_CASE("a way asks for the quotes of its own lines, not for those that every way has",
          "[advise][plans][procurement]") {
  const auto asks = [](const char* label, const char* method) {
    Line<Dollars> line;
    line.label = label;
    line.basis.method = method;
    line.quote_needed = true;
    return line;
  };
  CostLines lines;
  lines.setup = {asks("people.build", "cost.people"), asks("labels", "cost.labelling"),
                 asks("questions", "cost.evaluation"), asks("cards", "cost.purchase")};
  lines.monthly = {asks("people.run", "cost.people-month"), asks("rent", "cost.rent"), asks("rent", "cost.rent")};
  const Sourcing way = sourcing_of("buy", lines, 24, EstimateConstants(shipped()).cost);
  CHECK(way.quote_needed);
  CHECK(way.quotes == std::vector<std::string>{"cards", "rent"});
  lines.setup.pop_back();
  lines.monthly.resize(1);
  CHECK_FALSE(sourcing_of("buy", lines, 24, EstimateConstants(shipped()).cost).quote_needed);
}

TEST_CASE("a year reserved costs less than on demand, spot less than a year", "[advise][plans][procurement]") {
  const Decision decision =
      decided({{"docs", "50000"}, {"data_sensitivity", "confidential"}, {"gpu_source", "rented"}});
  const OptionEstimate& estimate = decision.winner()->estimate;
  const Sourcing* demand = way(estimate, "rent-on-demand");
  const Sourcing* year = way(estimate, "rent-reserved-1y");
  REQUIRE(demand != nullptr);
  REQUIRE(year != nullptr);
  REQUIRE(way(estimate, "rent-spot") != nullptr);
  CHECK(year->monthly->central < demand->monthly->central);
}

TEST_CASE("with a quote for everything no line of any option is left out", "[advise][plans][procurement][quotes]") {
  const Catalogue catalogue = with_quotes(all_quotes());
  for (const char* source : {"owned", "rented"}) {
    const Decision decision = decided({{"docs", "20000"},
                                       {"gpu_type", "ascend-910b"},
                                       {"gpus", "8"},
                                       {"gpu_source", source},
                                       {"region", "cn-guizhou"},
                                       {"domestic_hardware", "required"}},
                                      catalogue);
    for (const Assessment& option : decision.ranking) {
      for (const Line<Dollars>& line : option.estimate.bill) {
        INFO(source << " " << option.strategy << " " << line.label);
        CHECK(!line.quote_needed);
      }
      CHECK(!option.estimate.quote_needed);
      for (const Sourcing& one : option.estimate.ways) {
        INFO(source << " " << option.strategy << " " << one.id);
        CHECK((!one.quote_needed || one.id == "api"));
      }
    }
    const auto& bill = decision.winner()->estimate.bill;
    const auto staff =
        std::find_if(bill.begin(), bill.end(), [](const Line<Dollars>& one) { return one.label == "people.build"; });
    REQUIRE(staff != bill.end());
    CHECK(staff->basis.sources == std::vector<std::string>{"quote-2"});
  }
}

TEST_CASE("own measurements shift and narrow the estimates, which cite them", "[advise][plans][procurement]") {
  Catalogue catalogue = shipped_with({});
  const Pairs facts = {{"docs", "50000"}, {"gpus", "8"}, {"labelled_examples", "20000"}, {"gpu_type", "a100-80gb-sxm"}};
  CostLines lines;
  const OptionEstimate before = estimated("peft", scenario(facts), catalogue, lines);
  QuantityCalibration hours;
  hours.quantity = "gpu_hours";
  hours.systems = {{"", 0, 0.2, 0.6}};
  catalogue.calibration.quantities = {hours};
  const OptionEstimate after = estimated("peft", scenario(facts), catalogue, lines);
  REQUIRE(before.training_gpu_hours);
  REQUIRE(after.training_gpu_hours);
  CHECK(after.training_gpu_hours->central.value ==
        Approx(before.training_gpu_hours->central.value * std::exp(0.2)).epsilon(1e-9));
  CHECK(after.training_gpu_hours->high.value / after.training_gpu_hours->low.value <
        before.training_gpu_hours->high.value / before.training_gpu_hours->low.value);
  const auto& sources = after.training_gpu_hours->basis.sources;
  CHECK(std::find(sources.begin(), sources.end(), calibration_source) != sources.end());
}

TEST_CASE("regions are ranked by tariff over all, by carbon within one accounting method",
          "[advise][plans][procurement]") {
  const Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}, {"region", "cn-guizhou"}});
  REQUIRE(!decision.regions.empty());
  std::map<std::string, std::set<int>> firsts;
  double cheapest = INFINITY;
  for (const RegionView& one : decision.regions) {
    if (one.power_cost) cheapest = std::min(cheapest, one.power_cost->value);
  }
  int greenest = 0;
  std::set<std::string> methods;
  for (const RegionView& one : decision.regions) {
    CHECK((one.rank_by_cost == 1) == (one.power_cost && one.power_cost->value == cheapest));
    if (one.co2) methods.insert(one.carbon_method);
    if (one.rank_by_carbon == 1) ++greenest;
    CHECK(one.chosen == (one.region == "cn-guizhou"));
  }
  CHECK(methods.size() >= 2);
  CHECK(greenest >= static_cast<int>(methods.size()));
}

TEST_CASE("more questions or longer answers never cost less", "[advise][plans][procurement]") {
  const Stream random("more never costs less");
  std::uint64_t at = 0;
  const auto uniform = [&] { return random.uniform(at++); };
  for (int draw = 0; draw < static_cast<int>(test::tries(60)); ++draw) {
    const double queries = std::floor(std::pow(10, 1 + 4 * uniform()));
    const double answer = std::floor(50 + 1500 * uniform());
    const double docs = std::floor(std::pow(10, 2 + 3 * uniform()));
    const auto facts = [&](double more_queries, double longer) {
      return Pairs{{"docs", std::to_string(static_cast<long>(docs))},
                   {"queries_per_day", std::to_string(static_cast<long>(queries * more_queries))},
                   {"answer_tokens", std::to_string(static_cast<long>(answer * longer))},
                   {"model", "qwen2.5-14b"},
                   {"latency_ms", "60000"},
                   {"gpu_source", draw % 2 == 0 ? "rented" : "owned"},
                   {"data_sensitivity", draw % 3 == 0 ? "public" : "confidential"}};
    };
    for (const char* strategy : {"prompting", "rag", "peft", "rag+peft"}) {
      CostLines lines;
      const double base = estimated(strategy, scenario(facts(1, 1)), shipped(), lines).total->central.value;
      for (const auto& [a, b] : {std::pair(2.0, 1.0), {1.0, 1.5}}) {
        INFO(strategy << " draw " << draw << " queries " << queries << " answer " << answer << " docs " << docs << ": "
                      << a << " " << b);
        CHECK(estimated(strategy, scenario(facts(a, b)), shipped(), lines).total->central.value >= base * (1 - 1e-9));
      }
    }
  }
}

TEST_CASE("a quote takes a default's place, and the assumption goes with it", "[advise][procurement][quotes]") {
  const auto defaults = [](const Catalogue& catalogue, std::string_view label) {
    const Decision decision = decided({{"docs", "50000"}, {"on_premises", "yes"}, {"gpu_type", "h100-sxm"}}, catalogue);
    std::size_t found = 0, lines = 0;
    for (const Line<Dollars>& line : decision.winner()->estimate.bill) {
      if (line.label.rfind(label, 0) != 0) continue;
      ++lines;
      const auto& said = line.basis.assumptions;
      if (std::find(said.begin(), said.end(), "assume.default-price") != said.end()) ++found;
    }
    CHECK(lines > 0);
    return found;
  };
  const std::pair<std::string_view, std::string_view> quotes[] = {
      {"people.", R"("item": "staff", "usd_per_week": 2500)"},
      {"hosting", R"("item": "hosting", "usd_per_kw_month": 200)"},
      {"cards-bought", R"("item": "purchase", "gpu": "h100-sxm", "usd_per_gpu": 30000)"}};
  for (const auto& [label, quote] : quotes) {
    CAPTURE(label);
    CHECK(defaults(shipped(), label) > 0);
    CHECK(defaults(with_quotes("{" + std::string(quote) + R"(, "as_of": "2026-11-10", "supplier": "a supplier"})"),
                   label) == 0);
  }
}
