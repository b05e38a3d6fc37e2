// Range reduction and polynomials (base/math_kernels) after fdlibm (Sun Microsystems, 1993: e_exp.c, e_log.c), written
// with plain additions and multiplications so that no compiler or CPU can change a bit.
#include "pathfinder/base/math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/math_kernels.hpp"

namespace pathfinder {
namespace {

using kernels::ln10, kernels::ln2_high, kernels::ln2_low;

/// x · 2^n without rounding unless the result is subnormal.
double scale(double x, int n) {
  if (n < -1000 || n > 1000) return std::ldexp(x, n);
  return x *
         std::bit_cast<double>(static_cast<std::uint64_t>(1023 + n) << 52);  // the same bits, in a fifth of the time
}

/// std::frexp for what is positive and finite: x = m · 2^k, 1/2 <= m < 1.
double fraction(double x, int& k) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto exponent = static_cast<int>(bits >> 52);
  if (exponent == 0) return std::frexp(x, &k);  // subnormal
  k = exponent - 1022;
  return std::bit_cast<double>((bits & 0x000fffffffffffff) | 0x3fe0000000000000);
}

}  // namespace

double exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.782712893383973096) return std::numeric_limits<double>::infinity();
  if (x < -745.133219101941108420) return 0.0;

  const double k = std::floor(x / (ln2_high + ln2_low) + 0.5);
  return scale(kernels::exp_of_rest(x, k), static_cast<int>(k));
}

double log(double x) {
  if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (std::isinf(x)) return x;

  // x = 2^k (1 + f), sqrt(1/2) < 1 + f < sqrt(2).
  int k = 0;
  double m = fraction(x, k);
  if (m < 0.70710678118654752440) {
    m *= 2.0;
    --k;
  }
  return kernels::log_of(m, k);
}

double log10(double x) {
  const double y = log(x) / ln10;
  // Thresholds are written as powers of ten: there the answer must be the whole number.
  const double nearest = std::floor(y + 0.5);
  if (nearest >= 0 && nearest <= 22 && std::abs(y - nearest) < 1e-13) {
    double power = 1.0;
    for (int i = 0; i < static_cast<int>(nearest); ++i) power *= 10.0;
    if (power == x) return nearest;
  }
  return y;
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1.0;
  if (x == 0) return y > 0 ? 0.0 : std::numeric_limits<double>::infinity();
  return exp(y * log(x));
}

double normal_quantile(double p) {
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};

  const auto tail = [&](double q) {
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
  };
  if (p < kernels::lower_tail) return tail(std::sqrt(-2.0 * log(p)));
  if (p > 1.0 - kernels::lower_tail) return -tail(std::sqrt(-2.0 * log(1.0 - p)));
  return kernels::middle_quantile(p);
}

double mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace pathfinder
