// Range reduction and polynomials after fdlibm (Sun Microsystems, 1993: e_exp.c, e_log.c), written with plain
// additions and multiplications so that no compiler or CPU can change a bit.
#include "pathfinder/base/math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace pathfinder {
namespace {

constexpr double ln2_high = 6.93147180369123816490e-01;  // the upper 33 bits of ln 2
constexpr double ln2_low = 1.90821492927058770002e-10;   // the rest
constexpr double ln10 = 2.302585092994045684;

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

  // x = k ln2 + r, |r| <= ln2 / 2; the remainder is kept in two parts.
  const double k = std::floor(x / (ln2_high + ln2_low) + 0.5);
  const double high = x - k * ln2_high;
  const double low = k * ln2_low;
  const double r = high - low;

  // Remez polynomial for r (e^r + 1) / (e^r - 1) = 2 + P1 r^2 + …
  const double t = r * r;
  const double c =
      r -
      t * (1.66666666666666019037e-01 +
           t * (-2.77777777770155933842e-03 +
                t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  const double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
  return scale(y, static_cast<int>(k));
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
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double w = z * z;
  const double t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double t2 =
      z * (6.666666666666735130e-01 +
           w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double r = t1 + t2;
  const double half_square = 0.5 * f * f;
  const double dk = k;
  return dk * ln2_high - ((half_square - (s * (half_square + r) + dk * ln2_low)) - f);
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
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
                          -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  constexpr double lower = 0.02425;

  const auto tail = [&](double q) {
    return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
           ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
  };
  if (p < lower) return tail(std::sqrt(-2.0 * log(p)));
  if (p > 1.0 - lower) return -tail(std::sqrt(-2.0 * log(1.0 - p)));
  const double q = p - 0.5;
  const double r = q * q;
  return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
         (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
}

double mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace pathfinder
