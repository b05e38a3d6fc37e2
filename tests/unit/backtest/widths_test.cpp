// Widths from errors of publishers left out: what many rows of one publisher may say, and what few publishers may.
#include "backtest/widths.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a width holds 80 per cent of the weight", "[backtest]") {
  ErrorsByPublisher errors;
  for (int i = 1; i <= 9; ++i) errors.add("p" + std::to_string(i), i % 2 == 0 ? 0.1 * i : -0.1 * i);
  CHECK(errors.width() == Approx(0.77));        // places (i - 1/2)/9: between the seventh and the eighth
  CHECK(errors.quantile(0.5) == Approx(-0.1));  // signed: -0.9 … -0.1, 0.2 … 0.8
}

TEST_CASE("many rows of one publisher count as their square root", "[backtest]") {
  ErrorsByPublisher few;
  few.add("one", 0.1);
  few.add("two", 1);
  ErrorsByPublisher many = few;
  for (int i = 0; i < 99; ++i) many.add("one", 0.1);
  CHECK(many.width() < few.width());
  ErrorsByPublisher rows;
  for (int i = 0; i < 100; ++i) rows.add("of its own " + std::to_string(i), 0.1);
  rows.add("two", 1);
  CHECK(rows.width() == Approx(0.1));
  CHECK(many.width() >= rows.width());
}

TEST_CASE("few publishers are drawn to the width of all, and none takes it", "[backtest]") {
  ErrorsByPublisher errors;
  CHECK(errors.width_towards(0.5) == 0.5);
  errors.add("one", 0.1);
  CHECK(errors.width_towards(0.5) == Approx((0.1 + 4 * 0.5) / 5));
  for (int i = 0; i < 95; ++i) errors.add("p" + std::to_string(i), -0.1);
  CHECK(errors.width_towards(0.5) == Approx(0.1).epsilon(0.2));
}
