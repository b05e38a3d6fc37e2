// What each option would run and what that costs: the model, the accelerators, the recipe that fits, and the bill.
// Formulas are estimate/'s; here they are chosen and fed, and every amount keeps method and sources.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "pathfinder/advise/plans.hpp"
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

/// Base weights, training and fleets that were worked out already: estimates of one scenario and of its variations
/// share them. Keys are what the figures depend on, so that a cached figure is the figure.
class PlanCache {
 public:
  struct Fleet {
    LeastAccelerators least;
    bool too_slow = false;  ///< the limit on latency cannot be kept: the fleet is the one without it
  };
  struct Training {
    TrainingRecipe recipe;  ///< the first that fits, or the one asked for
    Estimate<Bytes> memory;
    bool fits = false;
    std::optional<Estimate<GpuHours>> time;  ///< at exactly these tokens; absent where the chip's rate is not known
  };

 private:
  friend class Estimator;
  /// Model, accelerator, and what else the figures depend on.
  using Key = std::tuple<const void*, const void*, std::array<double, 5>>;
  std::map<Key, Fleet> fleets_;
  std::map<Key, Training> trainings_;
  std::map<std::string, std::optional<RentalPrice>, std::less<>> rents_;
};

/// Where machines stand: the place that was said, or assumed; where nobody said one and the assumed one is not allowed,
/// the allowed one with the cheapest power.
const Region& place_for(const Situation& situation, const PlanLimits& limits);

/// Estimates of every option of one scenario.
class Estimator {
 public:
  /// `limits` enter every choice. What is handed over must live as long as the estimator; a cache may serve several
  /// estimators of scenarios with the same limits and the same ad-hoc accelerator.
  Estimator(const Situation& situation, const EstimateConstants& constants, const PlanLimits& limits, PlanCache& cache);

  /// The same with a cache of its own.
  Estimator(const Situation& situation, const EstimateConstants& constants, const PlanLimits& limits);

  /// The estimate of one option with the cheapest plan that keeps what is asked for. `thorough` also fills
  /// `alternatives`; the plan is the same.
  OptionEstimate estimate(const Strategy& strategy, bool thorough = false) const;
  /// The same with the lines of its bill.
  OptionEstimate estimate(const Strategy& strategy, CostLines& lines, bool thorough = false) const;

  /// Rented accelerators cost as this kind of rent does ("spot") from now on, not as data/plans.json says.
  void rent_as(std::string kind) { rental_kind_ = std::move(kind); }

  /// From now on answers are bought by the token wherever that is allowed, also where accelerators would be cheaper.
  void serve_by_token() { by_token_ = true; }

  /// GPU-hours to train this model from nothing on the same accelerators, for the article's "share of the original
  /// training"; nothing where the model's training tokens are not known.
  std::optional<Estimate<GpuHours>> original_training(const LanguageModel& model, std::string_view gpu) const;

  /// GPU-hours of an option's training on this kind of accelerator, whatever its plan says.
  std::optional<Estimate<GpuHours>> training_hours(const Strategy& strategy, std::string_view gpu) const;

  /// The article's effect formula (D1–D3) for this corpus and these rounds; nothing without a corpus.
  std::optional<EffectView> effect() const;

 private:
  struct Draft;   ///< one option while it is being put together
  struct Choice;  ///< what a plan may choose
  struct Built;   ///< a plan that was put together in full
  struct Search;  ///< the plans of one option

  // choices
  const LanguageModel& base_model(const Strategy& strategy) const;
  std::vector<const Gpu*> kinds() const;
  std::vector<const LanguageModel*> comparable_models(const LanguageModel& base, bool dense_only) const;
  std::vector<const Gpu*> rentable() const;
  bool may_rent_training() const;
  bool may_wait_a_day() const;
  double rented_accelerators(const Draft& draft) const;
  PlanFigures rent_of(Draft& draft, bool serves) const;
  const Gpu& kind_named(std::string_view gpu) const;
  bool offered_here(const Gpu& gpu) const;
  bool serves_fp8(const Gpu& gpu) const;
  OptionEstimate build(const Strategy& strategy, const Choice& choice, PlanFigures& figures, CostLines& lines) const;
  PlanFigures figures_of(const Draft& draft) const;
  void fill_alternatives(Search& search) const;
  void fill_limit(PlanAlternative& one, const Built& loser, const Built& winner) const;
  const LanguageModel& nearest_model(double size_b, bool dense_only) const;
  double accelerators_there() const;
  double owned(const Draft& draft) const;
  const Region& place() const;
  bool api_allowed() const;
  /// The newest prices of those of `models` that somebody sells where the machines stand.
  std::vector<const ApiPrice*> sold_here(const std::vector<std::string>& models) const;

  // parts, each filling its share of the draft
  void set_prompt(Draft& draft) const;
  void plan_training(Draft& draft) const;
  std::optional<Estimate<GpuHours>> plan_memory(Draft& draft) const;
  Spread<double> set_recipe(Draft& draft) const;
  const PlanCache::Training& training_on(TrainingRecipe recipe, double accelerators, const LanguageModel& model,
                                         const Gpu& gpu) const;
  double training_accelerators(const Draft& draft) const;
  const LanguageModel& trained_model(const Draft& draft) const;
  const PlanCache::Fleet& fleet_for(const Draft& draft) const;
  /// Tokens to embed, at once and in a month.
  std::pair<Spread<Tokens>, Spread<Tokens>> tokens_to_embed() const;
  Spread<TokensPerSecond> embedding_speed(const Gpu& gpu) const;
  void plan_retrieval(Draft& draft) const;
  std::optional<Line<Dollars>> hosted_store(StoreUse use, const Spread<Tokens>& embedded_a_month) const;
  void plan_serving(Draft& draft) const;
  void serve_behind_api(Draft& draft, const std::vector<std::string>& models) const;
  void serve_on_accelerators(Draft& draft) const;
  Spread<double> stage_weeks(const Draft& draft) const;
  void bill_people(Draft& draft) const;
  void energy_and_totals(Draft& draft) const;
  void effect_prior(Draft& draft) const;
  void fill_workload(Draft& draft) const;
  std::vector<std::string> assumed_drivers() const;

  Spread<double> pue() const;
  std::optional<RentalPrice> rent_price(const Gpu& gpu) const;
  std::optional<Spread<DollarsPerKilowattHour>> tariff() const;
  std::optional<LabelRate> label_price(std::string_view id) const;
  std::optional<TuningRates> tuning_rates(const LanguageModel& model) const;
  /// The user's quotes for this item: lowest, middle, highest; the line made with them cites them.
  std::optional<Spread<Dollars>> quoted(std::string_view item) const;
  Line<Dollars> cite_quotes(Line<Dollars> line, std::string_view item) const;

  const Situation& facts_;
  const Catalogue& catalogue_;
  const PlanSettings& settings_;
  const EstimateConstants& constants_;
  const PlanLimits& limits_;
  std::string rental_kind_;
  bool by_token_ = false;
  PlanCache own_cache_;
  PlanCache& cache_;
  const Gpu& user_gpu_;  ///< named, described, or assumed
  const Region& place_;  ///< where its machines stand
};

}  // namespace pathfinder
