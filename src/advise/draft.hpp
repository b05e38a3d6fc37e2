// What the parts of Estimator share: one option while it is being put together, and small sums over spreads.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

inline constexpr double days_per_month = 365.25 / 12;
inline constexpr double hours_per_month = days_per_month * 24;
inline constexpr double seconds_per_day = 86400;
inline constexpr double hours_per_week = 168;

inline Spread<double> plus(const Spread<double>& a, const Spread<double>& b) {
  return {a.low + b.low, a.central + b.central, a.high + b.high};
}
inline Spread<double> at_least(const Spread<double>& a, double floor) {
  return {std::max(a.low, floor), std::max(a.central, floor), std::max(a.high, floor)};
}
inline Spread<double> known_or(const Spread<double>& a, const Spread<double>& otherwise) {
  return std::isnan(a.central) ? otherwise : a;
}

/// The estimate's interval widened by what it was fed with.
template <class Q>
Estimate<Q> widened(Estimate<Q> estimate, const Spread<double>& input_ratio) {
  const double central = estimate.central.value;
  if (central <= 0) return estimate;
  const Spread<double> combined =
      independent_product({{estimate.low.value, central, estimate.high.value}, input_ratio});
  estimate.low = {combined.low};
  estimate.high = {combined.high};
  return estimate;
}

inline Spread<double> ratio(const Spread<double>& spread) {
  if (spread.central <= 0) return {1, 1, 1};
  return {spread.low / spread.central, 1, spread.high / spread.central};
}

/// One option while it is being put together.
struct Estimator::Draft {
  explicit Draft(const Strategy& of) : strategy(of) {}

  const Strategy& strategy;
  const LanguageModel* model = nullptr;
  OptionEstimate out;
  TrainingRecipe recipe;
  bool trains = false;
  bool classic = false;
  bool hosted = false;                     ///< adapters are trained and served by the token, behind an API
  Spread<double> training_hours{0, 0, 0};  ///< accelerator-hours of one training
  std::vector<CostLine> setup, monthly;
  Spread<double> prompt_tokens{0, 0, 0};    ///< per question, everything in it
  double corpus_in_prompt = 0;              ///< tokens of it that are the corpus, cached
  Spread<double> energy_once{0, 0, 0};      ///< kWh
  Spread<double> energy_training{0, 0, 0};  ///< the part of it that is one training
  Spread<double> energy_month{0, 0, 0};
  bool energy_known = true;  ///< false: behind an API nobody meters it
};

}  // namespace pathfinder
