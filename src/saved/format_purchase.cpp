#include <array>

#include "pathfinder/base/declared.hpp"

#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

void optional_flag(Fields& fields, std::string_view key, std::optional<bool>& held) {
  JsonScalar value;
  if (held) value = *held;
  fields.scalar(key, R"({"type":"boolean"})", value);
  if (const bool* flag = std::get_if<bool>(&value)) held = *flag;
}

void year(Fields& fields, YearBill& year, FormatContext& context) {
  double number = year.year;
  fields.number("year", number, within(1, 1000, Need::required));
  year.year = static_cast<int>(number);
  fields.number("months", year.months, positive(Need::required));
  each(
      fields, "lines", year.lines,
      [&](Fields& inner, Line<Dollars>& line) {
        context.cite(inner, "line", line.label, Cited::text, Need::required, "bill.");
        amount(inner, "usd", line.central);
      },
      Need::required);
  context.figure(fields, "cost_usd", year.cost, "usd");
}

void way(Fields& fields, Sourcing& way, FormatContext& context) {
  context.cite(fields, "way", way.id, Cited::text, Need::required, "way.");
  fields.flag("chosen", way.chosen, Need::required);
  context.figure(fields, "setup_usd", way.setup, "usd");
  context.figure(fields, "monthly_usd", way.monthly, "usd/month");
  context.figure(fields, "total_usd", way.total, "usd");
  count(fields, "cards_to_buy", way.cards_to_buy);
  fields.flag("quote_needed", way.quote_needed);
  fields.texts("quotes", way.quotes);
  for (const std::string& label : way.quotes) context.check(fields, "quotes", label, Cited::text, "bill.");
  // [month, US dollars], every three months.
  constexpr double step = 3;
  std::vector<std::array<double, 2>> points;
  for (std::size_t i = 0; i < way.accumulated.size(); ++i)
    points.push_back({step * static_cast<double>(i), way.accumulated[i].value});
  fields.points("accumulated_usd_by_month", points);
  if (!fields.writes()) {
    for (const auto& point : points) way.accumulated.push_back({point[1]});
  }
  fields.texts("excluded", way.excluded);
  for (const std::string& fact : way.excluded) {
    context.cite_if_known(fields, Cited::fact, fact);
  }
}

void alternative(Fields& fields, PlanAlternative& plan, FormatContext& context) {
  context.cite(fields, "model", plan.model, Cited::model);
  context.cite(fields, "gpu", plan.gpu, Cited::gpu);
  fields.text("on", plan.on);
  fields.text("api", plan.api);
  count(fields, "training_gpus", plan.training_gpus);
  context.cite(fields, "training_gpu", plan.training_gpu, Cited::gpu);
  count(fields, "serving_gpus", plan.serving_gpus);
  context.cite(fields, "training_recipe", plan.training_recipe, Cited::text, Need::optional, "recipe.");
  fields.text("precision", plan.precision);
  count(fields, "tensor_parallel", plan.tensor_parallel);
  count(fields, "micro_batch", plan.micro_batch);
  context.figure(fields, "total_usd", plan.total, "usd");
  optional_amount(fields, "weeks", plan.weeks);
  context.cite(fields, "lost_by", plan.lost_by, Cited::text, Need::optional, "lost.");
  fields.number("found", plan.found);
  fields.number("limit", plan.limit);
}

void workload(Fields& fields, Workload& workload, FormatContext& context) {
  fields.number("input_tokens", workload.input_tokens, not_negative(Need::required));
  fields.number("output_tokens", workload.output_tokens, not_negative(Need::required));
  fields.number("requests_per_s", workload.requests_per_s, not_negative(Need::required));
  fields.number("concurrency", workload.concurrency, not_negative(Need::required));
  count(fields, "latency_limit_ms", workload.latency_limit_ms);
  context.figure(fields, "tokens_per_s_out", workload.tokens_per_s_out, "tokens/s");
}

}  // namespace

void describe_bill_line(Fields& fields, Line<Dollars>& line, FormatContext& context) {
  context.cite(fields, "line", line.label, Cited::text, Need::required, "bill.");
  context.sentence(
      fields, "text", [&](const Sentences& say) { return say.texts()("bill." + line.label); }, Need::required);
  fields.choice("period", line.period, {"setup", "monthly"}, Need::required);
  if (!fields.writes() || !line.stage.empty())
    context.cite(fields, "stage", line.stage, Cited::text, Need::optional, "stage.");
  if (!fields.writes() || line.cash_share < 1) fields.number("cash_share", line.cash_share, within(0, 1));
  fields.flag("quote_needed", line.quote_needed);
  if (!fields.writes() || !line.quote_needed) {
    fields.object("usd", [&](Fields& inner) {
      amount(inner, "low", line.low);
      amount(inner, "central", line.central);
      amount(inner, "high", line.high);
      rising(inner, {{"low", line.low.value}, {"central", line.central.value}, {"high", line.high.value}});
    });
  }
  each(fields, "parts", line.parts, [&](Fields& inner, Part& part) {
    context.citations().units.insert(part.unit);
    inner.text("symbol", part.symbol, Need::required);
    inner.number("value", part.value);
    inner.text("unit", part.unit);
  });
  fields.text("method", line.basis.method, Need::required);
  context.sources(fields, "sources", line.basis.sources, Need::required);
  context.assumptions(fields, line.basis);
}

void describe_purchase(Fields& fields, OptionEstimate& estimate, FormatContext& context) {
  each(
      fields, "bill", estimate.bill,
      [&](Fields& inner, Line<Dollars>& one) { describe_bill_line(inner, one, context); }, Need::required);
  each(fields, "years", estimate.years, [&](Fields& inner, YearBill& one) { year(inner, one, context); });
  each(fields, "horizons", estimate.horizons, [&](Fields& inner, HorizonCost& one) {
    inner.number("months", one.months, positive(Need::required));
    context.figure(inner, "total_usd", one.total, "usd");
  });
  each(fields, "ways", estimate.ways, [&](Fields& inner, Sourcing& one) { way(inner, one, context); });
  each(fields, "break_even", estimate.break_even, [&](Fields& inner, SourcingBreakEven& one) {
    context.cite(inner, "first", one.first, Cited::text, Need::required, "way.");
    context.cite(inner, "second", one.second, Cited::text, Need::required, "way.");
    inner.choice("kind", one.kind, {"first_always", "second_always", "equal", "at_month"}, Need::required);
    double month = one.kind == "at_month" ? one.month : nan;
    inner.number("month", month);
    if (!inner.writes() && !std::isnan(month)) one.month = month;
    optional_amount(inner, "earliest_month", one.earliest);
    optional_amount(inner, "latest_month", one.latest);
    inner.flag("first_wins_later", one.first_wins_later);
  });
  each(fields, "by_load", estimate.by_load, [&](Fields& inner, LoadPoint& one) {
    inner.number("queries_per_day", one.queries_per_day, not_negative(Need::required));
    context.cite(inner, "way", one.way, Cited::text, Need::required, "way.");
    amount(inner, "monthly_usd", one.monthly);
  });
  each(fields, "alternatives", estimate.alternatives,
       [&](Fields& inner, PlanAlternative& one) { alternative(inner, one, context); });
  if (!fields.writes() || estimate.own_cards) {
    fields.object("own_cards", [&](Fields& inner) {
      if (!estimate.own_cards) estimate.own_cards.emplace();
      alternative(inner, *estimate.own_cards, context);
    });
  }
  if (!fields.writes() || estimate.workload) {
    fields.object("workload", [&](Fields& inner) {
      if (!estimate.workload) estimate.workload.emplace();
      workload(inner, *estimate.workload, context);
    });
  }
}

void describe_plan(Fields& fields, Plan& plan, FormatContext& context) {
  context.cite(fields, "model", plan.model, Cited::model);
  fields.text("api", plan.api);
  context.cite(fields, "gpu", plan.gpu, Cited::gpu);
  context.cite(fields, "training_gpu", plan.training_gpu, Cited::gpu);
  fields.choice("training_on", plan.training_on, {"owned", "rented", "bought", "hosted", "none"});
  context.cite(fields, "training_recipe", plan.training_recipe, Cited::text, Need::optional, "recipe.");
  if (!plan.training_recipe.empty())
    context.check(fields, "training_recipe", plan.training_recipe, Cited::text, "recipe.short.");
  fields.text("sharding", plan.sharding);
  count(fields, "training_gpus", plan.training_gpus);
  count(fields, "micro_batch", plan.micro_batch);
  count(fields, "sequence_tokens", plan.sequence);
  count(fields, "train_tokens", plan.train_tokens);
  fields.choice("serving", plan.serving, {"owned", "rented", "bought", "api", "cpu", "device"});
  count(fields, "serving_gpus", plan.serving_gpus);
  count(fields, "tensor_parallel", plan.tensor_parallel);
  fields.text("precision", plan.precision);
  optional_flag(fields, "fits", plan.fits);
  each(fields, "notes", plan.notes, [&](Fields& inner, Field& note) {
    context.cite(inner, "id", note.name, Cited::text, Need::required);
    inner.text("what", note.value);
  });
}

void describe_constraint(Fields& fields, ConstraintCost& cost, FormatContext& context) {
  fields.text("constraint", cost.constraint, Need::required);
  context.cite_if_known(fields, Cited::fact, cost.constraint);
  context.cite(fields, "strategy", cost.strategy, Cited::strategy, Need::required);
  optional_amount(fields, "with_usd", cost.with);
  optional_amount(fields, "without_usd", cost.without);
  fields.flag("quote_needed", cost.quote_needed);
  fields.object(
      "freed", [&](Fields& inner) { alternative(inner, cost.freed, context); }, Need::required);
}

void describe_region(Fields& fields, RegionView& region, FormatContext& context) {
  context.cite(fields, "region", region.region, Cited::region, Need::required);
  fields.choice("of", region.of, {"training", "month"}, Need::required);
  optional_amount(fields, "power_usd", region.power_cost);
  optional_amount(fields, "co2_kg", region.co2);
  fields.text("carbon_method", region.carbon_method);
  const auto rank = [&](std::string_view key, int& held) {
    double number = held;
    count(fields, key, number);
    held = static_cast<int>(number);
  };
  rank("rank_by_cost", region.rank_by_cost);
  rank("rank_by_carbon", region.rank_by_carbon);
  fields.flag("chosen", region.chosen, Need::required);
}

}  // namespace pathfinder::saved
