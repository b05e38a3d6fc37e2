// One figure with its interval, its lines and, where asked, every formula behind them with the parts a line recomputes
// from: as a document and as JSON. Nothing is calculated here.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/answers/answer.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// How an answer is shown.
struct EstimateView {
  std::string language = "en";
  bool explain = false;  ///< each line with its formula, parts, source and constants
  std::string currency = "USD";
  double units_per_usd = 1;
};

/// The answer as a report: the figure asked for first.
Document build_estimate(const Answer& answer, const Catalogue& catalogue, const EstimateView& view);

/// The same as JSON, full precision: schema pathfinder/estimate/1. Figures are those of a decision's "estimate"
/// ({low, central, high, unit, method, sources}), with their lines; a bound has {bound, limit} instead of the three.
std::string estimate_json(const Answer& answer, const Catalogue& catalogue, const EstimateView& view);

}  // namespace pathfinder
