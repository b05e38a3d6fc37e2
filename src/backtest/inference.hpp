// Published serving figures beside the serving model: how a row becomes a setup, which rows count, and how the
// constants are fitted.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/estimate/serving.hpp"

namespace pathfinder {

/// The columns an inference prediction may read.
std::span<const std::string_view> inference_columns();

/// One served point as a prediction sees it.
struct ServingCase {
  std::string id;
  std::string family;
  std::string publisher;
  std::string architecture;        ///< the same for models of the same dimensions, whatever their names
  std::vector<ServingPlan> plans;  ///< one per version of the accelerator; the first is the one that is meant
  bool layout_stated = false;      ///< a served point with its layout; else a published rate
  bool latencies = false;          ///< lengths and concurrency are there: time to first and per further token
  bool single_stream = false;      ///< its "time per token" is the whole request's time over its tokens
  double ceiling = 0;              ///< operations a second of all cards
  double flops_per_output_token = 0;
  std::vector<double> baselines;  ///< of output tokens/s

  // measured; no prediction reads it
  double tokens_per_s = not_measured;
  double ttft_ms = not_measured;
  double tpot_ms = not_measured;
};

/// The kind's parts, used by backtest.cpp.
struct InferenceBacktest {
  using Case = ServingCase;
  using Constants = ServingConstants;

  static constexpr std::string_view name = "inference";
  static std::vector<std::string_view> groups();
  static std::vector<std::string_view> baselines();

  static std::vector<Case> cases(const RunRow& row, const Catalogue& catalogue, SkippedRow& skip);
  static Constants shipped(const Catalogue& catalogue);
  static std::vector<Figure> predict(const Case& point, const Constants& constants);
  static std::string left_out(const Case& point, const Constants& constants);
  static std::string unit(const Case& point);

  static bool in_fit(const Case& point, const Constants& constants);
  static Constants refit(const std::vector<const Case*>& points, const Catalogue& catalogue, const Constants* start);
  static void set_widths(const std::vector<const Case*>& points, const std::vector<std::vector<double>>& errors,
                         const Catalogue& catalogue, Constants& constants);
  static std::vector<ConstantChange> changes(const Catalogue& catalogue, const Constants& constants);
};

}  // namespace pathfinder
