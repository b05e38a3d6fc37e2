#include "pathfinder/saved/decision_versions.hpp"

#include <algorithm>

namespace pathfinder {

std::span<const DecisionStep> decision_steps() {
  // So far every change added keys: there is one form, and no step to it.
  return {};
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
