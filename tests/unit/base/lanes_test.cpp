#include "pathfinder/base/lanes.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/random.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Whether both are the same to the bit; two that are no number are the same.
bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

/// Numbers of all sizes and both signs, those at which functions change their way among them; no multiple of a block.
std::vector<double> lane_numbers() {
  std::vector<double> numbers = {0.0,    -0.0,  1.0,   -1.0,  infinite, -infinite, no_number, 5e-324,
                                 2e-308, 690.0, 689.9, 709.9, -745.2,   -708.5,    1e22,      1e23};
  for (double power = 1; power < 1e23; power *= 10) {
    for (const double one : {power, std::nextafter(power, 0.0), std::nextafter(power, infinite)})
      numbers.push_back(one);
  }
  const Stream stream("numbers in lanes");
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double size = pathfinder::exp((stream.uniform(2 * i) - 0.5) * 1400);
    numbers.push_back(stream.uniform(2 * i + 1) < 0.3 ? -size : size);
    numbers.push_back((stream.uniform(2 * i + 1) - 0.5) * 20);
  }
  return numbers;
}

template <class Lanes, class One>
void check_lanes(const std::vector<double>& numbers, Lanes in_lanes, One one) {
  std::vector<double> found(numbers.size());
  in_lanes(numbers.data(), found.data(), numbers.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (same_bits(found[i], one(numbers[i]))) continue;
    if (different++ > 0) continue;
    INFO(numbers[i] << " gives " << found[i] << " in lanes and " << one(numbers[i]) << " alone");
    CHECK(false);
  }
  CHECK(different == 0);
  std::vector<double> in_place = numbers;
  in_lanes(in_place.data(), in_place.data(), in_place.size());
  CHECK(same_bits(in_place.back(), found.back()));
}

}  // namespace

TEST_CASE("powers, logarithms and quantiles of many numbers are those of each alone, to the bit", "[base]") {
  const std::vector<double> numbers = lane_numbers();
  check_lanes(numbers, lanes::exp, [](double x) { return pathfinder::exp(x); });
  check_lanes(numbers, lanes::log10, [](double x) { return pathfinder::log10(x); });
  std::vector<double> shares;
  const Stream stream("shares in lanes");
  for (std::uint64_t i = 0; i < 20000; ++i) shares.push_back(stream.uniform(i));
  for (const double end : {0.02425, 1 - 0.02425, 1e-16, 0.5}) shares.push_back(end);
  check_lanes(shares, lanes::normal_quantile, [](double p) { return pathfinder::normal_quantile(p); });
}

TEST_CASE("a line through points is followed by many numbers as by one, ends and missing ones too", "[base]") {
  const std::vector<double> x = {-1, 0.25, 3, 1000}, y = {0.1, 0.9, 0.4, 1};
  const auto one = [&](double at) {
    if (std::isnan(at)) return 0.6;
    if (at <= x[0]) return y[0];
    for (std::size_t k = 1; k < x.size(); ++k) {
      if (at <= x[k]) return y[k - 1] + (at - x[k - 1]) / (x[k] - x[k - 1]) * (y[k] - y[k - 1]);
    }
    return y.back();
  };
  std::vector<double> numbers = lane_numbers();
  numbers.insert(numbers.end(), x.begin(), x.end());
  check_lanes(
      numbers,
      [&](const double* at, double* out, std::size_t count) {
        lanes::piecewise(at, out, count, x.data(), y.data(), x.size(), 0.6);
      },
      one);
}

TEST_CASE("sums of products round as one after the other", "[base]") {
  const std::vector<double> a = lane_numbers();
  std::vector<double> sums(a.size(), 0.1), scaled(a.size(), 0.1);
  lanes::add_products(a.data(), a.data(), sums.data(), a.size());
  lanes::add_products(a.data(), 0.3, scaled.data(), a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double product = a[i] * a[i], share = a[i] * 0.3;
    if (!same_bits(sums[i], 0.1 + product) || !same_bits(scaled[i], 0.1 + share)) FAIL(a[i]);
  }
}
