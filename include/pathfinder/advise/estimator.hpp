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
#include <bit>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/situation.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/effect.hpp"
#include "pathfinder/estimate/effort.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/project_lines.hpp"
#include "pathfinder/estimate/retrieval.hpp"
#include "pathfinder/estimate/serving.hpp"
#include "pathfinder/estimate/serving_replicas.hpp"
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
  CostModel work;                     ///< people's work and an application's hosting
  std::optional<ApiRates> embedding;  ///< by the token; none where nobody sells it
  Spread<Tokens> passages;            ///< that retrieval adds to a prompt
  Spread<double> pue;                 ///< facility power over IT power
};

/// Recipes, fleets and rents that were worked out already: estimates of one scenario and of its variations share
/// them. Keys are what the figures depend on, so that a cached figure is the figure: what hangs on lengths and loads
/// stands apart from recipes and replicas, which thousands of scenarios share. A cache may serve scenarios with the
/// same limits and the same ad-hoc accelerator.
struct PlanCache {
  struct Fleet {
    LeastAccelerators least;
    bool too_slow = false;  ///< the limit on latency cannot be kept: the fleet is the one without it
  };
  /// The recipe that fits, which does not hang on how long it trains.
  struct Recipe {
    TrainingRecipe recipe;  ///< the first that fits, or the one asked for; without tokens
    Estimate<Bytes> memory;
    bool fits = false;
    StackTraits stack;
    std::optional<TrainingPace> pace;  ///< absent where the chip's rate is not known
  };
  /// A number to the bit: what is not known is a key like any other.
  using Exactly = std::uint64_t;
  static Exactly bits(double number) { return std::bit_cast<Exactly>(number); }
  /// Model, accelerator, and what else the figures depend on.
  using FleetKey = std::tuple<const void*, const void*, std::array<Exactly, 5>>;
  using ReplicaKey = std::tuple<const void*, const void*, std::size_t>;
  using RecipeKey = std::tuple<const void*, const void*, TrainingLoad, std::array<Exactly, 2>>;

  /// People's work on an option: the same for all its plans.
  struct People {
    Work work;
    WeeklyRate rate;
    double cash_share = 1;
    Spread<double> person_weeks;  ///< of the build
    Spread<double> build_months;
    Spread<double> staying;  ///< persons
    CostLines lines;
  };
  /// What is looked for among the models of the catalogue.
  struct ModelKey {
    Exactly size_b = 0;
    bool dense_only = false;
    std::string_view input, language, licence;
    auto operator<=>(const ModelKey&) const = default;
  };
  /// What may be rented: whether only domestic kinds may be, by the scenario or by a limit, and on which side of the
  /// border.
  using RentableKey = std::array<bool, 3>;
  struct Rentable {
    std::vector<const Gpu*> kinds;
    bool by_place = false;  ///< some kind was looked for in the place
  };

  LastDerived derived;
  std::map<FleetKey, Fleet> fleets;
  std::map<ReplicaKey, ReplicaWidths> replicas;
  std::map<RecipeKey, Recipe> recipes;
  /// By kind of rent and accelerator.
  std::map<std::string, std::map<const Gpu*, std::optional<RentalPrice>>, std::less<>> rents;
  std::deque<People> people;
  std::map<ModelKey, const LanguageModel*> models;
  std::map<RentableKey, Rentable> rentable;
  std::map<std::pair<const Gpu*, bool>, bool> offered;  ///< of an accelerator in China, or outside
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
  Detail detail = Detail::words;

  bool words() const { return detail == Detail::words; }
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
