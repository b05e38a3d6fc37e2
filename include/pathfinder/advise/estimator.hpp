// What each option would run and what that costs. One scenario's EstimateContext is read by free functions in four
// steps, each in files of its own under src/advise:
//   choices   what a plan of the option may choose: model, kind of accelerator, precision, API
//   draft     one choice worked out: tokens, recipe that fits, hours, fleet; plain numbers
//   bill      its lines and what they come to; every line keeps method and sources
//   order     which of the plans comes first (advise/plans), and what the others lost by
// Only the plan that is shown gets words (src/advise/option_words): estimates with lines and basis, labels, notes.
// Formulas are estimate/'s; here they are chosen and fed. Every value carries the facts it rests on (core/fact_set).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "pathfinder/advise/situation.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/effect.hpp"
#include "pathfinder/estimate/effort.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
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
  CostModel work;                      ///< people's work and an application's hosting
  std::vector<DefaultPrice> defaults;  ///< prices of a country for what nobody has quoted
};

/// Trainings, fleets and rents that were worked out already: estimates of one scenario and of its variations share
/// them. Keys are what the figures depend on, so that a cached figure is the figure. A cache may serve scenarios with
/// the same limits and the same ad-hoc accelerator.
struct PlanCache {
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
  /// Model, accelerator, and what else the figures depend on.
  using FleetKey = std::tuple<const void*, const void*, std::array<double, 5>>;
  using TrainingKey = std::tuple<const void*, const void*, TrainingLoad, std::array<double, 3>>;

  std::map<FleetKey, Fleet> fleets;
  std::map<TrainingKey, Training> trainings;
  std::map<std::string, std::optional<RentalPrice>, std::less<>> rents;  ///< by accelerator and kind of rent
};

/// Where machines stand: the place that was said, or assumed; where nobody said one and the assumed one is not allowed,
/// the allowed one with the cheapest power.
Read<const Region*> place_for(const Situation& situation, const PlanLimits& limits);

/// All that an estimate of one scenario's options is made from. What is handed over must live as long as the context.
struct EstimateContext {
  EstimateContext(const Situation& situation, const EstimateConstants& all, const PlanLimits& that_hold,
                  PlanCache& shared);

  const Situation& facts;
  const Catalogue& catalogue;
  const FactSlots& slots;
  const PlanSettings& settings;
  const EstimateConstants& constants;
  const PlanLimits& limits;  ///< that every choice keeps
  PlanCache& cache;
  Read<const Gpu*> user_gpu;  ///< named, described, or assumed
  Read<const Region*> place;  ///< where its machines stand
  std::string rental_kind;    ///< "on-demand", "spot", …: of all rents; as data/plans.json says unless it is changed
  bool by_token = false;  ///< answers are bought by the token wherever that is allowed, also where cards are cheaper
};

/// The estimate of one option with the cheapest plan that keeps what is asked for. `thorough` also fills
/// `alternatives`; the plan is the same. `lines`: of its bill, where they are wanted.
OptionEstimate estimate_option(const EstimateContext& context, const Strategy& strategy, bool thorough = false,
                               CostLines* lines = nullptr);

/// GPU-hours to train this model from nothing on the same accelerators, for the article's "share of the original
/// training"; nothing where the model's training tokens are not known.
std::optional<Estimate<GpuHours>> original_training(const EstimateContext& context, const LanguageModel& model,
                                                    std::string_view gpu);

/// GPU-hours of an option's training on this kind of accelerator, whatever its plan says.
std::optional<Estimate<GpuHours>> training_hours(const EstimateContext& context, const Strategy& strategy,
                                                 std::string_view gpu);

/// The article's effect formula (D1–D3) for this corpus and these rounds; nothing without a corpus.
std::optional<EffectView> effect_of(const EstimateContext& context);

}  // namespace pathfinder
