#include "pathfinder/advise/plans.hpp"

#include <algorithm>

#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool among(const std::vector<std::string>& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool among_any_case(const std::vector<std::string>& list, std::string_view one) {
  const std::string lowered = lower(one);
  return std::any_of(list.begin(), list.end(), [&](const std::string& word) { return lower(word) == lowered; });
}

}  // namespace

std::string_view forbids(const PlanLimits& limits, const LanguageModel& model) {
  if (!limits.allowed_models.empty() && !among(limits.allowed_models, model.id)) return "allowed_models";
  if (among(limits.forbidden_models, model.id)) return "forbidden_models";
  if (!limits.allowed_licences.empty() && !among_any_case(limits.allowed_licences, model.licence))
    return "allowed_licences";
  if (among_any_case(limits.forbidden_licences, model.licence)) return "forbidden_licences";
  if (limits.commercial_use && model.commercial_use != "yes") return "commercial_use";
  return {};
}

std::string_view forbids(const PlanLimits& limits, const Gpu& gpu) {
  if (limits.domestic_hardware && !gpu.domestic) return "domestic_hardware";
  if (!limits.allowed_hardware_vendors.empty() && !among_any_case(limits.allowed_hardware_vendors, gpu.vendor))
    return "allowed_hardware_vendors";
  if (among_any_case(limits.forbidden_hardware_vendors, gpu.vendor)) return "forbidden_hardware_vendors";
  if (among(limits.forbidden_gpus, gpu.id)) return "forbidden_gpus";
  return {};
}

bool region_allowed(const PlanLimits& limits, std::string_view region) {
  if (limits.allowed_regions.empty()) return true;
  // "cn" allows all of it; an offer for "cn" keeps a limit to "cn-beijing" as far as anybody knows.
  const auto inside = [](std::string_view small, std::string_view large) {
    return small == large ||
           (small.size() > large.size() && small.substr(0, large.size()) == large && small[large.size()] == '-');
  };
  return std::any_of(limits.allowed_regions.begin(), limits.allowed_regions.end(), [&](const std::string& allowed) {
    return !region.empty() && (inside(region, allowed) || inside(allowed, region));
  });
}

bool option_allowed(const PlanLimits& limits, std::string_view strategy) {
  return !among(limits.forbidden_options, strategy);
}

std::string policy_of(const PlanLimits& limits, std::string_view limit) {
  for (const auto& [member, policy] : limits.set_by) {
    if (member == limit) return policy;
  }
  return std::string(limit);
}

}  // namespace pathfinder
