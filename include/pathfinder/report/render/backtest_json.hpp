// Back-tests as JSON: what `backtest --format json` prints, and the two files of data/ that say how far off figures and
// answers were.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/backtest_result.hpp"
#include "pathfinder/core/cases_result.hpp"

namespace pathfinder {

/// The object of spec 6, with groups and, of a refit, constants behind it. `list`: {"kinds": […]} around them.
std::string backtest_json(const std::vector<BacktestReport>& reports, bool list, const Texts& texts);

/// data/backtest.json: both kinds of errors of every group, to four decimals. `runs`: the files they were measured on.
std::string backtest_errors_json(const std::vector<BacktestReport>& shipped,
                                 const std::vector<BacktestReport>& left_out, const std::string& runs,
                                 const Catalogue& catalogue);

/// A run over the case bank.
std::string cases_json(const CasesReport& report);

/// data/case_bank.json: how often answers were acceptable, by how sure they were; to four decimals.
std::string case_bank_json(const CasesReport& report, const std::string& runs, const Catalogue& catalogue);

}  // namespace pathfinder
