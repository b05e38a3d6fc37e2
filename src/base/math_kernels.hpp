// The arithmetic in the middle of exp, log and the normal quantile, without branches: once for a number (base/math) and
// for many at a time (base/lanes), so that both give the same bits. Always in place: a loop that calls is no vector.
#pragma once

namespace pathfinder::kernels {

inline constexpr double ln2_high = 6.93147180369123816490e-01;  // the upper 33 bits of ln 2
inline constexpr double ln2_low = 1.90821492927058770002e-10;   // the rest
inline constexpr double ln10 = 2.302585092994045684;

/// exp of what is left when `k` times ln 2 is taken off: |x - k ln2| <= ln2 / 2, kept in two parts.
[[gnu::always_inline]] inline double exp_of_rest(double x, double k) {
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
  return 1.0 - ((low - (r * c) / (2.0 - c)) - high);
}

/// log of 2^k m, sqrt(1/2) < m < sqrt(2).
[[gnu::always_inline]] inline double log_of(double m, double k) {
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
  return k * ln2_high - ((half_square - (s * (half_square + r) + k * ln2_low)) - f);
}

/// Below it, and above 1 less it, the normal quantile has other polynomials.
inline constexpr double lower_tail = 0.02425;

/// The normal quantile between the tails.
[[gnu::always_inline]] inline double middle_quantile(double p) {
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
                          -1.328068155288572e+01};
  const double q = p - 0.5;
  const double r = q * q;
  return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
         (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
}

}  // namespace pathfinder::kernels
