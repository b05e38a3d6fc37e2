#include "pathfinder/base/quantile_sketch.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// Upper bound of a bucket over that of the one before.
constexpr double growth = (1 + QuantileSketch::relative_error) / (1 - QuantileSketch::relative_error);
/// Below it an amount is nothing: 10^-9 dollars.
constexpr double smallest = 1e-9;

}  // namespace

void QuantileSketch::add(double amount) {
  least = std::min(least, amount);
  most = std::max(most, amount);
  if (amount < smallest) {
    ++zeros;
    return;
  }
  static const double step = pathfinder::log(growth);
  ++buckets[static_cast<int>(std::ceil(pathfinder::log(amount) / step))];
}

void QuantileSketch::merge(const QuantileSketch& other) {
  for (const auto& [bucket, amounts] : other.buckets) buckets[bucket] += amounts;
  zeros += other.zeros;
  least = std::min(least, other.least);
  most = std::max(most, other.most);
}

std::uint64_t QuantileSketch::count() const {
  std::uint64_t all = zeros;
  for (const auto& [bucket, amounts] : buckets) all += amounts;
  return all;
}

double QuantileSketch::quantile(double share) const {
  const std::uint64_t all = count();
  if (all == 0) return std::nan("");
  const double rank = share * static_cast<double>(all - 1);
  auto below = static_cast<double>(zeros);
  if (rank < below) return std::max(0.0, least);
  for (const auto& [bucket, amounts] : buckets) {
    below += static_cast<double>(amounts);
    if (rank < below) {
      // The middle of the bucket, as far from either bound in proportion.
      const double upper = pathfinder::exp(static_cast<double>(bucket) * pathfinder::log(growth));
      return std::clamp(2 * upper / (growth + 1), least, most);
    }
  }
  return most;
}

}  // namespace pathfinder
