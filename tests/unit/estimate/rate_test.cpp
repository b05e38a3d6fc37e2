// What is known of a counted rate.
#include "pathfinder/estimate/rate.hpp"

#include <cmath>

#include "pathfinder/base/number_text.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("rate: the beta distribution against closed forms", "[estimate]") {
  // Beta(1, 1) is even; Beta(a, 1) has the distribution function p^a; Beta(2, 3): 6p^2 - 8p^3 + 3p^4.
  CHECK(beta_cdf({1, 1}, 0.37) == Approx(0.37));
  CHECK(beta_cdf({4, 1}, 0.5) == Approx(0.0625));
  CHECK(beta_cdf({2, 3}, 0.4) == Approx(6 * 0.16 - 8 * 0.064 + 3 * 0.0256).epsilon(3e-12));  // three gammas to 1e-12
  CHECK(beta_cdf({0.5, 0.5}, 0.5) == Approx(0.5));
  CHECK(beta_cdf({300, 100}, 0.75) == Approx(0.4923).epsilon(0.002));
  // A rate far below the mean of usual ones is found as closely: 1 - (1 - p)^b = 1/2.
  CHECK(beta_quantile({1, 1e6}, 0.5) == Approx(-std::expm1(-std::log(2.0) / 1e6)).epsilon(1e-6));
  CHECK(beta_cdf({3, 2}, 0) == 0);
  CHECK(beta_cdf({3, 2}, 1) == 1);
  for (const BetaRate known : {BetaRate{0.5, 0.5}, BetaRate{41.5, 9.5}, BetaRate{2000, 3}}) {
    for (const double u : {0.01, 0.1, 0.5, 0.9}) CHECK(beta_cdf(known, beta_quantile(known, u)) == Approx(u));
  }
}

TEST_CASE("rate: an interval is read back as the distribution that it came from", "[estimate]") {
  for (const BetaRate known : {BetaRate{3.4, 1.6}, BetaRate{44, 11}, BetaRate{19, 2}, BetaRate{500, 20}}) {
    const BetaRate back = beta_of({beta_quantile(known, 0.1), known.mean(), beta_quantile(known, 0.9)});
    CHECK(back.mean() == Approx(known.mean()));
    CHECK(back.weight() == Approx(known.weight()).epsilon(0.01));
  }
}

TEST_CASE("rate: Wilson's interval gives its count back", "[estimate]") {
  for (double of : {1.0, 5.0, 50.0, 317.0}) {
    for (double right = 0; right <= of; right += 1) {
      const CountedRate rate = wilson_interval(right, of);
      const auto counted = counted_answers({rate.low, rate.value, rate.high});
      REQUIRE(counted);
      CHECK(counted->of == of);
      CHECK(counted->right == right);
    }
  }
  CHECK_FALSE(counted_answers({0.8, 0.8, 0.8}));
}

TEST_CASE("rate: a count moves what was expected as far as it weighs", "[estimate]") {
  const BetaRate base{44.4, 10.6};
  const BetaRate expected = moved_by(base, {1.4, 2.5, 8});
  CHECK(expected.mean() == Approx(44.4 / 10.6 * 2.5 / (1 + 44.4 / 10.6 * 2.5)));
  CHECK(expected.weight() > 5);
  CHECK(expected.weight() < 60);
  // Nothing was gained: with more questions less of the expectation is left.
  const double few = after(expected, {8, 10}).mean(), many = after(expected, {160, 200}).mean();
  CHECK(few > many);
  CHECK(many > 0.8);
  CHECK(many < 0.83);
}
