// How the intervals of parts combine; see spread.hpp for the rule.
#include "pathfinder/estimate/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

namespace {

/// Root of the sum of squares of the logarithms of what moves `central` to one side, in the drivers' order.
/// \pre central and these ends are above 0
double log_width(double central, std::span<const MovedAlone> drivers, double MovedAlone::*end, bool below) {
  double squares = 0;
  for (const MovedAlone& driver : drivers) {
    const double moved = driver.*end;
    if (below ? !(moved < central) : !(moved > central)) continue;
    const double step = log(moved / central);
    squares += step * step;
  }
  return std::sqrt(squares);
}

}  // namespace

Spread<double> combined(double central, std::span<const MovedAlone> drivers) {
  double lowest = central;  // exact where one driver does all the moving
  double highest = central;
  int moving_below = 0;
  int moving_above = 0;
  double squares_above = 0;  // of the differences
  for (const MovedAlone& driver : drivers) {
    if (driver.low < central) {
      ++moving_below;
      lowest = std::min(lowest, driver.low);
    }
    if (driver.high > central) {
      ++moving_above;
      highest = std::max(highest, driver.high);
      squares_above += (driver.high - central) * (driver.high - central);
    }
  }
  Spread<double> result{lowest, central, highest};
  if (moving_below > 1 && lowest > 0)
    result.low = std::min(lowest, central * exp(-log_width(central, drivers, &MovedAlone::low, true)));
  if (moving_above > 1) {
    result.high = std::max(highest, central > 0 ? central * exp(log_width(central, drivers, &MovedAlone::high, false))
                                                : central + std::sqrt(squares_above));
  }
  return result;
}

Spread<double> independent_product(std::initializer_list<Spread<double>> factors) {
  double central = 1;
  for (const Spread<double>& factor : factors) central *= factor.central;
  if (central <= 0) {
    // A factor that is usually 0 has no ratio to its middle: then all move together.
    Spread<double> product{1, 0, 1};
    for (const Spread<double>& factor : factors) {
      product.low *= factor.low;
      product.high *= factor.high;
    }
    return product;
  }
  constexpr std::size_t most = 8;
  std::array<MovedAlone, most> moved;
  std::size_t count = 0;
  for (const Spread<double>& factor : factors) {
    if (factor.low == factor.central && factor.high == factor.central) continue;
    const double others = central / factor.central;
    moved.at(count++) = {others * factor.low, others * factor.high};
  }
  return combined(central, std::span(moved.data(), count));
}

Spread<double> between(double low, double high) {
  return {low, low > 0 ? std::sqrt(low * high) : (low + high) / 2, high};
}

}  // namespace pathfinder
