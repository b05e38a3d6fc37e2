#include "pathfinder/advise/gpu_versions.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

template <class Q>
void widen_one(std::optional<Estimate<Q>>& estimate, const std::optional<Estimate<Q>>& other) {
  if (!estimate || !other) return;
  estimate->low = std::min(estimate->low, other->low);
  estimate->high = std::max(estimate->high, other->high);
}

}  // namespace

void widen(OptionEstimate& estimate, const OptionEstimate& other) {
  widen_one(estimate.training_gpu_hours, other.training_gpu_hours);
  widen_one(estimate.training_wall_hours, other.training_wall_hours);
  widen_one(estimate.memory_per_gpu, other.memory_per_gpu);
  widen_one(estimate.setup, other.setup);
  widen_one(estimate.monthly, other.monthly);
  widen_one(estimate.total, other.total);
  widen_one(estimate.energy, other.energy);
  widen_one(estimate.training_energy, other.training_energy);
  widen_one(estimate.monthly_energy, other.monthly_energy);
  widen_one(estimate.co2, other.co2);
  widen_one(estimate.weeks_to_value, other.weeks_to_value);
  widen_one(estimate.latency, other.latency);
  widen_one(estimate.ttft, other.ttft);
}

}  // namespace pathfinder
