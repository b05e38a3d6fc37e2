#include "pathfinder/backtest/backtest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "pathfinder/base/random.hpp"
#include "pathfinder/base/xxh64.hpp"
#include "pathfinder/catalogue/publishers.hpp"

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
  return has(row, "method") && !has(row, "covers") && (has(row, "arch") || has(row, "tokens") || has(row, "examples"));
}
bool memory_row(const RunRow& row) {
  return has(row, "micro_batch") || has(row, "lora_rank") || has(row, "sharding");
}
bool cost_row(const RunRow& row) {
  return has(row, "covers");
}
bool inference_row(const RunRow& row) {
  return has(row, "input_len") || has(row, "concurrency");
}

/// Whether a publisher is among those whose names hash even or odd: a split that nobody chose and that stays as
/// publishers are added.
bool in_half(std::string_view publisher, std::string_view half) {
  return half.empty() || (xxh64(publisher) % 2 == 0) == (half == "even");
}

/// Whether a kind's widths come from constants that have seen neither the row's publisher nor the one predicted. Its
/// fits are cheap enough for four more a publisher.
template <class Kind>
constexpr bool has_blind_widths = requires {
  requires Kind::blind_widths;
};

/// The same for every kind: rows resolved once, constants as shipped or refitted, figures, summaries.
template <class Kind>
class FigureTest {
 public:
  using Case = typename Kind::Case;
  using Constants = typename Kind::Constants;
  using Cases = std::vector<const Case*>;

  FigureTest(const std::vector<RunRow>& rows, const Catalogue& catalogue, const BacktestOptions& options)
      : catalogue_(catalogue), options_(options), shipped_(Kind::shipped(catalogue)) {
    report_.kind = Kind::name;
    report_.baselines = Kind::baselines();
    report_.half = options.half;
    const std::vector<Publisher> publishers = publishers_of(catalogue);
    for (const RunRow& row : rows) {
      const std::string family = family_of(row);
      const std::string publisher = publisher_of(publishers, family, source_of(row), id_of(row));
      if (!in_half(publisher, options.half)) continue;
      ++report_.rows;
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
        one.family = family.empty() ? publisher : family;
        one.publisher = publisher;
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
  /// Errors of rows by constants that have not seen their publishers, in the order of the rows.
  struct LeftOut {
    Cases rows;
    std::vector<std::vector<double>> errors;

    /// The same without the rows of one publisher.
    LeftOut without(const std::string& publisher) const {
      LeftOut others;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i]->publisher == publisher) continue;
        others.rows.push_back(rows[i]);
        others.errors.push_back(errors[i]);
      }
      return others;
    }
  };

  void add(const Case& one, const Constants& constants) {
    FigureRow row;
    row.id = one.id;
    row.publisher = one.publisher;
    row.left_out = Kind::left_out(one, shipped_);
    row.figures = Kind::predict(one, constants);
    for (Figure& figure : row.figures) figure.counted = row.left_out.empty();
    report_.results.push_back(std::move(row));
  }

  /// Rows that `keep` says, as they are.
  template <class Keep>
  Cases rows_where(Keep keep) const {
    Cases rows;
    for (const Case& one : cases_) {
      if (keep(one)) rows.push_back(&one);
    }
    return rows;
  }

  /// Rows to fit on: those that count.
  Cases fit_rows(const Cases& rows) const {
    Cases counted;
    for (const Case* one : rows) {
      if (Kind::in_fit(*one, shipped_)) counted.push_back(one);
    }
    return counted;
  }

  static std::vector<std::string> publishers_in(const Cases& rows) {
    std::set<std::string> names;
    for (const Case* one : rows) names.insert(one->publisher);
    return {names.begin(), names.end()};
  }

  void measure(const Case& one, const Constants& constants, LeftOut& left_out) const {
    if (!Kind::left_out(one, shipped_).empty()) return;
    left_out.rows.push_back(&one);
    left_out.errors.emplace_back();
    for (const Figure& figure : Kind::predict(one, constants)) left_out.errors.back().push_back(figure.log_error());
  }

  void set_widths(const LeftOut& left_out, Constants& constants) const {
    Kind::set_widths(left_out.rows, left_out.errors, catalogue_, constants);
  }

  /// Whether `--leave-out` means this row: by its publisher or family, or by its model, then with all that is left out
  /// with it.
  bool named(const Case& one) const {
    return one.publisher == options_.leave_out || one.family == options_.leave_out ||
           named_units_.contains(Kind::unit(one));
  }

  void refit() {
    report_.refitted = true;
    report_.left_out = options_.leave_out;
    const Cases all = rows_where([](const Case&) { return true; });
    const bool one_name = !options_.leave_out.empty() && options_.leave_out != "each" && options_.leave_out != "half";
    const Cases rows = fit_rows(one_name ? rows_where([this](const Case& one) { return !named(one); }) : all);
    report_.fitted_on = rows.size();
    if (rows.empty()) {
      for (const Case& one : cases_) add(one, shipped_);
      return;
    }
    if (options_.leave_out == "half") return leave_out_halves(all);
    Constants refitted = Kind::refit(rows, catalogue_, nullptr);
    if (options_.leave_out == "each") {
      leave_out_each(all, refitted);
    } else {
      for (const Case& one : cases_) {
        if (!one_name || named(one)) add(one, refitted);
      }
      report_.used = report_.results.size();
    }
    report_.constants = Kind::changes(catalogue_, refitted);
  }

  /// Every row predicted by constants that have not seen its publisher: neither their values nor their widths.
  void leave_out_each(const Cases& all, Constants& refitted) {
    std::map<std::string, Constants> without;
    const std::vector<std::string> publishers = publishers_in(all);
    for (const std::string& publisher : publishers) {
      const auto others = rows_where([&](const Case& one) { return one.publisher != publisher; });
      if constexpr (has_blind_widths<Kind>) {
        without.emplace(publisher, fitted_with_widths(others, publishers_in(others)));
      } else {
        without.emplace(publisher, Kind::refit(fit_rows(others), catalogue_, &refitted));
      }
      if (options_.fitted) options_.fitted(without.size(), publishers.size());
    }
    LeftOut left_out;
    for (const Case& one : cases_) measure(one, without.at(one.publisher), left_out);
    if constexpr (!has_blind_widths<Kind>) {
      for (auto& [publisher, constants] : without) set_widths(left_out.without(publisher), constants);
    }
    set_widths(left_out, refitted);
    for (const Case& one : cases_) add(one, without.at(one.publisher));
  }

  /// Random halves of the publishers: fitted on one, the other predicted.
  void leave_out_halves(const Cases& all) {
    constexpr std::size_t draws = 20;
    report_.draws = draws;
    report_.fitted_on = 0;
    for (std::size_t draw = 0; draw < draws; ++draw) {
      std::vector<std::string> order = publishers_in(all);
      const Stream random("backtest.halves." + std::to_string(draw), options_.seed);
      for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.uniform(i) * static_cast<double>(i))]);
      }
      const std::set<std::string> fitted(order.begin(),
                                         order.begin() + static_cast<std::ptrdiff_t>((order.size() + 1) / 2));
      const Cases half = rows_where([&](const Case& one) { return fitted.contains(one.publisher); });
      report_.fitted_on += fit_rows(half).size();
      const Constants constants =
          fitted_with_widths(half, {order.begin(), order.begin() + static_cast<std::ptrdiff_t>(fitted.size())});
      for (const Case& one : cases_) {
        if (!fitted.contains(one.publisher)) add(one, constants);
      }
      if (options_.fitted) options_.fitted(draw + 1, draws);
    }
    report_.fitted_on /= draws;
    report_.used = report_.results.size();
  }

  /// Constants of some rows, their widths from publishers left out a quarter at a time. \pre `order` has their
  /// publishers
  Constants fitted_with_widths(const Cases& rows, const std::vector<std::string>& order) const {
    constexpr std::size_t parts = 4;
    const Cases counted = fit_rows(rows);
    if (counted.empty()) return shipped_;
    Constants constants = Kind::refit(counted, catalogue_, nullptr);
    LeftOut left_out;
    for (std::size_t part = 0; part < parts; ++part) {
      std::set<std::string> out;
      for (std::size_t i = part; i < order.size(); i += parts) out.insert(order[i]);
      Cases others;
      for (const Case* one : rows) {
        if (!out.contains(one->publisher)) others.push_back(one);
      }
      const Cases counted_others = fit_rows(others);
      if (counted_others.empty() || out.empty()) continue;
      const Constants blind = Kind::refit(counted_others, catalogue_, &constants);
      for (const Case* one : rows) {
        if (out.contains(one->publisher)) measure(*one, blind, left_out);
      }
    }
    set_widths(left_out, constants);
    return constants;
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

std::vector<std::string> names_to_leave_out(const std::vector<RunRow>& rows, const Catalogue& catalogue) {
  const std::vector<Publisher> publishers = publishers_of(catalogue);
  std::set<std::string> names;
  for (const RunRow& row : rows) {
    const std::string family = family_of(row);
    names.insert(publisher_of(publishers, family, source_of(row), id_of(row)));
    for (const std::string& name : {family, model_of(row)}) {
      if (!name.empty()) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace pathfinder
