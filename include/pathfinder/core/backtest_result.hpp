// What a back-test found: predictions beside what was measured, and what their errors add up to. No formula of the
// domain: any kind of rows that ends in figures with an interval is reported with these.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/interval.hpp"

namespace pathfinder {

inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// One predicted figure of a row.
struct Figure : Interval<> {
  std::string_view quantity;  ///< "gpu_hours"
  std::string_view unit;      ///< "GPU-hours"
  double observed = not_measured;
  bool counted = true;                   ///< false: left out of every summary, by `left_out` of its row
  std::vector<std::string_view> groups;  ///< the summaries it counts in
  std::vector<double> baselines;         ///< what simpler rules predict, in the order of the kind's list; NaN: nothing

  bool measured() const { return observed == observed; }
  /// ln(central / observed): above 0 is predicted too high. NaN where nothing was measured.
  double log_error() const;
  bool covered() const { return low <= observed && observed <= high; }
};

/// One row with its figures.
struct FigureRow {
  std::string id;
  std::string publisher;
  std::string left_out;  ///< text id: why it counts in no summary; empty: it counts
  std::vector<Figure> figures;
};

/// A row without a prediction: the text id says why, with one argument.
struct SkippedRow {
  std::string id;
  std::string reason;
  std::string argument;
};

/// What the errors of some figures add up to; NaN where nothing was measured.
struct ErrorSummary {
  std::size_t figures = 0;  ///< with a measurement
  double median_abs_log_error = not_measured;
  double within_1_25 = not_measured;  ///< shares of 1
  double within_1_5 = not_measured;
  double within_2 = not_measured;
  double coverage_p10_p90 = not_measured;
  double median_high_over_low = not_measured;
  double mean_high_over_low = not_measured;  ///< geometric: the sharpness that belongs to the coverage
};

/// The same where every publisher counts as one, however many rows it has: rows of one publisher err together.
struct PublisherSummary {
  std::size_t publishers = 0;
  double median_abs_log_error = not_measured;  ///< median over publishers of each one's median
  double within_1_25 = not_measured;           ///< means over publishers of each one's share, of 1
  double within_1_5 = not_measured;
  double within_2 = not_measured;
  double coverage_p10_p90 = not_measured;
  double mean_high_over_low = not_measured;  ///< geometric, of each one's geometric mean
};

/// The errors of one simpler rule on the same figures.
struct BaselineSummary {
  std::string_view baseline;
  ErrorSummary errors;  ///< without coverage and width: it has no interval
  PublisherSummary publishers;
  double high_over_low_80 = not_measured;  ///< width around its figure that would hold 80 % of the measurements
};

/// A summary of the figures of one group or one publisher.
struct GroupSummary {
  std::string group;
  std::string quantity;
  ErrorSummary errors;
  PublisherSummary publishers;
  std::vector<BaselineSummary> baselines;
};

/// One constant before and after a refit.
struct ConstantChange {
  std::string id;
  double prior = 0;
  double shipped = 0;
  double refitted = 0;
  bool fitted = true;  ///< false: an interval's width, taken from the errors of rows left out
};

/// What a back-test found.
struct BacktestReport {
  std::string kind;
  std::size_t rows = 0;
  std::size_t used = 0;
  std::size_t apart = 0;  ///< of the skipped rows those that are no part of the kind ("rl", "distill")
  std::vector<SkippedRow> skipped;
  ErrorSummary summary;                    ///< of the kind's first group
  PublisherSummary publishers;             ///< of the same
  std::vector<GroupSummary> groups;        ///< in the kind's order
  std::vector<GroupSummary> by_publisher;  ///< of the first group, most rows first
  std::vector<FigureRow> results;
  std::vector<std::string_view> baselines;

  // of a refit
  bool refitted = false;
  std::string left_out;  ///< "each", "half", a publisher, family or model, or empty
  std::string half;      ///< "even", "odd": only the publishers whose names hash so; empty: all
  std::size_t draws =
      0;  ///< of "half": each predicts the rows of the publishers it left out, so rows come several times
  std::vector<ConstantChange> constants;
  std::size_t fitted_on = 0;  ///< rows; of "half" on average
};

}  // namespace pathfinder
