#include "report/build/charts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pathfinder/base/math.hpp"
#include "pathfinder/wording/exact_money.hpp"

namespace pathfinder {
namespace {

constexpr double logarithmic_from = 30;  ///< largest over smallest: beyond, a linear axis hides the small ones
constexpr std::size_t most_lines = 7;    ///< of a stacked bar; the smallest beyond become one
constexpr double months_between = 3;     ///< of Sourcing::accumulated

/// Ends and ticks of an axis of money.
struct MoneyAxis {
  bool logarithmic = false;
  std::vector<ChartTick> ticks;

  double operator()(double shown) const {
    return logarithmic ? (shown > 0 ? pathfinder::log10(shown) : std::nan("")) : shown;
  }
};

/// 1, 2 or 5 times a power of ten that parts `range` into at most six.
double tick_step(double range) {
  double step = 1;
  while (step * 6 < range) step *= 10;
  while (step / 10 * 6 >= range && step > 1e-9) step /= 10;
  if (step / 5 * 6 >= range) return step / 5;
  if (step / 2 * 6 >= range) return step / 2;
  return step;
}

class Drawer {
 public:
  Drawer(const Decision& decision, const Sentences& say) : decision_(decision), say_(say) {}

  const Texts& texts() const { return say_.texts(); }

  /// In the currency shown: its round numbers are the axis's ticks.
  double shown(Dollars amount) const { return amount.value * say_.style().units_per_usd; }
  std::string money(double shown) const { return to_text(Dollars{shown / say_.style().units_per_usd}, say_.style()); }
  std::string money(const Estimate<Dollars>& amount) const { return to_text(amount, say_.style()); }

  MoneyAxis axis(double least, double most, bool wish_logarithmic) const {
    MoneyAxis axis;
    axis.logarithmic = wish_logarithmic && least > 0 && most / least > logarithmic_from;
    if (axis.logarithmic) {
      double power = 1;
      while (power > least) power /= 10;
      while (power * 10 <= least) power *= 10;
      for (; power < most * 10; power *= 10) axis.ticks.push_back({pathfinder::log10(power), money(power)});
    } else {
      const double step = tick_step(std::max(most, 0.0) - std::min(least, 0.0));
      for (double n = std::floor(std::min(least, 0.0) / step); n <= std::ceil(most / step); ++n)
        axis.ticks.push_back({n * step, money(n * step)});
    }
    return axis;
  }

  std::string axis_name(std::string_view id, const MoneyAxis& axis, std::initializer_list<Field> fields = {}) const {
    const std::string name = texts()(id, fields);
    return axis.logarithmic ? texts()("chart.logarithmic", {{"axis", name}}) : name;
  }

  /// "Title: rag $18–46k; prompting …".
  std::string alternative(const std::string& title, const std::vector<std::string>& items) const {
    std::string list;
    for (const std::string& item : items) list += (list.empty() ? "" : texts()("list.semicolon")) + item;
    return texts()("chart.alternative", {{"title", title}, {"list", list}});
  }
  std::string item(const std::string& name, const std::string& value) const {
    return texts()("chart.item", {{"name", name}, {"value", value}});
  }

  double horizon(const Words& words) const {
    const std::size_t slot = words.vocabulary.find("horizon_months");
    return slot < decision_.facts.size() ? decision_.facts[slot].value : std::nan("");
  }

  const Decision& decision() const { return decision_; }
  const Sentences& say() const { return say_; }

  static TableColumn name_column(std::string header) { return {std::move(header), ColumnRole::label, Align::left}; }
  static TableColumn figure_column(std::string header) { return {std::move(header), ColumnRole::figure, Align::right}; }

  std::string way(const std::string& id) const {
    const std::string text = "way." + id;
    return texts().has(text) ? texts()(text) : id;
  }

 private:
  const Decision& decision_;
  const Sentences& say_;
};

}  // namespace

std::optional<Chart> options_chart(const Decision& decision, const Words& words, const Sentences& say) {
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  Chart chart;
  chart.kind = Chart::Kind::intervals;
  chart.title = texts("chart.options", {{"months", exact_text(draw.horizon(words))}});
  chart.numbers.columns = {Drawer::name_column(texts("table.option")), Drawer::figure_column(texts("chart.low")),
                           Drawer::figure_column(texts("chart.central")), Drawer::figure_column(texts("chart.high"))};
  double least = std::numeric_limits<double>::infinity(), most = 0;
  std::vector<const Assessment*> shown;
  for (const Assessment& option : decision.ranking) {
    const auto& total = option.estimate.total;
    if (option.standing == Standing::blocked || !total || !(total->high.value > 0)) continue;
    shown.push_back(&option);
    least = std::min(least, draw.shown(total->low));
    most = std::max(most, draw.shown(total->high));
  }
  if (shown.empty()) return std::nullopt;
  const MoneyAxis axis = draw.axis(least, most, true);
  chart.axis = draw.axis_name("chart.axis.total", axis);
  chart.ticks = axis.ticks;
  if (axis.logarithmic) chart.origin = axis.ticks.front().at;
  ChartSeries series;
  std::vector<std::string> items;
  for (const Assessment* option : shown) {
    const Estimate<Dollars>& total = *option->estimate.total;
    const bool winner = option == decision.winner();
    if (winner) chart.marked = chart.categories.size();
    chart.categories.push_back(say.strategy_name(option->strategy));
    chart.labels.push_back(draw.money(total));
    series.low.push_back(axis(draw.shown(total.low)));
    series.values.push_back(axis(draw.shown(total.central)));
    series.high.push_back(axis(draw.shown(total.high)));
    items.push_back(draw.item(chart.categories.back(), chart.labels.back()));
    chart.numbers.rows.push_back({{chart.categories.back(), to_text(total.low, say.style()),
                                   to_text(total.central, say.style()), to_text(total.high, say.style())},
                                  winner ? Emphasis::answer : Emphasis::none});
  }
  chart.series = {series};
  chart.alternative = draw.alternative(chart.title, items);
  return chart;
}

std::optional<Chart> years_chart(const Decision& decision, const Sentences& say) {
  const Assessment* winner = decision.winner();
  if (winner == nullptr || winner->estimate.years.empty()) return std::nullopt;
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  const ExactMoney adding(say);
  const std::vector<YearBill>& years = winner->estimate.years;

  struct BillRow {
    std::string label;
    std::vector<long long> units;
    long long sum = 0;
  };
  std::vector<BillRow> rows;
  for (std::size_t y = 0; y < years.size(); ++y) {
    for (const Line<Dollars>& line : years[y].lines) {
      auto row = std::find_if(rows.begin(), rows.end(), [&](const BillRow& one) { return one.label == line.label; });
      if (row == rows.end()) row = rows.insert(rows.end(), {line.label, std::vector<long long>(years.size(), 0), 0});
      const long long units = adding.units(line.central);
      row->units[y] += units;
      row->sum += units;
    }
  }
  std::erase_if(rows, [](const BillRow& row) {
    return std::all_of(row.units.begin(), row.units.end(), [](long long units) { return units == 0; });
  });
  if (rows.empty()) return std::nullopt;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const BillRow& a, const BillRow& b) { return std::abs(a.sum) > std::abs(b.sum); });

  Chart chart;
  chart.kind = Chart::Kind::stacked_bars;
  chart.title = texts("chart.years", {{"option", say.strategy_name(winner->strategy)}});
  chart.numbers.columns = {Drawer::name_column(texts("chart.line"))};
  BillRow total{"", std::vector<long long>(years.size(), 0), 0};
  const double unit = say.style().in_ten_thousands ? 100 : 1;
  double most = 0, least = 0;
  for (std::size_t y = 0; y < years.size(); ++y) {
    chart.categories.push_back(texts("chart.year", {{"year", std::to_string(years[y].year)}}));
    chart.numbers.columns.push_back(Drawer::figure_column(chart.categories.back()));
    double above = 0, below = 0;
    for (const BillRow& row : rows) {
      total.units[y] += row.units[y];
      (row.units[y] < 0 ? below : above) += static_cast<double>(row.units[y]) * unit;
    }
    total.sum += total.units[y];
    most = std::max(most, above);
    least = std::min(least, below);
    chart.labels.push_back(draw.money(static_cast<double>(total.units[y]) * unit));
  }
  chart.numbers.columns.push_back(Drawer::figure_column(texts("chart.sum")));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const bool own = rows.size() <= most_lines + 1 || r < most_lines;
    if (own || r == most_lines) {
      chart.series.push_back({own ? texts("bill." + rows[r].label) : texts("chart.other"), {}, {}, {}, {}});
      chart.series.back().values.assign(years.size(), 0.0);
    }
    TableRow shown{{texts("bill." + rows[r].label)}, Emphasis::none};
    for (std::size_t y = 0; y < years.size(); ++y) {
      chart.series.back().values[y] += static_cast<double>(rows[r].units[y]) * unit;
      shown.cells.push_back(adding.text(rows[r].units[y]));
    }
    shown.cells.push_back(adding.text(rows[r].sum));
    chart.numbers.rows.push_back(std::move(shown));
  }
  TableRow last{{texts("chart.sum")}, Emphasis::answer};
  for (const long long units : total.units) last.cells.push_back(adding.text(units));
  last.cells.push_back(adding.text(total.sum));
  chart.numbers.rows.push_back(std::move(last));
  chart.numbers.caption = texts("chart.years.caption", {{"currency", say.style().currency}});

  const MoneyAxis axis = draw.axis(least, most, false);
  chart.ticks = axis.ticks;
  chart.axis = draw.axis_name("chart.axis.year", axis);
  std::vector<std::string> items;
  for (std::size_t y = 0; y < years.size(); ++y) items.push_back(draw.item(chart.categories[y], chart.labels[y]));
  chart.alternative = draw.alternative(chart.title, items);
  return chart;
}

std::optional<Chart> ways_chart(const Decision& decision, const Sentences& say) {
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return std::nullopt;
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  Chart chart;
  chart.kind = Chart::Kind::lines;
  chart.title = texts("chart.ways", {{"option", say.strategy_name(winner->strategy)}});
  chart.numbers.columns = {Drawer::name_column(texts("chart.month"))};
  double most = 0, last_month = 0;
  std::vector<std::string> items;
  std::vector<const Sourcing*> shown;
  std::string left_out;
  for (const Sourcing& way : winner->estimate.ways) {
    // A way that cannot be had, or whose sum is not complete, has no line to compare.
    if (way.quote_needed) {
      std::string lines;
      for (const std::string& label : way.quotes)
        lines += (lines.empty() ? "" : texts("list.comma")) + texts("bill." + label);
      left_out += (left_out.empty() ? "" : texts("list.semicolon")) +
                  texts("chart.way_to_quote", {{"way", draw.way(way.id)}, {"lines", lines}});
    }
    if (way.accumulated.size() < 2 || way.quote_needed || (!way.excluded.empty() && !way.chosen)) continue;
    if (way.chosen) chart.marked = chart.series.size();
    ChartSeries series;
    series.name = draw.way(way.id);
    for (std::size_t i = 0; i < way.accumulated.size(); ++i) {
      series.x.push_back(months_between * static_cast<double>(i));
      series.values.push_back(draw.shown(way.accumulated[i]));
      most = std::max(most, series.values.back());
      last_month = std::max(last_month, series.x.back());
    }
    items.push_back(draw.item(series.name, draw.money(series.values.back())));
    chart.numbers.columns.push_back(Drawer::figure_column(series.name));
    chart.series.push_back(std::move(series));
    shown.push_back(&way);
  }
  if (chart.series.size() < 2) return std::nullopt;
  for (double month = 0; month <= last_month; month += 12) {
    chart.x_ticks.push_back({month, exact_text(month)});
    TableRow row{{exact_text(month)}, Emphasis::none};
    for (const Sourcing* way : shown) {
      const auto at = static_cast<std::size_t>(month / months_between);
      row.cells.push_back(at < way->accumulated.size() ? to_text(way->accumulated[at], say.style()) : "");
    }
    chart.numbers.rows.push_back(std::move(row));
  }
  const MoneyAxis axis = draw.axis(0, most, false);
  chart.ticks = axis.ticks;
  chart.axis = draw.axis_name("chart.axis.accumulated", axis);
  chart.x_axis = texts("chart.axis.months");
  chart.alternative =
      draw.alternative(texts("chart.after", {{"title", chart.title}, {"months", exact_text(last_month)}}), items);
  if (!left_out.empty()) {
    chart.numbers.caption = texts("chart.ways.left_out", {{"ways", left_out}});
    chart.alternative += texts("sentence.space") + chart.numbers.caption;
  }
  return chart;
}

std::optional<Chart> load_chart(const Decision& decision, const Sentences& say) {
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return std::nullopt;
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  Chart chart;
  chart.kind = Chart::Kind::lines;
  chart.title = texts("chart.load", {{"option", say.strategy_name(winner->strategy)}});
  double least = std::numeric_limits<double>::infinity(), most = 0;
  std::vector<std::string> ways;
  std::vector<double> loads;
  for (const LoadPoint& point : winner->estimate.by_load) {
    if (!(point.queries_per_day > 0) || !(point.monthly.value > 0)) continue;
    if (std::find(ways.begin(), ways.end(), point.way) == ways.end()) ways.push_back(point.way);
    if (std::find(loads.begin(), loads.end(), point.queries_per_day) == loads.end())
      loads.push_back(point.queries_per_day);
    least = std::min(least, draw.shown(point.monthly));
    most = std::max(most, draw.shown(point.monthly));
  }
  std::sort(loads.begin(), loads.end());
  // In the order, and so in the colours, of the chart by month.
  const auto place = [&](const std::string& id) {
    const std::vector<Sourcing>& all = winner->estimate.ways;
    return std::find_if(all.begin(), all.end(), [&](const Sourcing& way) { return way.id == id; }) - all.begin();
  };
  std::stable_sort(ways.begin(), ways.end(),
                   [&](const std::string& a, const std::string& b) { return place(a) < place(b); });
  if (ways.size() < 2 || loads.size() < 2) return std::nullopt;
  const MoneyAxis axis = draw.axis(least, most, true);
  chart.ticks = axis.ticks;
  chart.axis = draw.axis_name("chart.axis.monthly", axis);
  chart.x_axis = texts("chart.axis.load");
  chart.numbers.columns = {Drawer::name_column(texts("chart.axis.load"))};
  for (const double load : loads) {
    chart.x_ticks.push_back({pathfinder::log10(load), to_text(load, say.style())});
    chart.numbers.rows.push_back({{to_text(load, say.style())}, Emphasis::none});
  }
  std::vector<std::string> items;
  for (const std::string& way : ways) {
    const Sourcing* sourcing = nullptr;
    for (const Sourcing& one : winner->estimate.ways) sourcing = one.id == way ? &one : sourcing;
    if (sourcing != nullptr && sourcing->chosen) chart.marked = chart.series.size();
    ChartSeries series;
    series.name = draw.way(way);
    chart.numbers.columns.push_back(Drawer::figure_column(series.name));
    for (std::size_t i = 0; i < loads.size(); ++i) {
      std::string cell;
      for (const LoadPoint& point : winner->estimate.by_load) {
        if (point.way != way || point.queries_per_day != loads[i] || !(point.monthly.value > 0)) continue;
        series.x.push_back(pathfinder::log10(loads[i]));
        series.values.push_back(axis(draw.shown(point.monthly)));
        cell = to_text(point.monthly, say.style());
      }
      if (cell.empty()) {
        cell = say.style().absent;
        chart.numbers.caption = texts("chart.load.absent");
      }
      if (i + 1 == loads.size()) items.push_back(draw.item(series.name, cell));
      chart.numbers.rows[i].cells.push_back(std::move(cell));
    }
    chart.series.push_back(std::move(series));
  }
  chart.alternative = draw.alternative(
      texts("chart.at_load", {{"title", chart.title}, {"load", to_text(loads.back(), say.style())}}), items);
  return chart;
}

std::optional<Chart> tornado_chart(const Decision& decision, const Words& words, const Sentences& say) {
  constexpr std::size_t most_bars = 10;
  if (decision.winner() == nullptr || decision.sensitivity.tornado.empty()) return std::nullopt;
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  Chart chart;
  chart.kind = Chart::Kind::tornado;
  chart.title = texts("chart.tornado");
  chart.axis = texts("chart.axis.lead");
  chart.numbers.columns = {Drawer::name_column(texts("sensitivity.fact")),
                           Drawer::figure_column(texts("sensitivity.range")),
                           Drawer::figure_column(texts("sensitivity.lead"))};
  ChartSeries series;
  std::vector<std::string> items;
  double least = 0, most = 0;
  for (const TornadoBar& bar : decision.sensitivity.tornado) {
    if (chart.categories.size() == most_bars) break;
    const FactSpec& spec = words.vocabulary.slots[words.vocabulary.find(bar.fact)];
    const auto value = [&](double at) {
      Fact fact;
      fact.value = fact.low = fact.high = at;
      return say.fact_with_unit(spec, fact);
    };
    chart.categories.push_back(texts(spec.name));
    const std::string low = value(bar.low), high = value(bar.high);
    // In the order of the bar's ends.
    const bool reversed = bar.lead_low > bar.lead_high;
    chart.labels.push_back((reversed ? high : low) + " … " + (reversed ? low : high));
    series.low.push_back(bar.lead_low);
    series.high.push_back(bar.lead_high);
    least = std::min({least, bar.lead_low, bar.lead_high});
    most = std::max({most, bar.lead_low, bar.lead_high});
    const std::string lead = fmt::format("{:+.3f} … {:+.3f}", bar.lead_low, bar.lead_high);
    items.push_back(draw.item(chart.categories.back(), lead));
    chart.numbers.rows.push_back({{chart.categories.back(), low + " … " + high, lead},
                                  std::min(bar.lead_low, bar.lead_high) < 0 ? Emphasis::warning : Emphasis::none});
  }
  const double step = tick_step(most - least);
  for (double n = std::floor(least / step); n <= std::ceil(most / step); ++n)
    chart.ticks.push_back({n * step, n == 0 ? "0" : fmt::format("{:+.3g}", n * step)});
  chart.series = {series};
  chart.alternative = draw.alternative(chart.title, items);
  return chart;
}

std::optional<Chart> path_chart(const Decision& decision, const Sentences& say) {
  if (decision.path.empty()) return std::nullopt;
  const Drawer draw(decision, say);
  const Texts& texts = draw.texts();
  Chart chart;
  chart.kind = Chart::Kind::timeline;
  chart.title = texts("chart.path");
  chart.axis = texts("chart.axis.weeks");
  chart.numbers.columns = {Drawer::name_column(texts("chart.stage")), Drawer::figure_column(texts("chart.takes")),
                           Drawer::figure_column(texts("chart.cost"))};
  ChartSeries series;
  std::vector<std::string> items;
  double begin = 0, end = 0;
  for (const PathStage& stage : decision.path) {
    if (stage.recommended) chart.marked = chart.categories.size();
    const std::string name = say.strategy_name(stage.strategy);
    chart.categories.push_back(stage.later ? texts("chart.later", {{"option", name}}) : name);
    chart.labels.push_back(to_text(stage.weeks, say.style()));
    series.low.push_back(begin);
    series.values.push_back(begin + stage.weeks.central.value);
    series.high.push_back(begin + stage.weeks.high.value);
    end = std::max(end, series.high.back());
    begin += stage.weeks.central.value;
    items.push_back(draw.item(chart.categories.back(), chart.labels.back()));
    chart.numbers.rows.push_back({{chart.categories.back(), chart.labels.back(),
                                   stage.cost ? draw.money(*stage.cost) : std::string(say.style().absent)},
                                  stage.recommended ? Emphasis::answer : Emphasis::none});
  }
  const double step = std::max(1.0, tick_step(end));
  for (double week = 0; week < end + step; week += step) chart.ticks.push_back({week, exact_text(week)});
  chart.series = {series};
  chart.numbers.caption = texts("chart.path.caption");
  chart.alternative = draw.alternative(chart.title, items);
  return chart;
}

}  // namespace pathfinder
