// Predictions beside what was measured: summaries of their errors by group, by family and against simpler rules.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pathfinder/core/backtest_result.hpp"

namespace pathfinder {

/// The `share` quantile, linear between neighbours. NaN for none.
double quantile(std::vector<double> values, double share);

/// Summarises log errors and intervals of measured figures.
ErrorSummary summarise(const std::vector<const Figure*>& figures);

/// The errors of baseline number `index` where it predicts something; `absolute`: |ln| one by one.
ErrorSummary summarise_baseline(const std::vector<const Figure*>& figures, std::size_t index,
                                std::vector<double>* absolute = nullptr);

/// Fills the summaries from `results`: one per group name, the first one being the headline, and the publishers of the
/// headline's figures.
void add_summaries(BacktestReport& report, const std::vector<std::string_view>& groups);

}  // namespace pathfinder
