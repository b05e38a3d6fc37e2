// Our own errors on published measurements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// What our errors on published rows add up to; shares of 1.
struct BacktestErrors {
  double median_abs_log_error = 0;
  double within_1_25 = 0;
  double within_1_5 = 0;
  double within_2 = 0;
  double coverage = 0;  ///< inside P10–P90
};

/// What a row of measurements is about: figures of a machine, and what somebody paid.
const std::vector<std::string_view>& backtested_quantities();

/// One group of back-tested figures; its name is the text "backtest.group.ID".
struct BacktestGroup {
  std::string kind;   ///< "training", "memory", "inference"
  std::string group;  ///< "training.all"; the first of a kind is its headline
  std::string quantity;
  std::string source;
  double rows = 0;           ///< figures of this group with a measurement
  BacktestErrors in_sample;  ///< by the shipped constants
  BacktestErrors left_out;   ///< by constants that have not seen the row's source
};

/// data/backtest.json: our own errors, as `backtest --refit --errors` writes them.
struct Backtest {
  std::string as_of;
  std::string runs;
  std::vector<BacktestGroup> groups;

  /// The group of that id, or the headline of a kind; null where there is none.
  const BacktestGroup* find(std::string_view id) const;
};

}  // namespace pathfinder
