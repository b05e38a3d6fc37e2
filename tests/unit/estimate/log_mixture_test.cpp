// Quantiles of mixtures of lognormal amounts.
#include "pathfinder/estimate/log_mixture.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("the quantiles of one component are those of the normal distribution", "[estimate]") {
  const std::vector<LogComponent> one = {{2, 0.5, 1}};
  CHECK(mixture_quantile(one, 0.9) == Approx(2 + 0.5 * 1.2815515655).epsilon(1e-8));
  CHECK(mixture_quantile(one, 0.5) == Approx(2).margin(1e-9));
  CHECK(mixture_share(one, 2) == Approx(0.5).margin(1e-6));
}

TEST_CASE("the quantiles of two far components lie in the one that has the weight", "[estimate]") {
  const std::vector<LogComponent> two = {{0, 0.1, 0.7}, {5, 0.1, 0.3}};
  CHECK(mixture_quantile(two, 0.35) == Approx(0).margin(1e-4));
  CHECK(mixture_quantile(two, 0.85) == Approx(5).margin(1e-4));
  CHECK(mixture_share(two, 2.5) == Approx(0.7).margin(1e-6));
}
