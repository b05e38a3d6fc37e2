#include "pathfinder/saved/decision_versions.hpp"

#include <algorithm>

namespace pathfinder {

namespace {

/// 1 → 2: keys were only added, but sums mean more: people, hosting and machines of one's own are in them, staff weeks
/// are person-weeks of the whole build, and a stage of the path costs what it adds to those before.
void whole_costs(JsonEdit&) {}

const std::vector<DecisionStep>& all_steps() {
  static const std::vector<DecisionStep> steps = {
      {1, whole_costs, {"setup_usd", "monthly_usd", "total_usd", "cost_usd", "staff_weeks"}}};
  return steps;
}

}  // namespace

std::span<const DecisionStep> decision_steps() {
  return all_steps();
}

std::string readable_decisions(std::span<const DecisionStep> steps) {
  std::string all;
  for (const DecisionStep& step : steps) all += std::string(decision_family) + std::to_string(step.from) + ", ";
  return all + std::string(decision_schema);
}

std::vector<std::string> not_comparable(int one, int other, std::span<const DecisionStep> steps) {
  const auto [older, newer] = std::minmax(one, other);
  std::vector<std::string> keys;
  for (const DecisionStep& step : steps) {
    if (step.from < older || step.from >= newer) continue;
    for (const std::string_view key : step.figures) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.emplace_back(key);
    }
  }
  return keys;
}

}  // namespace pathfinder
