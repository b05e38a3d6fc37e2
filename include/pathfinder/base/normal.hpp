// The standard normal distribution where intervals are P10 to P90: how many standard deviations that is.
#pragma once

namespace pathfinder {

/// Its 90 % quantile; the 10 % quantile is the same below zero.
inline constexpr double normal_p90 = 1.2815515655446004;

}  // namespace pathfinder
