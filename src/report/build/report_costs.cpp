// What is bought and what it costs: bill of materials, cost by year and by way of obtaining, people, energy, regions,
// plans that lost.
#include <algorithm>
#include <cmath>

#include "report/build/charts.hpp"
#include "report/build/report_parts.hpp"

namespace pathfinder {
namespace {

constexpr double cards_per_spare = 16;  ///< of owned or bought accelerators: one in reserve for each 16 begun

const Part* part(const Line<Dollars>& line, std::string_view unit_begin) {
  for (const Part& one : line.parts) {
    if (one.unit.rfind(unit_begin, 0) == 0) return &one;
  }
  return nullptr;
}

}  // namespace

long long ReportSections::bill_table(std::string_view title, const std::vector<Line<Dollars>>& lines) {
  Table table;
  table.columns = {figure(text("report.column.number")),
                   label(text("report.column.line")),
                   words(text("report.column.priced")),
                   figure(text("report.column.range")),
                   figure(text("report.column.amount", {{"unit", money_.unit()}})),
                   words(text("report.column.source"))};
  long long total = 0;
  bool quotes = false;
  for (const Line<Dollars>& line : lines) {
    std::string priced;
    for (const Part& one : line.parts) {
      // Factors of a formula are no quantities that anybody buys.
      if (one.unit == "ratio" || one.unit == "exponent" || one.unit == "weeks/month") continue;
      // Prices have a column of their own; nothing of something, and once each, say nothing.
      if (one.unit.empty() || one.unit.rfind("usd", 0) == 0 || one.unit.rfind("1/", 0) == 0) continue;
      if (!(std::abs(one.value) > 0) || (one.value == 1 && one.unit.find('/') != std::string::npos)) continue;
      priced += (priced.empty() ? "" : text("list.comma")) + to_text(one.value, say_.style()) +
                std::string(say_.style().word_space) + say_.unit_name(one.unit);
    }
    std::string sources;
    for (const std::string& source : line.basis.sources)
      sources += (sources.empty() ? "" : text("list.comma")) + cited(source);
    const long long units = money_.units(line.central);
    if (!line.quote_needed) total += units;
    quotes = quotes || line.quote_needed;
    table.rows.push_back({{std::to_string(table.rows.size() + 1), text("bill." + line.label), priced,
                           line.quote_needed ? std::string() : to_text(line.low, line.high, say_.style()),
                           line.quote_needed ? text("report.quote_needed") : money_.text(units), sources},
                          line.quote_needed ? Emphasis::warning : Emphasis::none});
  }
  if (table.rows.empty()) return total;
  table.rows.push_back({{"", text(quotes ? "report.sum_without_quotes" : "report.sum"), "", "", money_.text(total), ""},
                        Emphasis::answer});
  paragraph(title);
  table.caption = text(quotes ? "report.bill.caption.quotes" : "report.bill.caption");
  add_table(std::move(table));
  return total;
}

void ReportSections::bill_lines(std::string_view period) {
  std::vector<Line<Dollars>> lines;
  for (const Line<Dollars>& line : winner_estimate()->bill) {
    if (line.period == period) lines.push_back(line);
  }
  bill_table(period == "setup" ? "report.bill.setup" : "report.bill.monthly", lines);
}

/// What finding out costs before the choice: in no option's bill, because it is paid whichever is taken.
void ReportSections::pilot_bill() {
  if (!decision_.sensitivity.pilot) return;
  const PilotAdvice& pilot = *decision_.sensitivity.pilot;
  if (pilot.verdict == PilotVerdict::decide_now) {
    paragraph("report.bill.no-pilot");
    return;
  }
  const long long sum = bill_table("report.bill.pilot", pilot.bill);
  if (pilot.bill.empty() || !winner_estimate()->total) return;
  paragraph("report.bill.with-pilot",
            {{"amount", money_.text(total_units(*winner_estimate()) + sum)}, {"unit", money_.unit()}});
}

std::string ReportSections::price_range(Dollars low, Dollars high, double quantity) const {
  if (!(quantity > 0)) return {};
  return to_text(Dollars{low.value / quantity}, Dollars{high.value / quantity}, say_.style());
}

/// Capability first, a product only as an example: a tender must not name a brand.
void ReportSections::things_to_obtain() {
  const OptionEstimate& estimate = *winner_estimate();
  const Plan& plan = estimate.plan;
  Table table;
  table.columns = {figure(text("report.column.number")),     words(text("report.column.capability")),
                   words(text("report.column.example")),     words(text("report.column.unit")),
                   figure(text("report.column.quantity")),   figure(text("report.column.spares")),
                   figure(text("report.column.unit_price")), figure(text("report.column.power"))};
  const auto row = [&](std::string capability, std::string example, std::string unit, std::string quantity,
                       std::string spares, std::string price, std::string power) {
    table.rows.push_back({{std::to_string(table.rows.size() + 1), std::move(capability), std::move(example),
                           std::move(unit), std::move(quantity), std::move(spares), std::move(price), std::move(power)},
                          Emphasis::none});
  };
  const std::string none(say_.style().absent);
  const bool rents_beside = !plan.training_gpu.empty();
  const auto cards_row = [&](const std::string& kind, double cards, bool held) {
    const auto gpu =
        std::find_if(words_.gpus.begin(), words_.gpus.end(), [&](const Gpu& one) { return one.id == kind; });
    if (!(cards > 0) || gpu == words_.gpus.end()) return;
    std::string price = none;
    for (const Line<Dollars>& line : estimate.bill) {
      // Beside cards of one's own the rent of training is that of its own kind.
      if (rents_beside && (line.label == "training-rent") == held) continue;
      const Part* rate = part(line, "usd/gpu-hour");
      if (rate == nullptr || line.quote_needed || !(line.central.value > 0)) continue;
      // The line's range is that of the price; the quantity is the same at both ends.
      price = text("report.per_gpu_hour",
                   {{"price", to_text(Dollars{rate->value * line.low.value / line.central.value},
                                      Dollars{rate->value * line.high.value / line.central.value}, say_.style())}});
      break;
    }
    row(text("report.capability.gpu", {{"memory", exact_text(gpu->memory_gib)},
                                       {"bandwidth", to_text(gpu->memory_bandwidth_gb_per_s, say_.style())},
                                       {"rate", to_text(gpu->dense_16bit_tflop_per_s(), say_.style())}}),
        gpu->name, text("report.unit.card"), exact_text(cards),
        held ? exact_text(std::ceil(cards / cards_per_spare)) : none, price,
        gpu->tdp_w > 0 ? text("report.kw", {{"kw", to_text(gpu->tdp_w * cards / 1000, say_.style())}}) : none);
  };
  cards_row(plan.gpu, rents_beside ? plan.serving_gpus : std::max(plan.serving_gpus, plan.training_gpus),
            plan.serving == "owned" || plan.training_on == "owned");
  if (rents_beside) cards_row(plan.training_gpu, plan.training_gpus, false);
  if (!plan.model.empty()) {
    const auto model = std::find_if(words_.models.begin(), words_.models.end(),
                                    [&](const LanguageModel& one) { return one.id == plan.model; });
    const bool known = model != words_.models.end();
    row(text("report.capability.model", {{"params", known ? to_text(model->shape.params_total, say_.style()) : none},
                                         {"licence", known && !model->licence.empty() ? model->licence : none}}),
        model_name(plan.model), text("report.unit.piece"), "1", none, none, none);
  }
  if (!plan.api.empty()) {
    const auto line = std::find_if(estimate.bill.begin(), estimate.bill.end(),
                                   [](const Line<Dollars>& one) { return one.label == "api" && !one.quote_needed; });
    row(text("report.capability.api"), plan.api, text("report.unit.month"), exact_text(given("horizon_months")), none,
        line == estimate.bill.end() ? none : to_text(line->low, line->high, say_.style()), none);
  }
  for (const Line<Dollars>& line : estimate.bill) {
    if (line.label != "vector-store" && line.label != "cpu-server") continue;
    const double months = line.period == "setup" ? 1 : given("horizon_months");
    row(text("bill." + line.label), none, text(line.period == "setup" ? "report.unit.piece" : "report.unit.month"),
        exact_text(months), none, line.quote_needed ? text("report.quote_needed") : price_range(line.low, line.high, 1),
        none);
  }
  if (table.rows.empty()) return;
  paragraph("report.obtain");
  table.caption = text("report.obtain.caption", {{"cards", exact_text(cards_per_spare)}});
  add_table(std::move(table));
}

void ReportSections::bill() {
  if (winner_estimate() == nullptr) return;
  things_to_obtain();
  bill_lines("setup");
  bill_lines("monthly");
  pilot_bill();
}

void ReportSections::ways() {
  const OptionEstimate& estimate = *winner_estimate();
  Table table;
  table.columns = {label(text("report.column.way")), figure(text("table.setup")), figure(text("report.column.month")),
                   figure(text("table.total_months", {{"months", exact_text(given("horizon_months"))}})),
                   words(text("report.column.remark"))};
  for (const Sourcing& way : estimate.ways) {
    std::string remark;
    const auto say = [&](const std::string& said) { remark += (remark.empty() ? "" : text("list.semicolon")) + said; };
    if (way.chosen) say(text("report.way.chosen"));
    std::string quotes, excluded;
    for (const std::string& label : way.quotes)
      quotes += (quotes.empty() ? "" : text("list.comma")) + text("bill." + label);
    for (const std::string& fact : way.excluded)
      excluded += (excluded.empty() ? "" : text("list.comma")) + fact_name(fact);
    if (!quotes.empty()) say(text("report.way.quotes", {{"lines", quotes}}));
    if (!excluded.empty()) say(text("report.way.excluded", {{"facts", excluded}}));
    table.rows.push_back({{way_name(way.id), shown(way.setup), shown(way.monthly), shown(way.total), remark},
                          way.chosen ? Emphasis::answer : Emphasis::none});
  }
  if (!table.rows.empty()) paragraph("report.ways");
  add_table(std::move(table));
  std::vector<std::string> crossings;
  for (const SourcingBreakEven& one : estimate.break_even) {
    std::string range;
    if (one.earliest || one.latest) {
      range = text("report.crossing.range",
                   {{"low", one.earliest ? exact_text(std::round(*one.earliest)) : std::string(say_.style().absent)},
                    {"high", one.latest ? exact_text(std::round(*one.latest)) : std::string(say_.style().absent)}});
    }
    crossings.push_back(text("report.crossing." + one.kind, {{"first", way_name(one.first)},
                                                             {"second", way_name(one.second)},
                                                             {"month", exact_text(std::round(one.month))},
                                                             {"range", range}}));
  }
  rows_of(text("report.label.crossing"), crossings);
  add_chart(ways_chart(decision_, say_));
  add_chart(load_chart(decision_, say_));
}

void ReportSections::tco() {
  const OptionEstimate* estimate = winner_estimate();
  if (estimate == nullptr) return;
  if (estimate->total) {
    paragraph("report.tco", {{"months", exact_text(given("horizon_months"))},
                             {"central", money_.text(total_units(*estimate))},
                             {"unit", money_.unit()},
                             {"range", shown(estimate->total)}});
    if (const std::string lines = lines_to_quote(*estimate); !lines.empty())
      add(Paragraph{text("report.tco.left_out", {{"lines", lines}}), Emphasis::warning, ""});
  }
  Table horizons;
  horizons.columns = {label(text("report.column.horizon")), figure(text("chart.low")), figure(text("chart.central")),
                      figure(text("chart.high"))};
  for (const HorizonCost& one : estimate->horizons) {
    horizons.rows.push_back({{months_text(one.months), to_text(one.total.low, say_.style()),
                              to_text(one.total.central, say_.style()), to_text(one.total.high, say_.style())},
                             Emphasis::none});
  }
  if (!horizons.rows.empty()) paragraph("report.tco.horizons");
  add_table(std::move(horizons));
  add_chart(years_chart(decision_, say_));
  ways();
}

void ReportSections::staff() {
  const OptionEstimate* estimate = winner_estimate();
  if (estimate == nullptr) return;
  KeyValues rows;
  const auto row = [&](std::string_view id, std::string said) {
    if (!said.empty()) rows.rows.push_back({text(id), std::move(said), "", "", Emphasis::none});
  };
  if (estimate->weeks_to_value) row("report.label.weeks", to_text(*estimate->weeks_to_value, say_.style()));
  if (estimate->staff_weeks) {
    std::vector<Field> work = say_.paid_work(*estimate);
    const std::string_view said = work.empty() ? "report.staff_weeks" : "report.staff_paid";
    work.push_back({"weeks", to_text(*estimate->staff_weeks, say_.style())});
    row("report.label.staff", say_.texts()(said, work));
  }
  if (estimate->labels_to_write > 0)
    row("report.label.labels", text("report.labels", {{"labels", to_text(estimate->labels_to_write, say_.style())}}));
  for (const Line<Dollars>& line : estimate->bill) {
    if (line.label.rfind("people.", 0) != 0 && line.label != "labelling" && line.label != "evaluation-set") continue;
    row("report.label.cost_of",
        text("report.cost_of",
             {{"line", text("bill." + line.label)},
              {"amount", line.quote_needed ? text("report.quote_needed") : to_text(line.low, line.high, say_.style())},
              {"period", text(line.period == "setup" ? "report.once" : "report.a_month")}}));
  }
  if (!rows.rows.empty()) add(std::move(rows));
}

void ReportSections::energy() {
  const OptionEstimate* estimate = winner_estimate();
  if (estimate == nullptr) return;
  if (!estimate->energy) {
    if (!estimate->plan.api.empty()) paragraph("report.energy.unknown");
    return;
  }
  KeyValues rows;
  const Field months{"months", exact_text(given("horizon_months"))};
  rows.rows.push_back(
      {text("report.label.energy", {months}), to_text(*estimate->energy, say_.style()), "", "", Emphasis::none});
  if (estimate->co2)
    rows.rows.push_back(
        {text("report.label.co2", {months}), to_text(*estimate->co2, say_.style()), "", "", Emphasis::none});
  if (estimate->retrieval_extra_energy)
    rows.rows.push_back(
        {text("report.label.extra"),
         text("report.extra", {{"range", percent(estimate->retrieval_extra_energy->low,
                                                 estimate->retrieval_extra_energy->high, say_.style())}}),
         "", "", Emphasis::none});
  add(std::move(rows));
}

void ReportSections::regions() {
  constexpr int cheapest = 10;  ///< and of each accounting of carbon the three lowest, and the region of the plan
  constexpr int cleanest = 3;
  std::vector<const RegionView*> views;
  for (const RegionView& one : decision_.regions) views.push_back(&one);
  std::stable_sort(views.begin(), views.end(), [](const RegionView* a, const RegionView* b) {
    return (a->rank_by_cost > 0 ? a->rank_by_cost : 1000) < (b->rank_by_cost > 0 ? b->rank_by_cost : 1000);
  });
  // Where a country's tariff stands in, many places share a rank: the first ten are enough.
  int priced = 0;
  std::erase_if(views, [&](const RegionView* one) {
    const bool cheap = one->rank_by_cost > 0 && ++priced <= cheapest;
    return !one->chosen && !cheap && !(one->rank_by_carbon > 0 && one->rank_by_carbon <= cleanest);
  });
  const bool training = !views.empty() && views.front()->of == "training";
  Table table;
  table.columns = {label(text("report.column.region")),
                   figure(text(training ? "report.column.power_cost" : "report.column.power_cost.month")),
                   figure(text("report.column.by_cost")),
                   figure(text(training ? "report.column.co2" : "report.column.co2.month")),
                   figure(text("report.column.by_carbon")),
                   words(text("report.column.carbon_method"))};
  const auto rank = [&](int place) { return place > 0 ? std::to_string(place) : std::string(say_.style().absent); };
  for (const RegionView* one : views) {
    const auto region = std::find_if(words_.regions.begin(), words_.regions.end(),
                                     [&](const Region& held) { return held.id == one->region; });
    const std::string method = "carbon.method." + one->carbon_method;
    table.rows.push_back(
        {{region == words_.regions.end() ? one->region : say_.texts()(region->name),
          one->power_cost ? to_text(*one->power_cost, say_.style()) : std::string(say_.style().absent),
          rank(one->rank_by_cost), one->co2 ? to_text(*one->co2, say_.style()) : std::string(say_.style().absent),
          rank(one->rank_by_carbon), say_.texts().has(method) ? text(method) : one->carbon_method},
         one->chosen ? Emphasis::answer : Emphasis::none});
  }
  if (!table.rows.empty()) {
    table.caption = text("report.regions.caption",
                         {{"shown", std::to_string(views.size())}, {"all", std::to_string(decision_.regions.size())}});
  }
  add_table(std::move(table));
}

void ReportSections::plans() {
  const OptionEstimate* estimate = winner_estimate();
  if (estimate == nullptr) return;
  Table table;
  table.columns = {words(text("report.column.plan")), figure(text("report.column.total")),
                   words(text("report.column.lost"))};
  const auto described = [&](const PlanAlternative& plan) {
    std::string said;
    const auto say = [&](const std::string& one) { said += (said.empty() ? "" : text("list.comma")) + one; };
    if (!plan.model.empty()) say(model_name(plan.model));
    std::string apis = plan.api;
    for (std::size_t at = apis.find(", "); at != std::string::npos; at = apis.find(", ", at + 1))
      apis.replace(at, 2, text("list.comma"));
    if (!apis.empty()) say(apis);
    const bool api = plan.on == "api";
    if (const std::string on = "report.on." + plan.on; api && say_.texts().has(on))
      said = text(on) + text("list.colon") + said;
    const bool rents_beside = !plan.training_gpu.empty();
    const double cards = rents_beside ? plan.serving_gpus : std::max(plan.serving_gpus, plan.training_gpus);
    if (!plan.gpu.empty() && cards > 0)
      say(text("report.cards", {{"count", exact_text(cards)}, {"gpu", gpu_name(plan.gpu)}}));
    if (rents_beside)
      say(text("report.cards", {{"count", exact_text(plan.training_gpus)},
                                {"gpu", text("gpu.rented", {{"gpu", gpu_name(plan.training_gpu)}})}}));
    if (!plan.precision.empty()) say(plan.precision);
    if (const std::string on = "report.on." + plan.on; !api && say_.texts().has(on)) say(text(on));
    return said;
  };
  for (const PlanAlternative& plan : estimate->alternatives) {
    const std::string lost = plan.lost_by.empty() ? std::string() : say_.lost_words(plan, *estimate);
    table.rows.push_back({{described(plan), shown(plan.total), lost}, Emphasis::none});
  }
  if (!table.rows.empty()) paragraph("report.plans");
  add_table(std::move(table));
  Table constraints;
  constraints.columns = {label(text("report.column.constraint")), label(text("table.option")),
                         figure(text("report.column.with")), figure(text("report.column.without")),
                         words(text("report.column.freed"))};
  for (const ConstraintCost& one : decision_.constraints) {
    const auto amount = [&](const std::optional<Dollars>& held) {
      return held ? to_text(*held, say_.style()) : std::string(say_.style().absent);
    };
    constraints.rows.push_back({{constraint_name(one), say_.strategy_name(one.strategy), amount(one.with),
                                 amount(one.without), described(one.freed)},
                                Emphasis::none});
  }
  if (!constraints.rows.empty()) paragraph("report.constraints");
  add_table(std::move(constraints));
}

}  // namespace pathfinder
