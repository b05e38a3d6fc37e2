#include "pathfinder/advise/procurement.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/plans.hpp"

#include "advise/choices.hpp"
#include "advise/prices.hpp"

namespace pathfinder {
namespace {

constexpr double last_month = 60;
constexpr double months_per_quarter = 3;

/// Loads at which ways are compared, over today's.
constexpr std::array<double, 5> load_factors = {0.1, 1.0 / 3, 1, 3, 10};

/// Levels of facts that decide how computing may be had.
constexpr double rented = 1;
constexpr double to_buy = 3;
constexpr double no = 0;
constexpr double internal_papers = 1;

/// People and examples cost the same whichever way the accelerators are had.
bool same_in_every_way(const Line<Dollars>& line) {
  return line.basis.method == "cost.people" || line.basis.method == "cost.people-month" ||
         line.basis.method == "cost.labelling" || line.basis.method == "cost.evaluation";
}

/// The same way as it is paid: machines on the first day instead of month by month.
void pay_at_start(Sourcing& way, Dollars machines, const CostLines& lines, const CostConstants& constants) {
  way.paid_at_start = machines;
  for (const Line<Dollars>& line : lines.monthly) {
    if (line.basis.method == "cost.cards") way.monthly_share = way.monthly_share + line.central;
  }
  for (std::size_t i = 0; i < way.accumulated.size(); ++i) {
    const double months = annuity(months_per_quarter * static_cast<double>(i), constants.discount_rate);
    way.accumulated[i] = way.accumulated[i] + machines - months * way.monthly_share;
  }
}

/// One option under changed facts: how its computing is had is what changes.
struct Variant {
  OptionEstimate estimate;
  CostLines lines;
};

class Ways {
 public:
  Ways(const Strategy& strategy, const Scenario& scenario, const PlanLimits& limits, const Catalogue& catalogue,
       const EstimateConstants& constants, PlanCache& cache)
      : strategy_(strategy),
        scenario_(scenario),
        limits_(limits),
        catalogue_(catalogue),
        constants_(constants),
        cache_(cache) {}

  std::vector<Sourcing> all() const {
    std::vector<Sourcing> ways;
    const Facts facts = gather_facts(scenario_, catalogue_, cache_.derived);
    const Situation situation(facts, scenario_, catalogue_);
    const double months = situation.value(catalogue_.slots.horizon_months).value;
    Variant own;
    own.estimate = estimate_option({situation, constants_, limits_, cache_}, strategy_, false, &own.lines);
    const Plan& plan = own.estimate.plan;
    if (plan.serving == "cpu" || plan.serving == "device" || plan.serving.empty()) return ways;
    const std::string chosen = plan.serving == "api"      ? "api"
                               : plan.serving == "owned"  ? "owned"
                               : plan.serving == "bought" ? "buy"
                                                          : "rent-" + catalogue_.plans.rental_kind;
    add(ways, chosen, own.lines, months, {});
    ways.front().chosen = true;

    PlanLimits no_api = limits_;
    no_api.no_api = true;
    const FactSlots& slots = catalogue_.slots;
    const bool has_some = situation.known(slots.gpus).value && situation.word(slots.gpu_source).value != "rented" &&
                          situation.word(slots.gpu_source).value != "to_buy";
    const double there = has_some ? situation.value(slots.gpus).value : 0;
    if (there > 0 && chosen != "owned") add(ways, "owned", variant(scenario_, no_api).lines, months, {});

    Scenario hired = scenario_;
    hired.say(catalogue_.slots.gpu_source, rented);
    hired.forget(catalogue_.slots.gpus);
    // Where the search says which kind to rent, every way is held against that one.
    Scenario bought = scenario_;
    bought.say(catalogue_.slots.gpu_source, to_buy);
    bought.forget(catalogue_.slots.gpus);
    if (!situation.known(slots.gpu_type).value) {
      const std::size_t kind = catalogue_.find("gpus", variant(hired, no_api).estimate.plan.gpu);
      if (kind != Vocabulary::none) {
        for (Scenario* pinned : {&hired, &bought}) pinned->say(catalogue_.slots.gpu_type, static_cast<double>(kind));
      }
    }
    std::vector<std::string> no_rent;
    if (situation.known(slots.on_premises).value && situation.yes(slots.on_premises).value)
      no_rent.emplace_back("on_premises");
    double cards = 0;
    for (const char* kind : {"on-demand", "reserved-1y", "spot"}) {
      const std::string id = "rent-" + std::string(kind);
      Variant rent = variant(hired, no_api, kind);
      const Plan& wanted = rent.estimate.plan;
      cards = std::max(cards, wanted.serving_gpus > 0 ? wanted.serving_gpus : wanted.training_gpus);
      if (chosen != id && cards > 0) add(ways, id, rent.lines, months, no_rent);
    }
    if (cards > there && chosen != "buy") {
      const Variant buy = variant(bought, no_api);
      const std::string gpu = buy.estimate.plan.gpu.empty() ? situation.gpu().value->id : buy.estimate.plan.gpu;
      add(ways, "buy", buy.lines, months, {});
      ways.back().cards_to_buy = cards;
      const EstimateContext context(situation, constants_, limits_, cache_);
      const Dollars each = card_price(context, kind_named(context, gpu)).value.each.central;
      pay_at_start(ways.back(), cards * each, buy.lines, constants_.cost);
    }
    if (chosen != "api") add_api(ways, situation, months);
    return ways;
  }

 private:
  void add(std::vector<Sourcing>& ways, std::string id, const CostLines& lines, double months,
           std::vector<std::string> excluded) const {
    Sourcing way = sourcing_of(std::move(id), lines, months, constants_.cost);
    if (way.id == "owned") pay_at_start(way, {}, lines, constants_.cost);  // nothing is left to pay for them
    way.excluded = std::move(excluded);
    ways.push_back(std::move(way));
  }

  /// What an API would cost, though a fact may forbid it; nothing where nobody serves such a model by the token.
  void add_api(std::vector<Sourcing>& ways, const Situation& situation, double months) const {
    Scenario free = scenario_;
    std::vector<std::string> excluded;
    const FactSlots& slots = catalogue_.slots;
    const auto lift = [&](std::size_t fact, bool forbids, double value) {
      if (!forbids) return;
      excluded.push_back(catalogue_.vocabulary.slots[fact].id);
      free.say(fact, value);
    };
    lift(slots.on_premises, situation.yes(slots.on_premises).value, no);
    lift(slots.data_sensitivity, situation.value(slots.data_sensitivity).value > internal_papers, internal_papers);
    if (situation.word(slots.domestic_hardware).value == "required") {
      excluded.emplace_back("domestic_hardware");
      free.forget(catalogue_.slots.domestic_hardware);
    }
    PlanLimits limits = limits_;
    if (limits.no_api) excluded.emplace_back("no_api");
    limits.no_api = false;
    limits.domestic_hardware = false;
    free.say(catalogue_.slots.gpu_source, rented);
    free.forget(catalogue_.slots.gpus);
    const Variant api = variant(free, limits, {}, true);
    if (api.estimate.plan.serving == "api") add(ways, "api", api.lines, months, std::move(excluded));
  }

  Variant variant(const Scenario& scenario, const PlanLimits& limits, std::string_view rental_kind = {},
                  bool by_token = false) const {
    const Facts facts = gather_facts(scenario, catalogue_, cache_.derived);
    const Situation situation(facts, scenario, catalogue_);
    EstimateContext context(situation, constants_, limits, cache_);
    if (!rental_kind.empty()) context.rental_kind = rental_kind;
    context.by_token = by_token;
    Variant result;
    result.estimate = estimate_option(context, strategy_, false, &result.lines);
    return result;
  }

  const Strategy& strategy_;
  const Scenario& scenario_;
  const PlanLimits& limits_;
  const Catalogue& catalogue_;
  const EstimateConstants& constants_;
  PlanCache& cache_;
};

/// Ranks those with a value from the smallest on; equal values share a rank.
template <class Value>
void rank_by(std::vector<RegionView*> views, Value value, int RegionView::*rank) {
  std::erase_if(views, [&](const RegionView* view) { return !value(*view); });
  std::stable_sort(views.begin(), views.end(),
                   [&](const RegionView* a, const RegionView* b) { return *value(*a) < *value(*b); });
  for (std::size_t i = 0; i < views.size(); ++i) {
    const bool tied = i > 0 && *value(*views[i]) == *value(*views[i - 1]);
    views[i]->*rank = tied ? views[i - 1]->*rank : static_cast<int>(i + 1);
  }
}

}  // namespace

Sourcing sourcing_of(std::string id, const CostLines& lines, double months, const CostConstants& constants) {
  Sourcing way;
  way.id = std::move(id);
  way.setup = sum(lines.setup);
  way.monthly = sum(lines.monthly);
  way.total = sum(over_horizon(lines.setup, lines.monthly, months, constants.discount_rate));
  for (const auto* period : {&lines.setup, &lines.monthly}) {
    for (const Line<Dollars>& line : *period) {
      if (!line.quote_needed || same_in_every_way(line)) continue;
      way.quote_needed = true;
      if (std::find(way.quotes.begin(), way.quotes.end(), line.label) == way.quotes.end())
        way.quotes.push_back(line.label);
    }
  }
  for (double month = 0; month <= last_month; month += months_per_quarter) {
    way.accumulated.push_back(way.setup->central + annuity(month, constants.discount_rate) * way.monthly->central);
  }
  return way;
}

namespace {

Spread<Dollars> plus_exactly(const Spread<Dollars>& spread, Dollars more) {
  return {spread.low + more, spread.central + more, spread.high + more};
}
Spread<Dollars> paid_once(const Sourcing& way) {
  return plus_exactly(spread_of(*way.setup), way.paid_at_start.value_or(Dollars{}));
}
Spread<Dollars> paid_monthly(const Sourcing& way) {
  const Spread<Dollars> month = spread_of(*way.monthly);
  const double rest = month.central.value > 0 ? 1 - way.monthly_share.value / month.central.value : 1;
  return quantities<Dollars>(scaled(rest, values(month)));
}

}  // namespace

std::vector<SourcingBreakEven> break_even_of(std::span<const Sourcing> ways, const CostConstants& constants) {
  std::vector<SourcingBreakEven> found;
  for (std::size_t i = 1; i < ways.size(); ++i) {
    const Sourcing& first = ways.front();
    const Sourcing& second = ways[i];
    if (first.quote_needed || second.quote_needed || !second.excluded.empty()) continue;
    const BreakEven even = break_even(paid_once(first), paid_monthly(first), paid_once(second), paid_monthly(second),
                                      constants.discount_rate);
    found.push_back({first.id, second.id, std::string(word_of(even.kind)), even.month, even.earliest, even.latest,
                     even.first_wins_later});
  }
  return found;
}

std::vector<Sourcing> ways_of(const Strategy& strategy, const Scenario& scenario, const PlanLimits& limits,
                              const Catalogue& catalogue, const EstimateConstants& constants, PlanCache& cache) {
  return Ways(strategy, scenario, limits, catalogue, constants, cache).all();
}

void add_years(OptionEstimate& estimate, const CostLines& lines, double months, const CostConstants& constants) {
  for (YearCost& year : cost_by_year(lines.setup, lines.monthly, months, constants.discount_rate)) {
    estimate.years.push_back({year.year, year.months, year.cost.breakdown, std::move(year.cost)});
  }
  for (const double horizon : horizons_in_months) {
    estimate.horizons.push_back(
        {horizon, sum(over_horizon(lines.setup, lines.monthly, horizon, constants.discount_rate))});
  }
}

std::vector<RegionView> ranked_regions(KilowattHours energy, const PlanLimits& limits, const Catalogue& catalogue) {
  std::vector<RegionView> views;
  for (const Region& region : catalogue.regions) {
    if (!place_allowed(limits, region.id)) continue;
    RegionView view;
    view.region = region.id;
    if (region.power_price.value > 0) view.power_cost = Dollars{energy.value * region.power_price.value};
    if (region.carbon.value > 0) {
      view.co2 = Kilograms{energy.value * region.carbon.value};
      view.carbon_method = region.carbon_method;
    }
    if (view.power_cost || view.co2) views.push_back(std::move(view));
  }
  std::vector<RegionView*> all;
  for (RegionView& view : views) all.push_back(&view);
  rank_by(
      all, [](const RegionView& view) { return view.power_cost; }, &RegionView::rank_by_cost);
  for (const RegionView& of_method : views) {
    if (of_method.rank_by_carbon != 0 || !of_method.co2) continue;
    std::vector<RegionView*> same;
    for (RegionView& view : views) {
      if (view.carbon_method == of_method.carbon_method) same.push_back(&view);
    }
    rank_by(
        same, [](const RegionView& view) { return view.co2; }, &RegionView::rank_by_carbon);
  }
  return views;
}

std::vector<RegionView> regions_for(const OptionEstimate& estimate, const Situation& situation,
                                    const PlanLimits& limits) {
  const bool training = estimate.training_energy.has_value();
  const auto& energy = training ? estimate.training_energy : estimate.monthly_energy;
  if (!energy) return {};
  std::vector<RegionView> views = ranked_regions(energy->central, limits, situation.catalogue());
  const std::string& here = place_for(situation, limits).value->id;
  for (RegionView& view : views) {
    view.of = training ? "training" : "month";
    view.chosen = view.region == here;
  }
  return views;
}

void add_procurement(Decision& decision, const Catalogue& catalogue, const EstimateConstants& constants,
                     PlanCache& cache, bool all) {
  if (decision.winner() == nullptr) return;
  const Situation situation(decision.facts, decision.scenario, catalogue);
  const double months = situation.value(catalogue.slots.horizon_months).value;
  const EstimateContext context(situation, constants, decision.limits, cache);
  for (Assessment& option : decision.ranking) {
    if (option.standing == Standing::blocked) continue;
    const Strategy& strategy = catalogue.strategy(option.strategy);
    CostLines lines;
    estimate_option(context, strategy, false, &lines);
    add_years(option.estimate, lines, months, constants.cost);
    option.estimate.ways = ways_of(strategy, decision.scenario, decision.limits, catalogue, constants, cache);
    option.estimate.break_even = break_even_of(option.estimate.ways, constants.cost);
    if (!all) return;  // the winner stands first
  }
  Assessment& winner = decision.ranking.front();
  decision.regions = regions_for(winner.estimate, situation, decision.limits);
  const double today = situation.value(catalogue.slots.queries_per_day).value;
  if (winner.estimate.ways.empty() || !(today > 0)) return;
  const Strategy& strategy = catalogue.strategy(winner.strategy);
  for (const double factor : load_factors) {
    Scenario loaded = decision.scenario;
    const double queries = std::max(1.0, std::round(today * factor));
    loaded.say(catalogue.slots.queries_per_day, queries);
    for (const Sourcing& way : ways_of(strategy, loaded, decision.limits, catalogue, constants, cache)) {
      if (way.monthly) winner.estimate.by_load.push_back({queries, way.id, way.monthly->central});
    }
  }
}

}  // namespace pathfinder
