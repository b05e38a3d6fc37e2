// Published training runs beside the training-time model: how a row becomes a recipe, which rows count, and how the
// constants are fitted. The rules read no id.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/estimate/training.hpp"

namespace pathfinder {

/// The columns a training prediction may read.
std::span<const std::string_view> training_columns();

/// One run as a prediction sees it. Several recipes where the accelerator is a bare name: one per version.
struct TrainingCase {
  std::string id;
  std::string family;
  std::string publisher;
  std::vector<TrainingRecipe> recipes;  ///< the first is the one that is meant
  StackTraits stack;
  bool tokens_derived = false;  ///< from examples and a mean length: its interval is that of guessed lengths
  double baseline = not_measured;

  // no prediction reads these
  double observed = not_measured;
  bool lengths_estimated = false;  ///< the row says that its mean length is a guess: no row to fit on
};

/// How a row's columns become recipes. Nothing is returned where the row lacks what the model needs; `skip` then says
/// why.
std::vector<TrainingCase> training_case(const KnownColumns& row, const Catalogue& catalogue, SkippedRow& skip);

/// The kind's parts, used by backtest.cpp.
struct TrainingBacktest {
  using Case = TrainingCase;
  using Constants = TrainingConstants;

  static constexpr std::string_view name = "training";
  static std::vector<std::string_view> groups();
  static std::vector<std::string_view> baselines();

  static std::vector<Case> cases(const RunRow& row, const Catalogue& catalogue, SkippedRow& skip);
  static Constants shipped(const Catalogue& catalogue);
  static std::vector<Figure> predict(const Case& run, const Constants& constants);
  /// Text id of the rule that leaves the row out of summaries; empty: it counts.
  static std::string left_out(const Case& run, const Constants& constants);
  /// What the name of a model leaves out with it.
  static std::string unit(const Case& run) { return run.family; }

  static bool in_fit(const Case& run, const Constants& constants);
  static Constants refit(const std::vector<const Case*>& runs, const Catalogue& catalogue, const Constants* start);
  /// Takes the interval's widths from the errors of left-out rows; `errors[i]` belongs to `runs[i]`.
  static void set_widths(const std::vector<const Case*>& runs, const std::vector<std::vector<double>>& errors,
                         const Catalogue& catalogue, Constants& constants);
  static std::vector<ConstantChange> changes(const Catalogue& catalogue, const Constants& constants);
};

}  // namespace pathfinder
