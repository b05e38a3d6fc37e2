// The back-test of the cost engine: rows of published runs in, predictions beside measurements out; with a refit, the
// constants fitted anew and every row predicted by constants that have not seen its source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// What is asked of a back-test.
struct BacktestOptions {
  bool refit = false;
  std::string
      leave_out;  ///< with refit: "each" publisher, "half" of them, a publisher, family or model; empty: nothing
  std::uint64_t seed = 1;  ///< of the random halves
  std::string half{};      ///< "even", "odd": rows of those publishers only, by the last bit of their names' XXH64
  /// Called as the fits that were asked for are ready, with how many there are; empty: nobody wants to know.
  std::function<void(std::size_t done, std::size_t all)> fitted{};
};

/// One kind of figures.
struct FigureKind {
  std::string_view name;
  BacktestReport (*run)(const std::vector<RunRow>& rows, const Catalogue& catalogue, const BacktestOptions& options);
  /// The columns its predictions may read.
  std::span<const std::string_view> (*columns)();
  /// Whether a row of this kind looks like this one: for folders of mixed files.
  bool (*recognises)(const RunRow& row);
};

/// The one list: kinds whose rows end in figures. Adding one: a struct with the parts of TrainingBacktest, and a row
/// here.
std::span<const FigureKind> figure_kinds();

/// The publishers, families and models that a refit may leave out, of those rows.
std::vector<std::string> names_to_leave_out(const std::vector<RunRow>& rows, const Catalogue& catalogue);

}  // namespace pathfinder
