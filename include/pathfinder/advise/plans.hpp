// Which plans there are for an option, which of them keep what the user and his organisation ask for, and which of
// those is the cheapest. Pure functions over candidates that are already priced; advise/estimator makes and prices
// them.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/language_model.hpp"
#include "pathfinder/core/plan_limits.hpp"

namespace pathfinder {

/// Which limit forbids this model: "allowed_models", "forbidden_models", "allowed_licences", "forbidden_licences",
/// "commercial_use"; empty where none does.
std::string_view forbids(const PlanLimits& limits, const LanguageModel& model);

/// Which limit forbids this accelerator: "domestic_hardware", "allowed_hardware_vendors", "forbidden_hardware_vendors",
/// "forbidden_gpus"; empty where none does.
std::string_view forbids(const PlanLimits& limits, const Gpu& gpu);

/// Whether an offer in `region` keeps allowed_regions, as far as anybody knows.
bool region_allowed(const PlanLimits& limits, std::string_view region);

/// Whether machines may stand in `region`: all of it lies inside allowed_regions.
bool place_allowed(const PlanLimits& limits, std::string_view region);

/// Whether the option may be recommended.
bool option_allowed(const PlanLimits& limits, std::string_view strategy);

/// What the choice among plans looks at. `quality`: how much a plan gives away against the base model that the task
/// asks for in a precision without measured loss; 0 nothing, 1 weights in 8 or 4 bits whose loss is measured, 2 an
/// older or smaller model. A plan of lower quality is never "cheaper": it is weighed only where none above it keeps the
/// limits.
struct PlanFigures {
  bool fits = true;  ///< memory at the upper end of its interval
  bool in_time = true;
  bool fast_enough = true;
  bool in_budget = true;
  bool allowed = true;  ///< by the limits of the organisation
  bool priced = true;   ///< every line that other plans of the option have a price for has one
  int quality = 0;
  double total = 0;         ///< expected, over the horizon; dollars
  double accelerators = 0;  ///< the most that are held at once
  int place = 0;            ///< 0: what the user has; then rented; the order of equals

  /// It breaks a limit.
  bool broken() const { return !fits || !in_time || !fast_enough || !in_budget; }
};

/// Whether the first comes before the second: allowed, fits, fewer limits on time broken, in the budget, no quality
/// given away, what the user has, priced, cheaper, fewer accelerators; of two that agree in all this the one tried
/// first stays. What fits or is in time comes before what is in the budget, and a total decides to the last cent: so
/// a larger load, which can only take plans away or make them dearer, never makes the first of them cheaper while it
/// keeps what it kept.
bool comes_before(const PlanFigures& first, const PlanFigures& second);

/// Why the second lost to the first: "policy", "memory", "deadline", "latency", "budget", "quality", "quote", "owned",
/// "cost", "accelerators", "equal".
std::string_view lost_by(const PlanFigures& winner, const PlanFigures& loser);

/// A plan in the words of a procurement report.
PlanAlternative alternative_of(const OptionEstimate& estimate);

/// The policy that set a limit, or the limit's own name.
std::string policy_of(const PlanLimits& limits, std::string_view limit);

}  // namespace pathfinder
