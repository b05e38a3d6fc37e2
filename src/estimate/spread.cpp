// How the intervals of parts combine; see spread.hpp for the rule.
#include "pathfinder/estimate/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

Spread<double> combined(double central, std::span<const MovedAlone> drivers) {
  double squares_below = 0;
  double squares_above = 0;
  double lowest = central;  // exact where one driver does all the moving
  double highest = central;
  int moving_below = 0;
  int moving_above = 0;
  const bool logarithmic = central > 0;
  for (const MovedAlone& driver : drivers) {
    if (driver.low < central) {
      ++moving_below;
      lowest = std::min(lowest, driver.low);
      const double step = logarithmic && driver.low > 0 ? log(driver.low / central) : driver.low - central;
      squares_below += step * step;
    }
    if (driver.high > central) {
      ++moving_above;
      highest = std::max(highest, driver.high);
      const double step = logarithmic ? log(driver.high / central) : driver.high - central;
      squares_above += step * step;
    }
  }
  Spread<double> result{lowest, central, highest};
  if (moving_below > 1 && lowest > 0) result.low = std::min(lowest, central * exp(-std::sqrt(squares_below)));
  if (moving_above > 1) {
    const double width = std::sqrt(squares_above);
    result.high = std::max(highest, logarithmic ? central * exp(width) : central + width);
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
