// Summaries of errors, against numbers worked out by hand.
#include "pathfinder/backtest/figures.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

Figure figure(double central, double observed, double half = 1.5) {
  Figure one;
  one.quantity = "gpu_hours";
  one.low = central / half;
  one.central = central;
  one.high = central * half;
  one.observed = observed;
  one.groups = {"all"};
  one.baselines = {2 * observed};
  return one;
}

}  // namespace

TEST_CASE("a quantile lies on the line between its neighbours", "[backtest]") {
  CHECK(quantile({3, 1, 2}, 0.5) == 2);
  CHECK(quantile({1, 2}, 0.5) == 1.5);
  CHECK(quantile({0, 10}, 0.8) == Approx(8));
  CHECK(std::isnan(quantile({}, 0.5)));
}

TEST_CASE("errors add up to median, shares, coverage and width", "[backtest]") {
  const std::vector<Figure> all = {figure(100, 100), figure(120, 100), figure(100, 140), figure(300, 100)};
  std::vector<const Figure*> pointers;
  for (const Figure& one : all) pointers.push_back(&one);
  const ErrorSummary summary = summarise(pointers);
  CHECK(summary.figures == 4);
  CHECK(summary.median_abs_log_error == Approx((std::log(1.2) + std::log(1.4)) / 2));
  CHECK(summary.within_1_25 == 0.5);
  CHECK(summary.within_1_5 == 0.75);
  CHECK(summary.within_2 == 0.75);
  CHECK(summary.coverage_p10_p90 == 0.75);
  CHECK(summary.median_high_over_low == Approx(2.25));
  CHECK(summarise_baseline(pointers, 0).median_abs_log_error == Approx(std::log(2.0)));
}

TEST_CASE("where publishers count, each counts as one, however many rows it has", "[backtest]") {
  BacktestReport report;
  report.baselines = {"twice"};
  report.results = {{"a", "many", "", {figure(100, 100), figure(100, 100), figure(120, 100, 1.25)}},
                    {"b", "few", "", {figure(400, 100)}}};
  add_summaries(report, {"all"});
  CHECK(report.summary.figures == 4);
  CHECK(report.summary.coverage_p10_p90 == 0.75);
  CHECK(report.publishers.publishers == 2);
  CHECK(report.publishers.median_abs_log_error == Approx(std::log(4.0) / 2));
  CHECK(report.publishers.within_1_25 == 0.5);
  CHECK(report.publishers.coverage_p10_p90 == 0.5);
  const double many = std::log(2.25 * 2.25 * 1.5625) / 3;
  CHECK(report.publishers.mean_high_over_low == Approx(std::exp((many + std::log(2.25)) / 2)));
  CHECK(report.groups[0].baselines[0].publishers.median_abs_log_error == Approx(std::log(2.0)));
  REQUIRE(report.by_publisher.size() == 2);
  CHECK(report.by_publisher[0].group == "many");
}

TEST_CASE("what is not measured or left out counts nowhere, and nothing measured is no number", "[backtest]") {
  BacktestReport report;
  report.results = {{"a", "f", "", {figure(100, not_measured)}},
                    {"b", "f", "backtest.left_out.exceeds_machine", {figure(100, 1)}}};
  report.results[1].figures[0].counted = false;
  add_summaries(report, {"all", "none"});
  REQUIRE(report.groups.size() == 2);
  CHECK(report.groups[0].errors.figures == 0);
  CHECK(std::isnan(report.summary.median_abs_log_error));
  CHECK(std::isnan(report.summary.within_2));
  CHECK(report.by_publisher.empty());
}
