#include "backtest/widths.hpp"

#include <algorithm>
#include <cmath>

namespace pathfinder {
namespace {

/// Linear between the middles of the weights.
template <class Weighted>
double weighted_quantile(std::vector<Weighted> values, double share) {
  std::sort(values.begin(), values.end(), [](const Weighted& a, const Weighted& b) { return a.error < b.error; });
  double all = 0;
  for (const Weighted& one : values) all += one.weight;
  double below = 0;
  double last_at = 0;
  double last = values.front().error;
  for (const Weighted& one : values) {
    const double at = (below + one.weight / 2) / all;
    if (at >= share) {
      const double gap = at - last_at;
      return gap > 0 ? last + (one.error - last) * (share - last_at) / gap : one.error;
    }
    below += one.weight;
    last_at = at;
    last = one.error;
  }
  return last;
}

}  // namespace

std::vector<ErrorsByPublisher::Weighted> ErrorsByPublisher::weighted() const {
  std::vector<Weighted> all;
  for (const auto& [publisher, errors] : errors_) {
    const double weight = 1 / std::sqrt(static_cast<double>(errors.size()));
    for (const double error : errors) all.push_back({error, weight});
  }
  return all;
}

double ErrorsByPublisher::quantile(double share) const {
  return weighted_quantile(weighted(), share);
}

double ErrorsByPublisher::width() const {
  std::vector<Weighted> all = weighted();
  for (Weighted& one : all) one.error = std::fabs(one.error);
  return weighted_quantile(std::move(all), 0.8);
}

double ErrorsByPublisher::width_towards(double pooled) const {
  constexpr double pooled_counts = 4;
  if (empty()) return pooled;
  const auto publishers = static_cast<double>(errors_.size());
  return (publishers * width() + pooled_counts * pooled) / (publishers + pooled_counts);
}

}  // namespace pathfinder
