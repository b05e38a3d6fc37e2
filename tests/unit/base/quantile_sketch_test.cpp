#include "pathfinder/base/quantile_sketch.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("quantiles of a sketch are within one per cent, over nine decades", "[base]") {
  QuantileSketch sketch;
  for (int i = 0; i <= 9000; ++i) sketch.add(std::pow(10.0, i / 1000.0));
  CHECK(sketch.count() == 9001);
  for (const double share : {0.0, 0.1, 0.5, 0.9, 1.0}) {
    INFO(share);
    CHECK(sketch.quantile(share) == Approx(std::pow(10.0, 9 * share)).epsilon(0.0101));
  }
}

TEST_CASE("the sketch of two parts is that of the whole, in any order", "[base]") {
  QuantileSketch whole, even, odd;
  for (int i = 0; i < 500; ++i) {
    const double amount = i * i * 0.37;
    whole.add(amount);
    (i % 2 == 0 ? even : odd).add(amount);
  }
  odd.merge(even);
  CHECK(odd.buckets == whole.buckets);
  CHECK(odd.zeros == 1);
  CHECK(odd.least == whole.least);
  CHECK(odd.most == whole.most);
}

TEST_CASE("a sketch of nothing has no quantile, one of nothings has 0", "[base]") {
  QuantileSketch sketch;
  CHECK(std::isnan(sketch.quantile(0.5)));
  sketch.add(0);
  CHECK(sketch.quantile(0.5) == 0);
}
