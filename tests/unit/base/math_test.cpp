#include "pathfinder/base/math.hpp"

#include <cmath>

#include "support/catch.hpp"

namespace {

/// Distance in units of the last place of `expected`.
double ulps(double actual, double expected) {
  const double step = std::nextafter(std::abs(expected), INFINITY) - std::abs(expected);
  return std::abs(actual - expected) / step;
}

}  // namespace

TEST_CASE("exp and log stay within an ulp or so of the C library over the range money and tokens use", "[base]") {
  double worst_exp = 0;
  double worst_log = 0;
  for (int i = -7000; i <= 7000; ++i) {
    const double x = i * 0.1;
    worst_exp = std::max(worst_exp, ulps(pathfinder::exp(x), std::exp(x)));
    const double y = std::exp(x * 0.9) * 1.37;
    worst_log = std::max(worst_log, ulps(pathfinder::log(y), std::log(y)));
  }
  CHECK(worst_exp <= 1.0);
  CHECK(worst_log <= 1.0);
}

TEST_CASE("log10 is exact at powers of ten, where thresholds stand", "[base]") {
  double power = 1;
  for (int i = 0; i <= 22; ++i) {
    CHECK(pathfinder::log10(power) == i);
    power *= 10;
  }
  CHECK(pathfinder::log10(0) == -INFINITY);
  CHECK(std::isnan(pathfinder::log10(-1)));
}

TEST_CASE("the normal quantile inverts the distribution function", "[base]") {
  for (double p : {0.001, 0.1, 0.25, 0.5, 0.9, 0.999}) {
    const double z = pathfinder::normal_quantile(p);
    CHECK(std::erfc(-z / std::sqrt(2.0)) / 2 == Approx(p).margin(3e-7));
  }
  CHECK(pathfinder::normal_quantile(0.9) == Approx(1.2815515655).epsilon(1e-8));
}
