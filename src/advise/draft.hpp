// What the parts of Estimator share: one option while it is being put together, and small sums over spreads.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

inline constexpr double days_per_month = 365.25 / 12;
inline constexpr double hours_per_month = days_per_month * 24;
inline constexpr double seconds_per_day = 86400;
inline constexpr double hours_per_week = 168;

/// Precisions of served weights, from none given away to most.
inline constexpr std::array<std::string_view, 4> precisions = {"bf16", "fp8", "int8", "awq"};

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

/// Whether a model is proposed as a base for generation.
inline bool offered(const LanguageModel& model) {
  return model.offered && model.kind == "causal" && model.weights == "open" && model.commercial_use != "no";
}

/// Whether it speaks the language of the text.
inline bool speaks(const LanguageModel& model, const std::string& language) {
  if (language.empty() || language == "multi" || language == "other") return true;
  return std::find(model.languages.begin(), model.languages.end(), language) != model.languages.end();
}

/// What a plan may choose.
struct Estimator::Choice {
  const LanguageModel* model = nullptr;
  const Gpu* gpu = nullptr;             ///< that it trains and serves on; what the user has, or a kind to rent
  const Gpu* rented_trainer = nullptr;  ///< training is rented on this kind though the user has accelerators; else null
  double training_accelerators = 0;     ///< 0: as many as the option usually takes
  std::string precision = "bf16";       ///< of the weights that are served
  bool api = false;                     ///< answers come from an API
  bool batched = false;                 ///< in batches, within a day
  int quality = 0;                      ///< PlanFigures::quality
};

/// One option while it is being put together.
struct Estimator::Draft {
  Draft(const Strategy& of, Choice chosen) : strategy(of), choice(std::move(chosen)), model(choice.model) {}

  /// What it trains on.
  const Gpu& trainer() const { return choice.rented_trainer != nullptr ? *choice.rented_trainer : *choice.gpu; }

  const Strategy& strategy;
  Choice choice;
  const LanguageModel* model;  ///< the choice's, or a smaller one that fits
  bool training_fits = true;
  bool serving_fits = true;
  bool too_slow = false;
  OptionEstimate out;
  TrainingRecipe recipe;
  bool trains = false;
  bool classic = false;
  bool hosted = false;                     ///< adapters are trained and served by the token, behind an API
  Spread<double> training_hours{0, 0, 0};  ///< accelerator-hours of one training
  std::vector<Line<Dollars>> setup, monthly;
  Spread<double> prompt_tokens{0, 0, 0};    ///< per question, everything in it
  double corpus_in_prompt = 0;              ///< tokens of it that are the corpus, cached
  Spread<double> energy_once{0, 0, 0};      ///< kWh
  Spread<double> energy_training{0, 0, 0};  ///< the part of it that is one training
  Spread<double> energy_month{0, 0, 0};
  bool energy_known = true;  ///< false: behind an API nobody meters it
};

}  // namespace pathfinder
