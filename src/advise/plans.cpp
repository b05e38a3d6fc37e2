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

namespace {

/// "cn-beijing" lies in "cn".
bool inside(std::string_view small, std::string_view large) {
  return small == large ||
         (small.size() > large.size() && small.substr(0, large.size()) == large && small[large.size()] == '-');
}

}  // namespace

bool place_allowed(const PlanLimits& limits, std::string_view region) {
  return limits.allowed_regions.empty() ||
         std::any_of(limits.allowed_regions.begin(), limits.allowed_regions.end(),
                     [&](const std::string& allowed) { return inside(region, allowed); });
}

bool region_allowed(const PlanLimits& limits, std::string_view region) {
  if (limits.allowed_regions.empty()) return true;
  // "cn" allows all of it; an offer for "cn" keeps a limit to "cn-beijing" as far as anybody knows.
  return std::any_of(limits.allowed_regions.begin(), limits.allowed_regions.end(), [&](const std::string& allowed) {
    return !region.empty() && (inside(region, allowed) || inside(allowed, region));
  });
}

bool option_allowed(const PlanLimits& limits, std::string_view strategy) {
  return !among(limits.forbidden_options, strategy);
}

namespace {

int late(const PlanFigures& figures) {
  return (figures.in_time ? 0 : 1) + (figures.fast_enough ? 0 : 1);
}

}  // namespace

bool comes_before(const PlanFigures& first, const PlanFigures& second) {
  if (first.allowed != second.allowed) return first.allowed;
  if (first.fits != second.fits) return first.fits;
  if (late(first) != late(second)) return late(first) < late(second);
  if (first.in_budget != second.in_budget) return first.in_budget;
  if (first.quality != second.quality) return first.quality < second.quality;
  if (first.place != second.place) return first.place < second.place;
  if (first.priced != second.priced) return first.priced;
  if (first.total != second.total) return first.total < second.total;
  return first.accelerators < second.accelerators;
}

std::string_view lost_by(const PlanFigures& winner, const PlanFigures& loser) {
  if (winner.allowed && !loser.allowed) return "policy";
  if (winner.fits && !loser.fits) return "memory";
  if (winner.in_time && !loser.in_time) return "deadline";
  if (winner.fast_enough && !loser.fast_enough) return "latency";
  if (winner.in_budget && !loser.in_budget) return "budget";
  if (winner.quality < loser.quality) return "quality";
  if (winner.place < loser.place) return "owned";
  if (winner.priced && !loser.priced) return "quote";
  if (winner.total < loser.total) return "cost";
  return winner.accelerators < loser.accelerators ? "accelerators" : "equal";
}

PlanAlternative alternative_of(const OptionEstimate& estimate) {
  const Plan& plan = estimate.plan;
  PlanAlternative one;
  one.model = plan.model;
  one.gpu = plan.gpu;
  one.training_gpu = plan.training_gpu;
  one.on = plan.serving;
  one.api = plan.api;
  one.training_gpus = plan.training_on == "hosted" ? 0 : plan.training_gpus;
  one.serving_gpus = plan.serving_gpus;
  one.training_recipe = plan.training_recipe;
  one.precision = plan.precision;
  one.tensor_parallel = plan.tensor_parallel;
  one.micro_batch = plan.micro_batch;
  one.total = estimate.total;
  if (estimate.weeks_to_value) one.weeks = estimate.weeks_to_value->central.value;
  return one;
}

std::string policy_of(const PlanLimits& limits, std::string_view limit) {
  for (const auto& [member, policy] : limits.set_by) {
    if (member == limit) return policy;
  }
  return std::string(limit);
}

}  // namespace pathfinder
