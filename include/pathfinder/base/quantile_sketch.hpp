// Quantiles of any number of amounts in little memory: counts in buckets whose bounds grow by a fixed factor, so that a
// quantile is off by at most 1 % of its value. The order of the amounts changes nothing, and the sketch of two parts is
// the sum of theirs. Source: Masson, Rim & Lee 2019, "DDSketch" (VLDB 12(12)), sections 2.1 and 2.3.
#pragma once

#include <cstdint>
#include <limits>
#include <map>

namespace pathfinder {

struct QuantileSketch {
  static constexpr double relative_error = 0.01;

  std::map<int, std::uint64_t> buckets;  ///< number of the bucket → amounts in it
  std::uint64_t zeros = 0;               ///< amounts of 0 or less
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  /// \pre amount is finite
  void add(double amount);
  void merge(const QuantileSketch& other);
  std::uint64_t count() const;
  /// The amount that `share` of all are at most, within its relative error; NaN where there is none.
  double quantile(double share) const;
};

}  // namespace pathfinder
