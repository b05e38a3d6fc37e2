#include "pathfinder/backtest/backtest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "backtest/costs.hpp"
#include "backtest/inference.hpp"
#include "backtest/memory.hpp"
#include "backtest/training.hpp"

namespace pathfinder {
namespace {

bool has(const RunRow& row, std::string_view column) {
  return row.value().find(column) != 0;
}

std::string model_of(const RunRow& row) {
  const std::uint32_t model = row.value().find("model");
  return model != 0 && row.value().at(model).kind() == JsonKind::string ? std::string(row.value().at(model).string())
                                                                        : std::string();
}

bool training_row(const RunRow& row) {
  return has(row, "method") && has(row, "arch");
}
bool memory_row(const RunRow& row) {
  return has(row, "micro_batch") || has(row, "lora_rank");
}
bool cost_row(const RunRow& row) {
  return has(row, "covers");
}
bool inference_row(const RunRow& row) {
  return has(row, "input_len") || has(row, "concurrency");
}

/// The same for every kind: rows resolved once, constants as shipped or refitted, figures, summaries.
template <class Kind>
class FigureTest {
 public:
  using Case = typename Kind::Case;
  using Constants = typename Kind::Constants;

  FigureTest(const std::vector<RunRow>& rows, const Catalogue& catalogue, const BacktestOptions& options)
      : catalogue_(catalogue), options_(options), shipped_(Kind::shipped(catalogue)) {
    report_.kind = Kind::name;
    report_.rows = rows.size();
    report_.baselines = Kind::baselines();
    for (const RunRow& row : rows) {
      SkippedRow skip;
      std::vector<Case> found = Kind::cases(row, catalogue, skip);
      if (found.empty()) {
        skip.id = id_of(row);
        if (skip.reason == "backtest.skip.apart") ++report_.apart;
        report_.skipped.push_back(std::move(skip));
        continue;
      }
      for (Case& one : found) {
        one.id = id_of(row);
        one.family = family_of(row);
        if (!options.leave_out.empty() && model_of(row) == options.leave_out) named_units_.insert(Kind::unit(one));
        cases_.push_back(std::move(one));
      }
    }
    report_.used = cases_.size();
  }

  BacktestReport run() {
    if (options_.refit) {
      refit();
    } else {
      for (const Case& one : cases_) add(one, shipped_);
    }
    add_summaries(report_, Kind::groups());
    return std::move(report_);
  }

 private:
  void add(const Case& one, const Constants& constants) {
    FigureRow row;
    row.id = one.id;
    row.family = one.family;
    row.left_out = Kind::left_out(one, shipped_);
    row.figures = Kind::predict(one, constants);
    for (Figure& figure : row.figures) figure.counted = row.left_out.empty();
    report_.results.push_back(std::move(row));
  }

  /// Rows to fit on: those that count, without what `leaves_out` says.
  template <class LeavesOut>
  std::vector<const Case*> fit_rows(LeavesOut leaves_out) const {
    std::vector<const Case*> rows;
    for (const Case& one : cases_) {
      if (Kind::in_fit(one, shipped_) && !leaves_out(one)) rows.push_back(&one);
    }
    return rows;
  }

  /// Whether `--leave-out` means this row: by its family, or by its model, then with all that is left out with it.
  bool named(const Case& one) const {
    return one.family == options_.leave_out || named_units_.contains(Kind::unit(one));
  }

  void refit() {
    report_.refitted = true;
    report_.left_out = options_.leave_out;
    const bool one_family = !options_.leave_out.empty() && options_.leave_out != "each";
    const auto nobody = [](const Case&) { return false; };
    const auto rows = one_family ? fit_rows([this](const Case& one) { return named(one); }) : fit_rows(nobody);
    report_.fitted_on = rows.size();
    if (rows.empty()) {
      for (const Case& one : cases_) add(one, shipped_);
      return;
    }
    Constants refitted = Kind::refit(rows, catalogue_, nullptr);
    if (options_.leave_out == "each") {
      leave_out_each(refitted);
    } else {
      for (const Case& one : cases_) {
        if (!one_family || named(one)) add(one, refitted);
      }
      report_.used = report_.results.size();
    }
    report_.constants = Kind::changes(catalogue_, refitted);
  }

  /// Every row predicted by constants that have not seen its source; the widths of the intervals come from these
  /// errors, and `nested_coverage` says how they hold when a source's own errors do not set them.
  void leave_out_each(Constants& refitted) {
    std::map<std::string, Constants> without;
    for (const Case& one : cases_) {
      const std::string unit = Kind::unit(one);
      if (without.contains(unit)) continue;
      const auto rows = fit_rows([&](const Case& other) { return Kind::unit(other) == unit; });
      without.emplace(unit, Kind::refit(rows, catalogue_, &refitted));
    }
    std::vector<const Case*> counted;
    std::vector<std::vector<double>> errors;
    for (const Case& one : cases_) {
      if (!Kind::left_out(one, shipped_).empty()) continue;
      counted.push_back(&one);
      errors.emplace_back();
      for (const Figure& figure : Kind::predict(one, without.at(Kind::unit(one)))) {
        errors.back().push_back(figure.log_error());
      }
    }
    Kind::set_widths(counted, errors, catalogue_, refitted);

    std::size_t held = 0;
    std::size_t all = 0;
    const std::string_view headline = Kind::groups().front();
    for (auto& [unit, constants] : without) {
      std::vector<const Case*> others;
      std::vector<std::vector<double>> their_errors;
      for (std::size_t i = 0; i < counted.size(); ++i) {
        if (Kind::unit(*counted[i]) == unit) continue;
        others.push_back(counted[i]);
        their_errors.push_back(errors[i]);
      }
      Kind::set_widths(others, their_errors, catalogue_, constants);
      for (const Case* one : counted) {
        if (Kind::unit(*one) != unit) continue;
        const std::vector<Figure> figures = Kind::predict(*one, constants);
        const auto& groups = figures.front().groups;
        if (!figures.front().measured() || std::find(groups.begin(), groups.end(), headline) == groups.end()) continue;
        ++all;
        if (figures.front().covered()) ++held;
      }
    }
    if (all > 0) report_.nested_coverage = static_cast<double>(held) / static_cast<double>(all);

    Kind::set_widths(counted, errors, catalogue_, refitted);
    for (auto& [unit, constants] : without) Kind::set_widths(counted, errors, catalogue_, constants);
    for (const Case& one : cases_) add(one, without.at(Kind::unit(one)));
  }

  const Catalogue& catalogue_;
  const BacktestOptions& options_;
  Constants shipped_;
  std::vector<Case> cases_;
  std::set<std::string> named_units_;
  BacktestReport report_;
};

template <class Kind>
BacktestReport run_figures(const std::vector<RunRow>& rows, const Catalogue& catalogue,
                           const BacktestOptions& options) {
  return FigureTest<Kind>(rows, catalogue, options).run();
}

}  // namespace

std::span<const FigureKind> figure_kinds() {
  static constexpr std::array<FigureKind, 4> list = {{
      {TrainingBacktest::name, run_figures<TrainingBacktest>, training_columns, training_row},
      {MemoryBacktest::name, run_figures<MemoryBacktest>, memory_columns, memory_row},
      {InferenceBacktest::name, run_figures<InferenceBacktest>, inference_columns, inference_row},
      {CostBacktest::name, run_figures<CostBacktest>, cost_columns, cost_row},
  }};
  return list;
}

std::vector<std::string> families_of(const std::vector<RunRow>& rows) {
  std::set<std::string> names;
  for (const RunRow& row : rows) {
    names.insert(family_of(row));
    const std::string model = model_of(row);
    if (!model.empty()) names.insert(model);
  }
  return {names.begin(), names.end()};
}

}  // namespace pathfinder
