// A back-test as tables: errors by group and family beside those of simpler rules, the rows furthest off, the constants
// of a refit, and why rows were left out. Nothing is calculated here.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/backtest_result.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// The reports of one run, one below the other.
Document build_backtest(const std::vector<BacktestReport>& reports, const Sentences& say);

/// The table of README.md: a row per group; where there is a report of rows left out, it stands beside the shipped one.
std::string backtest_markdown(const std::vector<BacktestReport>& shipped, const std::vector<BacktestReport>& left_out,
                              const Sentences& say);

}  // namespace pathfinder
