// Published amounts beside the cost model: how a row becomes a project and what it covers, and how the constants are
// fitted. What was paid, its lines, the supplier's team and notes are not read.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

#include "backtest/costs_fit.hpp"
#include "backtest/costs_rules.hpp"

namespace pathfinder {

/// The columns a prediction of a cost may read: what was known before it was paid.
std::span<const std::string_view> cost_columns();

/// One amount as a prediction sees it.
struct CostCase {
  std::string id;
  std::string family;
  std::string publisher;
  PaidAmount amount;  ///< `paid_usd` is read by scoring and fitting only
  CostFeatures features;
  bool named = false;  ///< its strategy is
  bool apart = false;  ///< a mean of many awards, or of low quality: neither fitted nor counted with the others
};

/// What a fit changes: the model, and the rules it is held against.
struct FittedCosts {
  CostModel model;
  CostRules rules;  ///< empty: nothing was fitted
  CostUses uses;
};

/// The kind's parts, used by backtest.cpp.
struct CostBacktest {
  using Case = CostCase;
  using Constants = FittedCosts;

  static constexpr std::string_view name = "costs";
  static std::vector<std::string_view> groups();
  static std::vector<std::string_view> baselines();

  static std::vector<Case> cases(const RunRow& row, const Catalogue& catalogue, SkippedRow& skip);
  static Constants shipped(const Catalogue& catalogue);
  static std::vector<Figure> predict(const Case& row, const Constants& constants);
  static std::string left_out(const Case&, const Constants&) { return {}; }
  static std::string unit(const Case& row) { return row.amount.publisher; }

  static bool in_fit(const Case& row, const Constants& constants);
  static Constants refit(const std::vector<const Case*>& rows, const Catalogue& catalogue, const Constants* start);
  /// Widths are part of the fit: each left-out publisher has them from the others' errors already.
  static void set_widths(const std::vector<const Case*>&, const std::vector<std::vector<double>>&, const Catalogue&,
                         Constants&) {}
  static std::vector<ConstantChange> changes(const Catalogue& catalogue, const Constants& constants);
};

}  // namespace pathfinder
