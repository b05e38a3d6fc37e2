// Bills: of one option, or of amounts that were named; rent, purchase and an API side by side. Lines are
// estimate/cost's, equations data/formulas/cost.json. A price nobody has named is a quote to ask for, never a number.
#include "pathfinder/advise/answer_cost.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"

namespace pathfinder {
namespace {

const PlanLimits no_limits;  ///< single figures are asked for by whoever decides

constexpr double hours_per_month = 365.25 / 12 * 24;

/// Prices that an option's bill was made with, to take its lines apart again.
struct Prices {
  const Catalogue& catalogue;
  const EstimateConstants& constants;
  const Situation& facts;
  const Gpu& gpu;

  double rent() const {
    const auto price =
        rental_price(catalogue.gpu_prices, gpu.id, catalogue.plans.rental_kind, catalogue.data_date, constants.cost);
    return price ? price->price.central.value : 0;
  }
  double label(std::string_view id) const {
    for (const LabellingPrice& price : catalogue.labelling_prices) {
      if (price.id == id) return label_rate(price).per_unit.central.value;
    }
    return 0;
  }
  double store() const {
    for (const StorePrice& price : catalogue.store_prices) {
      if (price.item == "memory" && price.per_gb_month.value > 0) return price.per_gb_month.value;
    }
    return 0;
  }
};

/// What a bill's line is a product of: its price from the data, and the amount that was priced.
std::vector<AnswerPart> parts_of(const BillLine& line, const std::vector<BillLine>& bill, const Prices& prices) {
  const double money = line.central.value;
  if (line.quote_needed || money <= 0) return {};
  const auto product = [&](std::string symbol, std::string unit, std::string price_symbol, double price,
                           std::string price_unit) {
    return std::vector<AnswerPart>{{std::move(symbol), price > 0 ? money / price : 0, std::move(unit), ""},
                                   {std::move(price_symbol), price, std::move(price_unit), ""}};
  };
  const std::string& method = line.basis.method;
  const PlanSettings& plans = prices.catalogue.plans;
  if (method == "cost.rent") return product("H", "gpu-hours", "p", prices.rent(), "usd/gpu-hour");
  if (method == "cost.power") return product("E", "kwh", "t", prices.facts.region().power_price.value, "usd/kwh");
  if (method == "cost.labelling" || method == "cost.evaluation") {
    const bool test = method == "cost.evaluation";
    auto parts = product(test ? "N_e" : "N", "examples", "p",
                         prices.label(test ? plans.evaluation_price : plans.labelling_price), "usd/unit");
    parts.push_back({"u", 1, "units/example", ""});
    return parts;
  }
  if (method == "cost.staff") {
    auto parts = product("W", "weeks", "s", prices.facts.value("staff_per_week"), "usd/week");
    parts.front().value /= plans.staff_persons;
    parts.push_back({"m", plans.staff_persons, "persons", ""});
    return parts;
  }
  if (method == "cost.retraining") {
    for (const BillLine& once : bill) {
      if (once.label != "training-rent" && once.label != "training-power") continue;
      return {{"c", once.central.value, "usd/round", ""},
              {"r", once.central.value > 0 ? money * 12 / once.central.value : 0, "rounds/year", ""}};
    }
  }
  if (method == "cost.vector-store") {
    auto parts = product("M", "gb", "p_M", prices.store(), "usd/gb-month");
    for (const char* none : {"R", "X", "p_R", "p_X", "minimum"}) parts.push_back({none, 0, "", ""});
    return parts;
  }
  if (method == "cost.api") {
    // The rates in the middle of those of the models named; what is left over is the prompt.
    std::vector<double> in, out;
    for (const std::string& id : plans.api_models) {
      const ApiPrice* newest = nullptr;
      for (const ApiPrice& price : prices.catalogue.api_prices) {
        if (price.model == id && (newest == nullptr || price.source.as_of > newest->source.as_of)) newest = &price;
      }
      if (newest == nullptr) continue;
      in.push_back(newest->per_mtok_in.value);
      out.push_back(newest->per_mtok_out.value);
    }
    if (in.empty()) return {};
    std::sort(in.begin(), in.end());
    std::sort(out.begin(), out.end());
    const double rate_in = in[in.size() / 2];
    const double rate_out = out[out.size() / 2];
    const double answers =
        prices.facts.value("queries_per_day") * 365.25 / 12 * prices.facts.value("answer_tokens") / 1e6;
    return {{"T_in", (money - answers * rate_out) / rate_in, "Mtok", ""},
            {"p_in", rate_in, "usd/Mtok", ""},
            {"T_cached", 0, "Mtok", ""},
            {"p_cached", rate_in, "usd/Mtok", ""},
            {"T_out", answers, "Mtok", ""},
            {"p_out", rate_out, "usd/Mtok", ""},
            {"b", 0, "ratio", ""}};
  }
  return {};
}

AnswerLine answer_line(const BillLine& line, const std::vector<BillLine>& bill, const Prices& prices) {
  return {"bill." + line.label, line.central.value, line.basis.method, parts_of(line, bill, prices), line.quote_needed};
}

AnswerLine answer_line(const CostLine& line) {
  AnswerLine answer{"bill." + line.label, line.central.value, line.basis.method, {}, line.quote_needed};
  for (const AmountPart& part : line.parts) {
    // The line keeps the factor of the batch rate; the equation names the share sent in batches, at half the price.
    const bool batches = line.basis.method == "cost.api" && part.symbol == "b";
    answer.parts.push_back({part.symbol, batches ? (1 - part.value) / 0.5 : part.value, part.unit, ""});
  }
  return answer;
}

AnswerFigure money(std::string id, const Estimate<Dollars>& estimate, bool quote) {
  AnswerFigure figure = figure_of(std::move(id), "usd", estimate);
  figure.quote_needed = quote;
  return figure;
}

/// One way of having the accelerators, over the horizon.
struct Way {
  std::string id;  ///< "rent", "own", "api"
  Estimate<Dollars> setup, monthly, total;
  bool priced = true;  ///< false: something of it needs a quote that the sum leaves out
  double cards = 0;
};

/// Set-up now and months at today's value; the total's own range comes with `total`.
void add_total(Answer& answer, const Estimate<Dollars>& setup, const Estimate<Dollars>& monthly,
               const Estimate<Dollars>& total, bool quote, double months, const CostConstants& constants) {
  AnswerFigure figure = money("total_usd", total, quote);
  const double factor = annuity(months, constants.discount_rate);
  figure.lines = {{"estimate.line.setup",
                   setup.central.value,
                   "cost.total-setup",
                   {{"setup", setup.central.value, "usd", ""}},
                   false},
                  {"estimate.line.months",
                   factor * monthly.central.value,
                   "cost.total-monthly",
                   {{"monthly", monthly.central.value, "usd/month", ""}, {"a", factor, "months", ""}},
                   false}};
  AnswerLine months_at_value{"estimate.quantity.annuity",
                             factor,
                             constants.discount_rate == 0 ? "cost.months" : "cost.annuity",
                             {{"n", months, "months", ""}},
                             false};
  if (constants.discount_rate != 0)
    months_at_value.parts.push_back({"r", constants.discount_rate, "ratio", "cost.discount-rate"});
  figure.quantities.push_back(std::move(months_at_value));
  figure.basis.method = "cost.discounting";
  answer.figures.push_back(std::move(figure));

  // By year, with set-up and months as two drivers.
  const auto as_line = [](std::string label, const Estimate<Dollars>& estimate) {
    const CostFactor whole{"C", "usd", label, values(spread_of(estimate))};
    return product_line(label, {&whole, 1}, estimate.basis);
  };
  const CostLine once = as_line("setup", setup);
  const CostLine each = as_line("months", monthly);
  const std::vector<YearCost> years = cost_by_year({&once, 1}, {&each, 1}, months, constants.discount_rate);
  if (years.size() < 2) return;
  double before = 0;
  for (const YearCost& year : years) {
    AnswerFigure one = money("year_" + std::to_string(year.year) + "_usd", year.cost, quote);
    const double until = annuity(std::min(12.0 * year.year, months), constants.discount_rate);
    one.basis.method = "cost.by-year";
    one.lines = {{"estimate.line.months",
                  (until - before) * monthly.central.value,
                  "cost.total-monthly",
                  {{"monthly", monthly.central.value, "usd/month", ""}, {"a", until - before, "months", ""}},
                  false}};
    if (year.year == 1)
      one.lines.insert(one.lines.begin(), {"estimate.line.setup",
                                           setup.central.value,
                                           "cost.total-setup",
                                           {{"setup", setup.central.value, "usd", ""}},
                                           false});
    before = until;
    answer.figures.push_back(std::move(one));
  }
}

/// Ways side by side: totals, the month from which one is the cheaper, and the purchase price at which owning pays.
void compare_ways(Answer& answer, const std::vector<Way>& ways, double months, const CostConstants& constants) {
  for (const Way& way : ways) {
    AnswerFigure figure = money(way.id + "_total_usd", way.total, !way.priced);
    const double factor = annuity(months, constants.discount_rate);
    figure.basis.method = "cost.discounting";
    figure.lines = {{"estimate.line.setup",
                     way.setup.central.value,
                     "cost.total-setup",
                     {{"setup", way.setup.central.value, "usd", ""}},
                     false},
                    {"estimate.line.months",
                     factor * way.monthly.central.value,
                     "cost.total-monthly",
                     {{"monthly", way.monthly.central.value, "usd/month", ""}, {"a", factor, "months", ""}},
                     false}};
    answer.figures.push_back(std::move(figure));
  }
  for (std::size_t i = 0; i < ways.size(); ++i) {
    for (std::size_t j = i + 1; j < ways.size(); ++j) {
      const Way& a = ways[i];
      const Way& b = ways[j];
      const AnswerValue first = said("first", "estimate.way." + a.id);
      const AnswerValue second = said("second", "estimate.way." + b.id);
      if (!a.priced || !b.priced) {
        const Way& open = a.priced ? b : a;
        answer.notes.push_back(
            {"estimate.note.way-quote", {first, second, said("open", "estimate.way." + open.id)}, false});
        const Way& other = a.priced ? a : b;
        if (open.id == "own" && other.priced && open.cards > 0) {
          const double pays = (other.total.central - open.total.central).value / open.cards;
          if (pays > 0)
            answer.notes.push_back({"estimate.note.purchase-pays",
                                    {said("other", "estimate.way." + other.id), amount("price", pays, "usd"),
                                     amount("months", months, "months"), amount("cards", open.cards, "gpus")},
                                    false});
          if (pays <= 0)
            answer.notes.push_back({"estimate.note.purchase-never",
                                    {said("other", "estimate.way." + other.id), amount("months", months, "months")},
                                    false});
        }
        continue;
      }
      const BreakEven even = break_even(spread_of(a.setup), spread_of(a.monthly), spread_of(b.setup),
                                        spread_of(b.monthly), constants.discount_rate);
      switch (even.kind) {
        case BreakEven::Kind::equal:
          answer.notes.push_back({"estimate.note.ways-equal", {first, second}, false});
          break;
        case BreakEven::Kind::first_always:
          answer.notes.push_back({"estimate.note.way-always",
                                  {said("cheaper", "estimate.way." + a.id), said("other", "estimate.way." + b.id)},
                                  false});
          break;
        case BreakEven::Kind::second_always:
          answer.notes.push_back({"estimate.note.way-always",
                                  {said("cheaper", "estimate.way." + b.id), said("other", "estimate.way." + a.id)},
                                  false});
          break;
        case BreakEven::Kind::at_month:
          answer.notes.push_back({even.latest ? "estimate.note.break-even" : "estimate.note.break-even-maybe-never",
                                  {said("later", "estimate.way." + (even.first_wins_later ? a.id : b.id)),
                                   said("now", "estimate.way." + (even.first_wins_later ? b.id : a.id)),
                                   amount("month", std::ceil(even.month), "count"),
                                   amount("range", std::ceil(even.earliest.value_or(0)),
                                          std::ceil(even.latest.value_or(even.month)), "count")},
                                  false});
          break;
      }
    }
  }
}

/// Purchase of accelerators as set-up, at what the user was quoted; without a quote it is named and asked for.
CostLine purchase(double cards, std::optional<double> usd_each) {
  const CostFactor count{"n", "gpus", "", exactly(cards)};
  if (!usd_each) return unpriced_line("purchase", {&count, 1}, {"cost.purchase-once", {}, {}});
  const CostFactor factors[] = {count, {"p", "usd", "purchase", exactly(*usd_each)}};
  return product_line("purchase", factors, {"cost.purchase-once", {}, {}});
}

std::optional<Spread<Dollars>> hosting_rate(std::optional<double> usd) {
  if (!usd) return std::nullopt;
  return exactly(Dollars{*usd});
}

Way way_of(std::string id, const std::vector<CostLine>& setup, const std::vector<CostLine>& monthly, double months,
           double cards, const CostConstants& constants) {
  Way way;
  way.id = std::move(id);
  way.setup = sum(setup);
  way.monthly = sum(monthly);
  way.total = sum(over_horizon(setup, monthly, months, constants.discount_rate));
  way.priced = !quote_needed(setup) && !quote_needed(monthly);
  way.cards = cards;
  return way;
}

/// `scenario` with one fact set to `value`.
void set_fact(Scenario& scenario, const Catalogue& catalogue, std::string_view fact, double value) {
  const std::size_t slot = catalogue.vocabulary.find(fact);
  std::erase_if(scenario.given, [&](const GivenFact& given) { return given.slot == slot; });
  GivenFact given;
  given.slot = slot;
  given.value = given.low = given.high = value;
  scenario.given.push_back(given);
}

void unset_fact(Scenario& scenario, const Catalogue& catalogue, std::string_view fact) {
  const std::size_t slot = catalogue.vocabulary.find(fact);
  std::erase_if(scenario.given, [&](const GivenFact& given) { return given.slot == slot; });
}

OptionEstimate estimate_of_scenario(const Strategy& strategy, const Scenario& scenario, const Catalogue& catalogue,
                                    const EstimateConstants& constants) {
  const Facts facts = gather_facts(scenario, catalogue);
  const Situation situation(facts, scenario, catalogue);
  return Estimator(situation, constants, no_limits).estimate(strategy);
}

/// Lines of people and examples cost the same whichever way the accelerators are had: quotes for them do not stop the
/// comparison.
bool same_in_every_way(const BillLine& line) {
  return line.basis.method == "cost.staff" || line.basis.method == "cost.labelling" ||
         line.basis.method == "cost.evaluation";
}

Way way_of(std::string id, const OptionEstimate& estimate, double cards) {
  Way way;
  way.id = std::move(id);
  way.setup = estimate.setup.value_or(Estimate<Dollars>{});
  way.monthly = estimate.monthly.value_or(Estimate<Dollars>{});
  way.total = estimate.total.value_or(Estimate<Dollars>{});
  way.priced = std::none_of(estimate.bill.begin(), estimate.bill.end(),
                            [](const BillLine& line) { return line.quote_needed && !same_in_every_way(line); });
  way.cards = cards;
  return way;
}

}  // namespace

Answer answer_option(const Strategy& strategy, const Scenario& scenario, const CostQuestion& extras,
                     const Catalogue& catalogue, const EstimateConstants& constants) {
  Answer answer;
  answer.kind = "cost";
  const Facts facts = gather_facts(scenario, catalogue);
  const Situation situation(facts, scenario, catalogue);
  const OptionEstimate estimate = Estimator(situation, constants, no_limits).estimate(strategy);
  const Prices prices{catalogue, constants, situation, situation.gpu()};
  const auto of_period = [&](std::string id, std::string_view period, const Estimate<Dollars>& sum_of) {
    AnswerFigure figure = money(std::move(id), sum_of, false);
    for (const BillLine& line : estimate.bill) {
      if (line.period != period) continue;
      figure.lines.push_back(answer_line(line, estimate.bill, prices));
      figure.quote_needed = figure.quote_needed || line.quote_needed;
    }
    return figure;
  };
  const double months = situation.value("horizon_months");
  const Estimate<Dollars> setup = estimate.setup.value_or(Estimate<Dollars>{});
  const Estimate<Dollars> monthly = estimate.monthly.value_or(Estimate<Dollars>{});
  add_total(answer, setup, monthly, estimate.total.value_or(Estimate<Dollars>{}), estimate.quote_needed, months,
            constants.cost);
  answer.figures.insert(answer.figures.begin() + 1,
                        {of_period("setup_usd", "setup", setup), of_period("monthly_usd", "monthly", monthly)});
  if (estimate.training_gpu_hours)
    answer.figures.push_back(figure_of("training_gpu_hours", "gpu-hours", *estimate.training_gpu_hours));
  if (estimate.energy) answer.figures.push_back(figure_of("energy_kwh", "kwh", *estimate.energy));

  // The same option on rented accelerators, on the user's own, behind an API.
  if (strategy.recipe.training == "classic") return answer;
  constexpr double owned = 0, rented = 1;  // levels of gpu_source
  Scenario rent = scenario;
  set_fact(rent, catalogue, "gpu_source", rented);
  unset_fact(rent, catalogue, "gpus");
  set_fact(rent, catalogue, "on_premises", 1);
  const OptionEstimate hired = estimate_of_scenario(strategy, rent, catalogue, constants);
  std::vector<Way> ways;
  if (hired.plan.serving_gpus > 0) {
    ways.push_back(way_of("rent", hired, hired.plan.serving_gpus));
    Scenario own = rent;
    set_fact(own, catalogue, "gpu_source", owned);
    set_fact(own, catalogue, "gpus", hired.plan.serving_gpus);
    OptionEstimate bought = estimate_of_scenario(strategy, own, catalogue, constants);
    const CostLine cards = purchase(hired.plan.serving_gpus, extras.purchase_usd);
    bought.bill.push_back(bill_line(cards, "setup"));
    for (BillLine& line : bought.bill) {
      if (line.label != "hosting" || !extras.hosting_usd_per_kw_month) continue;
      const Watts power{hired.plan.serving_gpus * situation.gpu().tdp_w * constants.energy.server_factor.central};
      const CostLine hosted = hosting_per_month("hosting", power, hosting_rate(extras.hosting_usd_per_kw_month));
      line = bill_line(hosted, "monthly");
      for (auto* sums : {&bought.monthly, &bought.total}) {
        const double share = sums == &bought.monthly ? 1 : annuity(months, constants.cost.discount_rate);
        for (Dollars Estimate<Dollars>::*end :
             {&Estimate<Dollars>::low, &Estimate<Dollars>::central, &Estimate<Dollars>::high})
          (**sums).*end += share * hosted.central;
      }
    }
    for (auto* sums : {&bought.setup, &bought.total}) {
      for (Dollars Estimate<Dollars>::*end :
           {&Estimate<Dollars>::low, &Estimate<Dollars>::central, &Estimate<Dollars>::high})
        (**sums).*end += cards.central;
    }
    ways.push_back(way_of("own", bought, hired.plan.serving_gpus));
  }
  if (strategy.recipe.training == "none") {
    Scenario api = rent;
    set_fact(api, catalogue, "on_premises", 0);
    const OptionEstimate by_token = estimate_of_scenario(strategy, api, catalogue, constants);
    if (by_token.plan.serving == "api") {
      ways.push_back(way_of("api", by_token, 0));
    } else {
      answer.notes.push_back({"estimate.note.api-excluded", {}, false});
    }
  } else {
    answer.notes.push_back({"estimate.note.api-own-weights", {}, false});
  }
  if (ways.size() > 1) compare_ways(answer, ways, months, constants.cost);
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
  const std::string tariff_source = question.region != nullptr ? question.region->power_price_source : std::string();

  std::vector<Way> ways;
  std::vector<std::pair<std::vector<CostLine>, std::vector<CostLine>>> lines;
  const auto add = [&](std::string id, std::vector<CostLine> setup, std::vector<CostLine> monthly, double cards) {
    ways.push_back(way_of(std::move(id), setup, monthly, question.months, cards, cost));
    lines.emplace_back(std::move(setup), std::move(monthly));
  };
  const bool once = question.gpu_hours.central > 0;
  const bool held = question.held_gpus > 0;
  if (once || held) {
    std::vector<CostLine> setup, monthly;
    if (once)
      setup.push_back(rent("training-rent", quantities<GpuHours>(question.gpu_hours), "hours:training", rent_price,
                           question.gpu.id));
    if (held)
      monthly.push_back(rent("held-rent", exactly(GpuHours{question.held_gpus * hours_per_month}), "load", rent_price,
                             question.gpu.id));
    add("rent", std::move(setup), std::move(monthly), question.held_gpus);
  }
  if (question.energy_kwh.central > 0 || once || held) {
    // Owned: what a meter counts, hosting, and the cards themselves.
    std::vector<CostLine> setup, monthly;
    if (question.energy_kwh.central > 0) {
      setup.push_back(power_bill("training-power", quantities<KilowattHours>(question.energy_kwh), "energy", tariff,
                                 tariff_source));
    } else if (once && question.gpu.tdp_w > 0) {
      const auto energy = training_energy(quantities<GpuHours>(question.gpu_hours), Watts{question.gpu.tdp_w},
                                          exactly(1.0), site, constants.energy);
      setup.push_back(power_bill("training-power", spread_of(energy), "hours:training", tariff, tariff_source));
    }
    if (held && question.gpu.tdp_w > 0) {
      const auto energy = serving_energy_held(question.held_gpus, Hours{hours_per_month}, Watts{question.gpu.tdp_w},
                                              {0.25, 0.5, 1}, site, constants.energy);
      monthly.push_back(power_bill("held-power", spread_of(energy), "load", tariff, tariff_source));
      monthly.push_back(hosting_per_month(
          "hosting", Watts{question.held_gpus * question.gpu.tdp_w * constants.energy.server_factor.central},
          hosting_rate(question.hosting_usd_per_kw_month)));
    }
    // Hours alone: the fewest cards that do them within the months.
    const double cards =
        held ? question.held_gpus : std::ceil(question.gpu_hours.central / (question.months * hours_per_month));
    if (held || once) setup.push_back(purchase(cards, question.purchase_usd));
    add("own", std::move(setup), std::move(monthly), cards);
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
    add("api", {}, {api_cost("api", use, rates, cost)}, 0);
  }
  if (ways.empty()) return answer;

  // The first way in full, then all of them side by side.
  const auto& [setup, monthly] = lines.front();
  const Way& first = ways.front();
  add_total(answer, first.setup, first.monthly, first.total, !first.priced, question.months, cost);
  const auto of_period = [&](std::string id, const std::vector<CostLine>& period, const Estimate<Dollars>& sum_of) {
    AnswerFigure figure = money(std::move(id), sum_of, quote_needed(period));
    for (const CostLine& line : period) figure.lines.push_back(answer_line(line));
    return figure;
  };
  answer.figures.insert(answer.figures.begin() + 1,
                        {of_period("setup_usd", setup, first.setup), of_period("monthly_usd", monthly, first.monthly)});
  answer.notes.push_back({"estimate.note.main-way", {said("way", "estimate.way." + first.id)}, false});
  if (rent_price && (once || held)) {
    answer.notes.push_back({"estimate.note.rent-price",
                            {amount("price", rent_price->price.low.value, rent_price->price.high.value, "usd"),
                             amount("sellers", static_cast<double>(rent_price->sellers), "count"),
                             word("oldest", rent_price->oldest), word("newest", rent_price->newest)},
                            false});
  }
  for (std::size_t i = 1; i < ways.size(); ++i) {
    AnswerFigure figure = money(ways[i].id + "_monthly_usd", ways[i].monthly, quote_needed(lines[i].second));
    for (const CostLine& line : lines[i].second) figure.lines.push_back(answer_line(line));
    if (!figure.lines.empty()) answer.figures.push_back(std::move(figure));
    AnswerFigure start = money(ways[i].id + "_setup_usd", ways[i].setup, quote_needed(lines[i].first));
    for (const CostLine& line : lines[i].first) start.lines.push_back(answer_line(line));
    if (!start.lines.empty()) answer.figures.push_back(std::move(start));
  }
  if (ways.size() > 1) compare_ways(answer, ways, question.months, cost);
  return answer;
}

}  // namespace pathfinder
