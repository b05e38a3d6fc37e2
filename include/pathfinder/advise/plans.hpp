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

/// Whether an offer or a machine in `region` keeps allowed_regions.
bool region_allowed(const PlanLimits& limits, std::string_view region);

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

  /// How many limits it breaks.
  int broken() const { return (fits ? 0 : 1) + (in_time ? 0 : 1) + (fast_enough ? 0 : 1) + (in_budget ? 0 : 1); }
};

/// Whether the first comes before the second: allowed, fewer limits broken, no quality given away, what the user has,
/// priced, cheaper by a step of `same_cost` (a share), fewer accelerators. Steps are of a fixed grid, so the order is
/// one: of plans in the same step neither is cheaper, and of two that agree in all this the one tried first stays.
bool comes_before(const PlanFigures& first, const PlanFigures& second, double same_cost);

/// Why the second lost to the first: "policy", "memory", "deadline", "latency", "budget", "quality", "quote", "owned",
/// "cost", "accelerators", "equal".
std::string_view lost_by(const PlanFigures& winner, const PlanFigures& loser, double same_cost);

/// A plan in the words of a procurement report.
PlanAlternative alternative_of(const OptionEstimate& estimate);

/// The policy that set a limit, or the limit's own name.
std::string policy_of(const PlanLimits& limits, std::string_view limit);

}  // namespace pathfinder
