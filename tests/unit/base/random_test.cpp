#include "pathfinder/base/random.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using pathfinder::Stream;

TEST_CASE("random: the same name and position give the same bits for ever", "[base]") {
  const Stream docs("fact docs");
  REQUIRE(docs.bits(0) == Stream("fact docs").bits(0));
  REQUIRE(docs.bits(0) != docs.bits(1));
  REQUIRE(docs.bits(0) != Stream("fact tokens").bits(0));
  REQUIRE(docs.bits(0) != Stream("fact docs", 1).bits(0));
}

TEST_CASE("random: uniform numbers fill the unit interval evenly and never reach its ends", "[base]") {
  const Stream stream("evenness");
  std::vector<int> bins(20, 0);
  double sum = 0;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double u = stream.uniform(i);
    REQUIRE(u > 0.0);
    REQUIRE(u < 1.0);
    sum += u;
    ++bins[static_cast<std::size_t>(u * 20)];
  }
  REQUIRE(sum / 20000 == Approx(0.5).margin(0.01));
  for (const int count : bins) REQUIRE(std::abs(count - 1000) < 150);
}

TEST_CASE("random: streams of different names are uncorrelated", "[base]") {
  const Stream a("weight cost"), b("weight time");
  double product = 0;
  for (std::uint64_t i = 0; i < 20000; ++i) product += a.normal(i) * b.normal(i);
  REQUIRE(std::abs(product / 20000) < 0.03);
}

TEST_CASE("random: normal numbers have mean 0, variance 1 and P90 1.2816", "[base]") {
  const Stream stream("normal");
  double sum = 0, squares = 0;
  int above = 0;
  for (std::uint64_t i = 0; i < 40000; ++i) {
    const double z = stream.normal(i);
    sum += z;
    squares += z * z;
    if (z > 1.2815515655) ++above;
  }
  REQUIRE(sum / 40000 == Approx(0).margin(0.02));
  REQUIRE(squares / 40000 == Approx(1).margin(0.03));
  REQUIRE(above / 40000.0 == Approx(0.1).margin(0.006));
}

TEST_CASE("random: gamma numbers have mean and variance equal to their shape, also below 1", "[base]") {
  for (const double shape : {0.3, 1.0, 2.5, 12.0}) {
    const Stream stream("gamma");
    double sum = 0, squares = 0;
    constexpr int count = 40000;
    for (std::uint64_t i = 0; i < count; ++i) {
      const double x = stream.gamma(shape, i);
      REQUIRE(x >= 0);
      sum += x;
      squares += x * x;
    }
    const double mean = sum / count;
    REQUIRE(mean == Approx(shape).epsilon(0.03));
    REQUIRE(squares / count - mean * mean == Approx(shape).epsilon(0.06));
  }
}
