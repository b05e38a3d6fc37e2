// Published peaks of training memory beside the memory model: how a row becomes the jobs that it may mean, and how
// the constants are fitted. Neither the accelerator nor notes are read.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/estimate/memory.hpp"
#include "pathfinder/estimate/memory_stated.hpp"

namespace pathfinder {

/// The columns a memory prediction may read: every recipe key.
std::span<const std::string_view> memory_columns();

/// One peak as a prediction sees it.
struct MemoryCase {
  std::string id;
  std::string family;
  std::string publisher;
  StatedMemory stated;
  MemoryMixture jobs;  ///< what it may mean
  double ranks = 1;    ///< over which the figure sums
  std::vector<double> baselines;

  // measured; no prediction reads it
  double observed_gib = not_measured;
};

/// The kind's parts, used by backtest.cpp.
struct MemoryBacktest {
  using Case = MemoryCase;
  using Constants = MemoryConstants;

  static constexpr std::string_view name = "memory";
  static constexpr bool blind_widths = true;
  static std::vector<std::string_view> groups();
  static std::vector<std::string_view> baselines();

  static std::vector<Case> cases(const RunRow& row, const Catalogue& catalogue, SkippedRow& skip);
  static Constants shipped(const Catalogue& catalogue);
  static std::vector<Figure> predict(const Case& peak, const Constants& constants);
  static std::string left_out(const Case&, const Constants&) { return {}; }
  static std::string unit(const Case& peak) { return peak.family; }

  static bool in_fit(const Case& peak, const Constants& constants);
  static Constants refit(const std::vector<const Case*>& peaks, const Catalogue& catalogue, const Constants* start);
  static void set_widths(const std::vector<const Case*>& peaks, const std::vector<std::vector<double>>& errors,
                         const Catalogue& catalogue, Constants& constants);
  static std::vector<ConstantChange> changes(const Catalogue& catalogue, const Constants& constants);
};

}  // namespace pathfinder
