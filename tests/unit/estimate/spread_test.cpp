#include "pathfinder/estimate/spread.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "pathfinder/base/math.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// Uniform in (0, 1) from raw generator output: the same on every platform.
double uniform(std::mt19937_64& generator) {
  return (static_cast<double>(generator() >> 11U) + 0.5) * 0x1.0p-53;
}

double quantile_of(std::vector<double> all, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size()));
  std::nth_element(all.begin(), all.begin() + at, all.end());
  return all[static_cast<std::size_t>(at)];
}

}  // namespace

TEST_CASE("one driver keeps its own range to the last bit", "[estimate]") {
  const MovedAlone only[] = {{2.46, 6.16}};
  const Spread<double> range = combined(3.99, only);
  CHECK(range.low == 2.46);
  CHECK(range.high == 6.16);
}

TEST_CASE("independent factors add their half widths as root of squares of logarithms", "[estimate]") {
  const Spread<double> product = independent_product({{5, 10, 20}, {1, 3, 9}});
  CHECK(product.central == 30);
  CHECK(std::log(product.high / 30) == Approx(std::hypot(std::log(2.0), std::log(3.0))));
  CHECK(std::log(30 / product.low) == Approx(std::hypot(std::log(2.0), std::log(3.0))));
}

TEST_CASE("a factor that may be nothing makes the product's low end nothing, never less", "[estimate]") {
  const Spread<double> product = independent_product({{0, 10, 20}, {0, 3, 9}});
  CHECK(product.low == 0);
  CHECK(product.high > 60);
  const Spread<double> usually_none = independent_product({{0, 0, 0.5}, {10, 20, 30}});
  CHECK(usually_none.central == 0);
  CHECK(usually_none.high == 15);
}

TEST_CASE("the rule meets the quantiles of drawn lognormal factors and of sums of them", "[estimate]") {
  std::mt19937_64 generator(20261124);
  const double z90 = normal_quantile(0.9);
  const auto lognormal = [&](double central, double high) {
    return central * pathfinder::exp(pathfinder::log(high / central) / z90 * normal_quantile(uniform(generator)));
  };
  std::vector<double> products, sums;
  for (int i = 0; i < 40000; ++i) {
    const double a = lognormal(10, 20);
    const double b = lognormal(3, 4.5);
    products.push_back(a * b);
    sums.push_back(a + b * 3);
  }
  const Spread<double> product = independent_product({{5, 10, 20}, {2, 3, 4.5}});
  CHECK(product.high == Approx(quantile_of(products, 0.9)).epsilon(0.03));
  CHECK(product.low == Approx(quantile_of(products, 0.1)).epsilon(0.03));
  const MovedAlone drivers[] = {{5 + 9, 20 + 9}, {10 + 6, 10 + 13.5}};
  const Spread<double> sum = combined(19, drivers);
  CHECK(sum.high == Approx(quantile_of(sums, 0.9)).epsilon(0.06));
  CHECK(sum.low == Approx(quantile_of(sums, 0.1)).epsilon(0.12));
}

TEST_CASE("a printed price range has its geometric mean in the middle", "[estimate]") {
  const Spread<double> price = between(5, 20);
  CHECK(price.central == 10);
  CHECK(between(0, 4).central == 2);
}
