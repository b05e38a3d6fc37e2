// Refitted constants as a data file of the form of data/constants/*.json, so that `--data DIR` uses them.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/backtest_result.hpp"

namespace pathfinder {

/// The place of a kind's constants inside data/: "constants/training.json".
std::string constants_path(std::string_view kind);

/// The shipped file of the report's kind with the refitted values, the number of rows, the files they came from and the
/// day of the fit in their places; everything else byte for byte. Values have five digits. \pre report.refitted
std::string refitted_constants(const BacktestReport& report, const Catalogue& catalogue, std::string_view fitted_on,
                               std::string_view date);

}  // namespace pathfinder
