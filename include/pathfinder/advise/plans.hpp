// Which plans there are for an option, which of them keep what the user and his organisation ask for, and which of
// those is the cheapest. Pure functions over candidates that are already priced; advise/estimator makes and prices
// them.
#pragma once

#include <string>
#include <string_view>

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

/// The policy that set a limit, or the limit's own name.
std::string policy_of(const PlanLimits& limits, std::string_view limit);

}  // namespace pathfinder
