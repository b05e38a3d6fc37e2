#include "pathfinder/estimate/log_mixture.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// The standard normal distribution function, by Abramowitz and Stegun 7.1.26: within 1.5e-7.
double normal_share(double x) {
  const double z = std::fabs(x) / std::sqrt(2.0);
  const double t = 1 / (1 + 0.3275911 * z);
  const double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const double below = 1 - tail * exp(-z * z);
  return x < 0 ? (1 - below) / 2 : (1 + below) / 2;
}

}  // namespace

double mixture_share(std::span<const LogComponent> mixture, double at) {
  double below = 0;
  for (const LogComponent& one : mixture) below += one.share * normal_share((at - one.centre) / std::max(one.sd, 1e-9));
  return below;
}

double mixture_quantile(std::span<const LogComponent> mixture, double share) {
  if (mixture.size() == 1) return mixture.front().centre + normal_quantile(share) * mixture.front().sd;
  double low = mixture.front().centre;
  double high = low;
  for (const LogComponent& one : mixture) {
    low = std::min(low, one.centre - 6 * one.sd);
    high = std::max(high, one.centre + 6 * one.sd);
  }
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (mixture_share(mixture, middle) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace pathfinder
