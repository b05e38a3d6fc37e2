// Bills: of one option, or of amounts that were named; rent, purchase and an API side by side. Lines are
// estimate/cost's, equations data/formulas/cost.json. A price nobody has named is a quote to ask for, never a number.
#include "pathfinder/answers/cost.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/procurement.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/catalogue/quotes.hpp"

namespace pathfinder {
namespace {

const PlanLimits no_limits;  ///< single figures are asked for by whoever decides

/// The line as a figure shows it.
Line<double> shown(const Line<Dollars>& line) {
  Line<double> answer("bill." + line.label, line.central.value, line.basis.method, line.parts);
  answer.quote_needed = line.quote_needed;
  return answer;
}

/// A figure beside the bill: its own command shows what it is made of.
AnswerFigure total_only(AnswerFigure figure) {
  figure.estimate.breakdown.clear();
  return figure;
}

AnswerFigure money(std::string id, const Estimate<Dollars>& estimate, bool quote) {
  AnswerFigure figure = total_only(figure_of(std::move(id), "usd", estimate));
  figure.quote_needed = quote;
  return figure;
}

/// The same with set-up and the months' value as its lines.
AnswerFigure horizon(std::string id, const Estimate<Dollars>& estimate, bool quote, std::optional<Dollars> setup,
                     Dollars monthly, double annuity) {
  Estimate<Dollars> of_lines = estimate;
  of_lines.breakdown = horizon_lines(setup, monthly, annuity);
  AnswerFigure figure = figure_of(std::move(id), "usd", of_lines);
  figure.quote_needed = quote;
  return figure;
}

/// Set-up now and months at today's value; the total's own range comes with `total`.
void add_total(Answer& answer, const Estimate<Dollars>& setup, const Estimate<Dollars>& monthly,
               const Estimate<Dollars>& total, bool quote, double months, const CostConstants& constants) {
  const double factor = annuity(months, constants.discount_rate);
  AnswerFigure figure = horizon("total_usd", total, quote, setup.central, monthly.central, factor);
  figure.estimate.quantities.push_back(annuity_line(months, constants.discount_rate));
  figure.estimate.basis.method = "cost.discounting";
  answer.figures.push_back(std::move(figure));

  // By year, with set-up and months as two drivers.
  const auto as_line = [](Name label, const Estimate<Dollars>& estimate) {
    const CostFactor whole{"C", "usd", label, values(spread_of(estimate))};
    Line<Dollars> line = product_line(label, {&whole, 1}, estimate.basis.method);
    line.basis = estimate.basis;
    return line;
  };
  const Line<Dollars> once = as_line("setup", setup);
  const Line<Dollars> each = as_line("months", monthly);
  const std::vector<YearCost> years = cost_by_year({&once, 1}, {&each, 1}, months, constants.discount_rate);
  if (years.size() < 2) return;
  double before = 0;
  for (const YearCost& year : years) {
    const double until = annuity(std::min(12.0 * year.year, months), constants.discount_rate);
    AnswerFigure one =
        horizon("year_" + std::to_string(year.year) + "_usd", year.cost, quote,
                year.year == 1 ? std::optional<Dollars>(setup.central) : std::nullopt, monthly.central, until - before);
    one.estimate.basis.method = "cost.by-year";
    before = until;
    answer.figures.push_back(std::move(one));
  }
}

/// "rent-spot" as the id of a figure: "rent_spot_total_usd".
std::string figure_id(std::string way, std::string_view of) {
  std::replace(way.begin(), way.end(), '-', '_');
  return way + std::string(of);
}

AnswerValue way_name(std::string field, const std::string& way) {
  return said(std::move(field), "way." + way);
}

/// Ways side by side: totals, the month from which one is the cheaper, and the purchase price at which buying pays.
/// `cards`: how many would be bought.
void compare_ways(Answer& answer, const std::vector<Sourcing>& ways, double cards, double months,
                  const CostConstants& constants) {
  for (const Sourcing& way : ways) {
    AnswerFigure figure = horizon(figure_id(way.id, "_total_usd"), *way.total, way.quote_needed, way.setup->central,
                                  way.monthly->central, annuity(months, constants.discount_rate));
    figure.estimate.basis.method = "cost.discounting";
    answer.figures.push_back(std::move(figure));
    for (const std::string& fact : way.excluded)
      answer.notes.push_back({"estimate.note.way-excluded", {way_name("way", way.id), word("fact", fact)}, false});
  }
  const Sourcing& first = ways.front();
  for (std::size_t i = 1; i < ways.size(); ++i) {
    const Sourcing& second = ways[i];
    if (!first.quote_needed && !second.quote_needed) continue;
    const Sourcing& open = first.quote_needed ? first : second;
    const Sourcing& other = first.quote_needed ? second : first;
    answer.notes.push_back({"estimate.note.way-quote",
                            {way_name("first", first.id), way_name("second", second.id), way_name("open", open.id)},
                            false});
    if (open.id != "buy" || other.quote_needed || cards <= 0) continue;
    const double pays = (other.total->central - open.total->central).value / cards;
    if (pays > 0) {
      answer.notes.push_back({"estimate.note.purchase-pays",
                              {way_name("other", other.id), amount("price", pays, "usd"),
                               amount("months", months, "months"), amount("cards", cards, "gpus")},
                              false});
    } else {
      answer.notes.push_back(
          {"estimate.note.purchase-never", {way_name("other", other.id), amount("months", months, "months")}, false});
    }
  }
  for (const SourcingBreakEven& even : break_even_of(ways, constants)) {
    // That a reservation costs less than paying by the hour is no news.
    if (even.first.starts_with("rent-") && even.second.starts_with("rent-")) continue;
    const bool first_cheaper = even.kind == "first_always";
    if (even.kind == "equal") {
      answer.notes.push_back(
          {"estimate.note.ways-equal", {way_name("first", even.first), way_name("second", even.second)}, false});
    } else if (even.kind != "at_month") {
      answer.notes.push_back({"estimate.note.way-always",
                              {way_name("cheaper", first_cheaper ? even.first : even.second),
                               way_name("other", first_cheaper ? even.second : even.first)},
                              false});
    } else {
      answer.notes.push_back({even.latest ? "estimate.note.break-even" : "estimate.note.break-even-maybe-never",
                              {way_name("later", even.first_wins_later ? even.first : even.second),
                               way_name("now", even.first_wins_later ? even.second : even.first),
                               amount("month", std::ceil(even.month), "count"),
                               amount("range", std::ceil(even.earliest.value_or(0)),
                                      std::ceil(even.latest.value_or(even.month)), "count")},
                              false});
    }
  }
}

/// Where the power of this energy costs least, and which of the regions whose carbon is counted in the same way emits
/// least.
void add_regions(Answer& answer, KilowattHours energy, const Region& here, const Catalogue& catalogue) {
  if (energy.value <= 0) return;
  const std::vector<RegionView> views = ranked_regions(energy, no_limits, catalogue);
  const auto find = [&](const auto& holds) {
    const auto at = std::find_if(views.begin(), views.end(), holds);
    return at == views.end() ? nullptr : &*at;
  };
  const RegionView* own = find([&](const RegionView& one) { return one.region == here.id; });
  if (own == nullptr) return;
  const RegionView* cheapest = find([](const RegionView& one) { return one.rank_by_cost == 1; });
  if (cheapest != nullptr && own->power_cost)
    answer.notes.push_back({"estimate.note.region-cheapest",
                            {word("here", here.id), amount("cost", own->power_cost->value, "usd"),
                             amount("rank", own->rank_by_cost, "count"), word("cheapest", cheapest->region),
                             amount("least", cheapest->power_cost->value, "usd")},
                            false});
  const RegionView* greenest =
      find([&](const RegionView& one) { return one.rank_by_carbon == 1 && one.carbon_method == own->carbon_method; });
  if (greenest != nullptr && own->co2)
    answer.notes.push_back({"estimate.note.region-greenest",
                            {word("here", here.id), amount("co2", own->co2->value, "kg"),
                             amount("rank", own->rank_by_carbon, "count"), word("greenest", greenest->region),
                             amount("least", greenest->co2->value, "kg"), word("method", own->carbon_method)},
                            false});
}

/// A line with the quotes it was priced by.
Line<Dollars> cite_quotes(Line<Dollars> line, const Catalogue& catalogue, std::string_view item,
                          const std::string& gpu) {
  if (!line.quote_needed) add_quote_sources(catalogue, item, gpu, line.basis.sources);
  return line;
}

}  // namespace

Answer answer_option(const Strategy& strategy, const Scenario& scenario, const Catalogue& catalogue,
                     const EstimateConstants& constants) {
  Answer answer;
  answer.kind = "cost";
  const Facts facts = gather_facts(scenario, catalogue);
  const Situation situation(facts, scenario, catalogue);
  PlanCache cache;
  const OptionEstimate estimate = estimate_option({situation, constants, no_limits, cache}, strategy);
  const auto of_period = [&](std::string id, std::string_view period, const Estimate<Dollars>& sum_of) {
    AnswerFigure figure = money(std::move(id), sum_of, false);
    for (const Line<Dollars>& line : estimate.bill) {
      if (line.period != period) continue;
      figure.estimate.breakdown.push_back(shown(line));
      figure.quote_needed = figure.quote_needed || line.quote_needed;
    }
    return figure;
  };
  const double months = situation.value(catalogue.slots.horizon_months).value;
  const Estimate<Dollars> setup = estimate.setup.value_or(Estimate<Dollars>{});
  const Estimate<Dollars> monthly = estimate.monthly.value_or(Estimate<Dollars>{});
  add_total(answer, setup, monthly, estimate.total.value_or(Estimate<Dollars>{}), estimate.quote_needed, months,
            constants.cost);
  answer.figures.insert(answer.figures.begin() + 1,
                        {of_period("setup_usd", "setup", setup), of_period("monthly_usd", "monthly", monthly)});
  if (estimate.training_gpu_hours)
    answer.figures.push_back(total_only(figure_of("training_gpu_hours", "gpu-hours", *estimate.training_gpu_hours)));
  if (estimate.energy) {
    answer.figures.push_back(total_only(figure_of("energy_kwh", "kwh", *estimate.energy)));
    add_regions(answer, estimate.energy->central, *situation.region().value, catalogue);
  }

  // The same option obtained in other ways.
  const std::vector<Sourcing> ways = ways_of(strategy, scenario, no_limits, catalogue, constants, cache);
  if (ways.empty()) return answer;
  const bool by_token = std::any_of(ways.begin(), ways.end(), [](const Sourcing& way) { return way.id == "api"; });
  if (!by_token) answer.notes.push_back({"estimate.note.api-own-weights", {}, false});
  const auto buy = std::find_if(ways.begin(), ways.end(), [](const Sourcing& way) { return way.id == "buy"; });
  if (ways.size() > 1) compare_ways(answer, ways, buy == ways.end() ? 0 : buy->cards_to_buy, months, constants.cost);
  return answer;
}

Answer answer_bill(const CostQuestion& question, const Catalogue& catalogue, const EstimateConstants& constants) {
  Answer answer;
  answer.kind = "cost";
  const CostConstants& cost = constants.cost;
  const auto rent_price =
      rental_price(catalogue.gpu_prices, question.gpu.id, question.rental_kind, catalogue.data_date, cost);
  const auto pue = [&](const std::string& id, double otherwise) {
    for (const PueRow& row : catalogue.pue) {
      if (row.id == id) return row.ratio;
    }
    return otherwise;
  };
  const PlanSettings& plans = catalogue.plans;
  const Spread<double> site = {pue(plans.pue_low, 1.2), pue(plans.pue_central, 1.5), pue(plans.pue_high, 1.6)};
  std::optional<Spread<DollarsPerKilowattHour>> tariff;
  if (question.region != nullptr && question.region->power_price.value > 0)
    tariff = exactly(question.region->power_price);
  const TariffBasis tariff_source = question.region != nullptr ? tariff_basis(*question.region) : TariffBasis();

  std::vector<Sourcing> ways;
  std::vector<CostLines> lines;
  double to_buy = 0;
  KilowattHours metered;  ///< of the whole period
  const auto add = [&](std::string id, std::vector<Line<Dollars>> setup, std::vector<Line<Dollars>> monthly) {
    lines.push_back({std::move(setup), std::move(monthly)});
    ways.push_back(sourcing_of(std::move(id), lines.back(), question.months, cost));
  };
  const std::string& gpu = question.gpu.id;
  const bool once = question.gpu_hours.central > 0;
  const bool held = question.held_gpus > 0;
  if (once || held) {
    std::vector<Line<Dollars>> setup, monthly;
    if (once)
      setup.push_back(rent("training-rent", quantities<GpuHours>(question.gpu_hours), "hours:training", rent_price,
                           question.gpu.id));
    if (held)
      monthly.push_back(rent("held-rent", exactly(GpuHours{question.held_gpus * hours_per_month}), "load", rent_price,
                             question.gpu.id));
    add("rent-" + question.rental_kind, std::move(setup), std::move(monthly));
  }
  if (question.energy_kwh.central > 0 || once || held) {
    // Owned: what a meter counts, hosting, and the cards themselves.
    std::vector<Line<Dollars>> setup, monthly;
    if (question.energy_kwh.central > 0) {
      metered = {question.energy_kwh.central};
      setup.push_back(power_bill("training-power", quantities<KilowattHours>(question.energy_kwh), "energy", tariff,
                                 tariff_source));
    } else if (once && question.gpu.tdp_w > 0) {
      const auto energy = training_energy(quantities<GpuHours>(question.gpu_hours), Watts{question.gpu.tdp_w},
                                          exactly(1.0), site, constants.energy);
      metered = energy.central;
      setup.push_back(power_bill("training-power", spread_of(energy), "hours:training", tariff, tariff_source));
    }
    if (held && question.gpu.tdp_w > 0) {
      const auto energy = serving_energy_held(question.held_gpus, Hours{hours_per_month}, Watts{question.gpu.tdp_w},
                                              {0.25, 0.5, 1}, site, constants.energy);
      metered += question.months * energy.central;
      monthly.push_back(power_bill("held-power", spread_of(energy), "load", tariff, tariff_source));
      const Watts power{question.held_gpus * question.gpu.tdp_w * constants.energy.server_factor.central};
      monthly.push_back(cite_quotes(hosting_per_month("hosting", power, quoted_price(catalogue, "hosting", gpu)),
                                    catalogue, "hosting", gpu));
    }
    // Hours alone: the fewest cards that do them within the months.
    const double cards =
        held ? question.held_gpus : std::ceil(question.gpu_hours.central / (question.months * hours_per_month));
    if (held || once) {
      to_buy = cards;
      setup.push_back(cite_quotes(purchase_once("purchase", cards, quoted_price(catalogue, "purchase", gpu)), catalogue,
                                  "purchase", gpu));
    }
    add(held || once ? "buy" : "owned", std::move(setup), std::move(monthly));
  }
  if (question.prompt_mtok_per_month > 0 || question.output_mtok_per_month > 0) {
    const ApiPrice* newest = nullptr;
    for (const ApiPrice& price : catalogue.api_prices) {
      if (price.model == question.api_model && (newest == nullptr || price.source.as_of > newest->source.as_of))
        newest = &price;
    }
    ApiUse use;
    use.prompt = exactly(Tokens{question.prompt_mtok_per_month * 1e6});
    use.cached_prompt = exactly(Tokens{0});
    use.output = exactly(Tokens{question.output_mtok_per_month * 1e6});
    std::optional<ApiRates> rates;
    if (newest != nullptr) rates = api_rates(*newest);
    add("api", {}, {api_cost("api", use, rates, cost)});
  }
  if (ways.empty()) return answer;

  // The first way in full, then all of them side by side.
  const auto& [setup, monthly] = lines.front();
  const Sourcing& first = ways.front();
  add_total(answer, *first.setup, *first.monthly, *first.total, first.quote_needed, question.months, cost);
  const auto of_period = [&](std::string id, const std::vector<Line<Dollars>>& period,
                             const Estimate<Dollars>& sum_of) {
    AnswerFigure figure = money(std::move(id), sum_of, quote_needed(period));
    for (const Line<Dollars>& line : period) figure.estimate.breakdown.push_back(shown(line));
    return figure;
  };
  answer.figures.insert(answer.figures.begin() + 1, {of_period("setup_usd", setup, *first.setup),
                                                     of_period("monthly_usd", monthly, *first.monthly)});
  answer.notes.push_back({"estimate.note.main-way", {way_name("way", first.id)}, false});
  if (rent_price && (once || held)) {
    answer.notes.push_back({"estimate.note.rent-price",
                            {amount("price", rent_price->price.low.value, rent_price->price.high.value, "usd"),
                             amount("sellers", static_cast<double>(rent_price->sellers), "count"),
                             word("oldest", rent_price->oldest), word("newest", rent_price->newest)},
                            false});
  }
  for (std::size_t i = 1; i < ways.size(); ++i) {
    AnswerFigure figure =
        money(figure_id(ways[i].id, "_monthly_usd"), *ways[i].monthly, quote_needed(lines[i].monthly));
    for (const Line<Dollars>& line : lines[i].monthly) figure.estimate.breakdown.push_back(shown(line));
    if (!figure.estimate.breakdown.empty()) answer.figures.push_back(std::move(figure));
    AnswerFigure start = money(figure_id(ways[i].id, "_setup_usd"), *ways[i].setup, quote_needed(lines[i].setup));
    for (const Line<Dollars>& line : lines[i].setup) start.estimate.breakdown.push_back(shown(line));
    if (!start.estimate.breakdown.empty()) answer.figures.push_back(std::move(start));
  }
  if (ways.size() > 1) compare_ways(answer, ways, to_buy, question.months, cost);
  if (question.region != nullptr) add_regions(answer, metered, *question.region, catalogue);
  return answer;
}

}  // namespace pathfinder
