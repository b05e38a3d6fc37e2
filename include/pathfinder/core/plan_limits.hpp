// What the user's organisation allows a plan to be: models, licences, hardware, places, options, money. The limits
// enter the search for a plan (advise/plans) and do not come after it. Everything empty: no limit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/quantity.hpp"

namespace pathfinder {

/// Id of the gate that blocks a forbidden option; its sentence is the text "gate.forbidden-option".
inline constexpr std::string_view forbidden_option_gate = "forbidden-option";

struct PlanLimits {
  std::vector<std::string> allowed_models;  ///< catalogue ids of open models; empty: all
  std::vector<std::string> forbidden_models;
  std::vector<std::string> allowed_licences;  ///< as LanguageModel::licence, "apache-2.0"; empty: all
  std::vector<std::string> forbidden_licences;
  bool commercial_use = false;  ///< only models whose licence allows it without conditions
  /// Places where prices are taken and machines may stand: "cn-beijing", or "cn" for all of that country. An offer that
  /// names no place is not known to keep the limit. Empty: anywhere.
  std::vector<std::string> allowed_regions;
  std::vector<std::string> allowed_hardware_vendors;  ///< as Gpu::vendor, without regard to case; empty: all
  std::vector<std::string> forbidden_hardware_vendors;
  std::vector<std::string> forbidden_gpus;     ///< catalogue ids of accelerators
  std::vector<std::string> forbidden_options;  ///< ids of strategies
  bool domestic_hardware = false;              ///< as the fact domestic_hardware at "required"
  bool no_api = false;                         ///< nothing may run behind an API
  std::optional<Dollars> max_total;            ///< over the horizon
  std::optional<Dollars> max_cash;             ///< of it new money
  /// Which policy set what: {member, policy id}, {"allowed_licences", "licences"}. What is not named here is shown
  /// under the member's name.
  std::vector<std::pair<std::string, std::string>> set_by;

  /// Nothing is limited.
  bool empty() const {
    return allowed_models.empty() && forbidden_models.empty() && allowed_licences.empty() &&
           forbidden_licences.empty() && !commercial_use && allowed_regions.empty() &&
           allowed_hardware_vendors.empty() && forbidden_hardware_vendors.empty() && forbidden_gpus.empty() &&
           forbidden_options.empty() && !domestic_hardware && !no_api && !max_total && !max_cash;
  }
};

}  // namespace pathfinder
