#include "report/build/charts.hpp"

#include <cmath>

#include "pathfinder/advise/advise.hpp"

#include "report/render/chart_svg.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const Catalogue& shipped() {
  return test::shipped();
}

Decision decided(const std::vector<std::pair<std::string, std::string>>& facts) {
  return advise(test::scenario(facts), shipped());
}

/// The answer's option with this bill by year: {label, amount} of each year.
Decision with_years(const std::vector<std::vector<std::pair<std::string, double>>>& years) {
  Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  std::vector<YearBill>& bill = decision.ranking.front().estimate.years;
  bill.clear();
  for (const auto& lines : years) {
    YearBill year;
    year.year = static_cast<int>(bill.size()) + 1;
    for (const auto& [label, amount] : lines) year.lines.push_back({label, Dollars{amount}});
    bill.push_back(year);
  }
  return decision;
}

/// A printed figure without its thousands separators.
double number(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c != ',') digits += c;
  }
  return std::stod(digits);
}

/// Every row of the table adds up to its last cell, every column to its last row.
void check_sums(const Table& table) {
  for (const TableRow& row : table.rows) {
    double sum = 0;
    for (std::size_t c = 1; c + 1 < row.cells.size(); ++c) sum += number(row.cells[c]);
    CHECK(sum == Approx(number(row.cells.back())).margin(1e-9));
  }
  for (std::size_t c = 1; c < table.columns.size(); ++c) {
    double sum = 0;
    for (std::size_t r = 0; r + 1 < table.rows.size(); ++r) sum += number(table.rows[r].cells[c]);
    CHECK(sum == Approx(number(table.rows.back().cells[c])).margin(1e-9));
  }
}

void check_drawn(const Chart& chart) {
  CHECK(!chart.title.empty());
  CHECK(!chart.alternative.empty());
  CHECK(!chart.axis.empty());
  CHECK(!chart.numbers.rows.empty());
  CHECK(chart.ticks.size() >= 2);
  CHECK(chart.ticks.size() <= 12);
  for (const TableRow& row : chart.numbers.rows) CHECK(row.cells.size() == chart.numbers.columns.size());
  CHECK(!chart_svg(chart, {760, false, "c", ""}).empty());
}

}  // namespace

TEST_CASE("the chart of the options has an interval for each that has a cost, the answer marked", "[report]") {
  const Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  for (const char* language : {"en", "zh"}) {
    Sentences say(shipped(), language);
    const std::optional<Chart> chart = options_chart(decision, shipped(), say);
    REQUIRE(chart);
    check_drawn(*chart);
    REQUIRE(chart->marked < chart->categories.size());
    CHECK(chart->categories[chart->marked] == say.strategy_name(decision.winner()->strategy));
    CHECK(chart->labels.size() == chart->categories.size());
    CHECK(chart->numbers.rows.size() == chart->categories.size());
    const ChartSeries& series = chart->series.front();
    for (std::size_t i = 0; i < series.low.size(); ++i) {
      CHECK(series.low[i] <= series.values[i]);
      CHECK(series.values[i] <= series.high[i]);
    }
    for (const std::string& label : chart->labels) CHECK(chart->alternative.find(label) != std::string::npos);
  }
}

TEST_CASE("costs that differ too much stand on a logarithmic axis that says so", "[report]") {
  Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  const Sentences say(shipped(), "en");
  const auto set = [&](double factor) {
    double amount = 1000;
    for (Assessment& option : decision.ranking) {
      option.estimate.total = Estimate<Dollars>{{Dollars{amount}, Dollars{amount * 1.5}, Dollars{amount * 2}}, {}, {}};
      amount *= factor;
    }
  };
  set(1.1);
  CHECK(options_chart(decision, shipped(), say)->axis.find("ten times") == std::string::npos);
  CHECK(options_chart(decision, shipped(), say)->ticks.front().at == 0);
  set(4);
  const Chart logarithmic = *options_chart(decision, shipped(), say);
  check_drawn(logarithmic);
  CHECK(logarithmic.axis.find("ten times") != std::string::npos);
  CHECK(logarithmic.ticks[1].at - logarithmic.ticks[0].at == Approx(1));
  CHECK(logarithmic.ticks.front().text == "$1k");
  CHECK(logarithmic.ticks.front().at <= logarithmic.series.front().low.front());
}

TEST_CASE("the figures of the bill by year add up as printed, in both languages", "[report]") {
  const Decision decision = with_years({{{"people.build", 10000.4}, {"serving-power", 333.335}, {"purchase", 123456.7}},
                                        {{"people.run", 4999.5}, {"serving-power", 333.335}},
                                        {{"people.run", 4999.5}, {"serving-power", 333.334}, {"purchase", -20000.2}}});
  for (const char* language : {"en", "zh"}) {
    Sentences say(shipped(), language);
    if (std::string(language) == "zh") say.show_in("CNY", 7.1);
    const std::optional<Chart> chart = years_chart(decision, say);
    REQUIRE(chart);
    check_drawn(*chart);
    check_sums(chart->numbers);
    CHECK(chart->numbers.rows.size() == 5);
    CHECK(chart->numbers.columns.size() == 5);
    CHECK(chart->labels.size() == 3);
    // What is drawn is what is printed.
    for (std::size_t y = 0; y < 3; ++y) {
      double drawn = 0;
      for (const ChartSeries& series : chart->series) drawn += series.values[y];
      const double unit = std::string(language) == "zh" ? 10000 : 1;
      CHECK(drawn == Approx(number(chart->numbers.rows.back().cells[y + 1]) * unit));
    }
  }
}

TEST_CASE("the smallest lines of a long bill share a colour, none of them leaves the table", "[report]") {
  const std::vector<std::string> labels = {"purchase",     "people.build",    "people.run",     "labelling",
                                           "vector-store", "serving-power",   "training-power", "evaluation-set",
                                           "api",          "embedding-power", "hosting"};
  std::vector<std::pair<std::string, double>> year;
  for (const std::string& label : labels) year.emplace_back(label, 1000.0 - 50.0 * static_cast<double>(year.size()));
  const Sentences say(shipped(), "en");
  const Chart chart = *years_chart(with_years({year, year}), say);
  check_drawn(chart);
  check_sums(chart.numbers);
  CHECK(chart.series.size() == 8);
  CHECK(chart.series.back().name == say.texts()("chart.other"));
  CHECK(chart.numbers.rows.size() == labels.size() + 1);
  CHECK(chart.series.back().values[0] == 650 + 600 + 550 + 500);
}

TEST_CASE("a chart without figures is left out", "[report]") {
  const Sentences say(shipped(), "en");
  const Decision empty;
  CHECK(!options_chart(empty, shipped(), say));
  CHECK(!years_chart(empty, say));
  CHECK(!ways_chart(empty, say));
  CHECK(!load_chart(empty, say));
  CHECK(!tornado_chart(empty, shipped(), say));
  CHECK(!path_chart(empty, say));
  CHECK(!years_chart(with_years({{{"purchase", 0}}}), say));
}

TEST_CASE("ways of obtaining the computing are compared where each can be had and is priced", "[report]") {
  Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  const Sentences say(shipped(), "en");
  const auto way = [](const std::string& id, double start, double month) {
    Sourcing one;
    one.id = id;
    for (int m = 0; m <= 60; m += 3) one.accumulated.push_back(Dollars{start + m * month});
    return one;
  };
  std::vector<Sourcing>& ways = decision.ranking.front().estimate.ways;
  ways = {way("buy", 100000, 500), way("rent-on-demand", 0, 4000), way("api", 0, 3000), way("rent-spot", 0, 100)};
  ways[0].chosen = true;
  ways[2].quote_needed = true;
  ways[3].excluded = {"data_sensitivity"};
  const Chart chart = *ways_chart(decision, say);
  check_drawn(chart);
  REQUIRE(chart.series.size() == 2);
  CHECK(chart.marked == 0);
  CHECK(chart.series[1].x.back() == 60);
  CHECK(chart.series[1].values.back() == 240000);
  CHECK(chart.numbers.rows.size() == 6);
  CHECK(chart.numbers.rows[1].cells[2] == "$48k");
  ways.resize(1);
  CHECK(!ways_chart(decision, say));
}

TEST_CASE("the chart over load has a point for each load and way", "[report]") {
  Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  const Sentences say(shipped(), "en");
  std::vector<LoadPoint>& points = decision.ranking.front().estimate.by_load;
  points.clear();
  for (const double load : {100.0, 1000.0, 10000.0, 100000.0}) {
    points.push_back({load, "api", Dollars{load * 0.3}});
    if (load < 50000) points.push_back({load, "buy", Dollars{3000}});
  }
  Sourcing bought, behind_api;
  bought.id = "buy";
  bought.chosen = true;
  behind_api.id = "api";
  decision.ranking.front().estimate.ways = {bought, behind_api};
  const Chart chart = *load_chart(decision, say);
  CHECK(chart.marked == 0);  // the way that was chosen, first as in the chart by month
  check_drawn(chart);
  REQUIRE(chart.series.size() == 2);
  CHECK(chart.series[0].values.size() == 3);
  CHECK(chart.series[1].values.size() == 4);
  CHECK(chart.series[0].x[1] == Approx(3));  // logarithmic
  CHECK(chart.numbers.rows.back().cells[1] == "–");
  CHECK(chart.numbers.caption == say.texts()("chart.load.absent"));
}

TEST_CASE("the tornado shows the lead of the answer at both ends of a fact", "[report]") {
  Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  decision.sensitivity.tornado = {{"queries_per_day", 100, 40000, 0.2, -0.1}, {"docs", 1000, 90000, 0.05, 0.12}};
  for (const char* language : {"en", "zh"}) {
    const Sentences say(shipped(), language);
    const Chart chart = *tornado_chart(decision, shipped(), say);
    check_drawn(chart);
    CHECK(chart.numbers.rows[0].emphasis == Emphasis::warning);
    CHECK(chart.numbers.rows[1].emphasis == Emphasis::none);
    CHECK(chart.numbers.rows[0].cells[2] == "+0.200 … -0.100");
    CHECK(chart.ticks.front().at <= -0.1);
    CHECK(chart.ticks.back().at >= 0.2);
  }
}

TEST_CASE("a stage of the path begins where the one before is in use", "[report]") {
  const Decision decision = decided({{"docs", "50000"}, {"gpus", "8"}});
  REQUIRE(decision.path.size() > 1);
  const Sentences say(shipped(), "en");
  const Chart chart = *path_chart(decision, say);
  check_drawn(chart);
  const ChartSeries& series = chart.series.front();
  CHECK(series.low[0] == 0);
  CHECK(series.low[1] == series.values[0]);
  CHECK(chart.numbers.rows.size() == decision.path.size());
  CHECK(chart.numbers.rows[chart.marked].emphasis == Emphasis::answer);
}
