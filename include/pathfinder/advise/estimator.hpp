// What each option would run and what that costs: the model, the accelerators, the recipe that fits, and the bill.
// Formulas are estimate/'s; here they are chosen and fed, and every amount keeps method and sources.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/advise/situation.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/effect.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/memory.hpp"
#include "pathfinder/estimate/retrieval.hpp"
#include "pathfinder/estimate/serving.hpp"
#include "pathfinder/estimate/training.hpp"

namespace pathfinder {

/// All constants as the formulas take them, filled from the catalogue once.
struct EstimateConstants {
  explicit EstimateConstants(const Catalogue& catalogue);

  TrainingConstants training;
  MemoryConstants memory;
  ServingConstants serving;
  RetrievalConstants retrieval;
  EnergyConstants energy;
  CostConstants cost;
  EffectConstants effect;
};

/// Estimates of every option of one scenario.
class Estimator {
 public:
  /// `limits` enter every choice; it must live as long as the estimator.
  Estimator(const Situation& situation, const EstimateConstants& constants, const PlanLimits& limits);

  /// The estimate of one option.
  OptionEstimate estimate(const Strategy& strategy) const;
  /// The same with the lines of its bill.
  OptionEstimate estimate(const Strategy& strategy, CostLines& lines) const;

  /// Rented accelerators cost as this kind of rent does ("spot") from now on, not as data/plans.json says.
  void rent_as(std::string kind) { rental_kind_ = std::move(kind); }

  /// GPU-hours to train this model from nothing on the same accelerators, for the article's "share of the original
  /// training"; nothing where the model's training tokens are not known.
  std::optional<Estimate<GpuHours>> original_training(const LanguageModel& model) const;

  /// The article's effect formula (D1–D3) for this corpus and these rounds; nothing without a corpus.
  std::optional<EffectView> effect() const;

 private:
  struct Draft;  ///< one option while it is being put together

  // choices
  const LanguageModel& base_model(const Strategy& strategy) const;
  const LanguageModel& nearest_model(double size_b, bool dense_only) const;
  double accelerators_there() const;
  bool api_allowed() const;

  // parts, each filling its share of the draft
  void plan_training(Draft& draft) const;
  void plan_memory(Draft& draft) const;
  void plan_retrieval(Draft& draft) const;
  void plan_serving(Draft& draft) const;
  void serve_behind_api(Draft& draft, const std::vector<std::string>& models) const;
  void serve_on_accelerators(Draft& draft) const;
  void bill_people(Draft& draft) const;
  void energy_and_totals(Draft& draft) const;
  void effect_prior(Draft& draft) const;
  void fill_workload(Draft& draft) const;
  std::vector<std::string> assumed_drivers() const;

  Spread<double> pue() const;
  std::optional<RentalPrice> rent_price() const;
  std::optional<Spread<DollarsPerKilowattHour>> tariff() const;
  std::optional<LabelRate> label_price(std::string_view id) const;
  std::optional<TuningRates> tuning_rates(const LanguageModel& model) const;
  /// The user's quotes for this item: lowest, middle, highest; the line made with them cites them.
  std::optional<Spread<Dollars>> quoted(std::string_view item) const;
  CostLine cite_quotes(CostLine line, std::string_view item) const;

  const Situation& facts_;
  const Catalogue& catalogue_;
  const PlanSettings& settings_;
  const EstimateConstants& constants_;
  const PlanLimits& limits_;
  std::string rental_kind_;
};

}  // namespace pathfinder
