#include "pathfinder/estimate/rate.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"

namespace pathfinder {
namespace {

/// Logarithm of the gamma function by Stirling's series, from 10 on to 1e-12.
double log_gamma(double x) {
  double below = 0;
  while (x < 10) {
    below += log(x);
    x += 1;
  }
  const double inverse = 1 / x;
  const double square = inverse * inverse;
  constexpr double half_log_two_pi = 0.91893853320467274;
  return (x - 0.5) * log(x) - x + half_log_two_pi +
         inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) - below;
}

/// The continued fraction of the incomplete beta function (Lentz's method; DLMF 8.17.22).
double continued_fraction(double a, double b, double x) {
  constexpr double least = 1e-300;
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  if (std::abs(d) < least) d = least;
  d = 1 / d;
  double value = d;
  for (int m = 1; m < 500; ++m) {
    const double k = m;
    const double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 + even * d;
    c = 1 + even / c;
    if (std::abs(d) < least) d = least;
    if (std::abs(c) < least) c = least;
    d = 1 / d;
    value *= d * c;
    const double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 + odd * d;
    c = 1 + odd / c;
    if (std::abs(d) < least) d = least;
    if (std::abs(c) < least) c = least;
    d = 1 / d;
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-13) break;
  }
  return value;
}

/// Logarithm of 1 / B(a, b).
double log_of_whole(const BetaRate& known) {
  return log_gamma(known.a + known.b) - log_gamma(known.a) - log_gamma(known.b);
}

double cdf_of(const BetaRate& known, double whole, double rate) {
  if (rate <= 0) return 0;
  if (rate >= 1) return 1;
  const double a = known.a, b = known.b;
  const double front = exp(whole + a * log(rate) + b * log(1 - rate));
  if (rate < (a + 1) / (a + b + 2)) return front * continued_fraction(a, b, rate) / a;
  return 1 - front * continued_fraction(b, a, 1 - rate) / b;
}

double odds_of(double rate) {
  return rate / (1 - rate);
}

}  // namespace

double beta_cdf(const BetaRate& known, double rate) {
  return cdf_of(known, log_of_whole(known), rate);
}

double beta_quantile(const BetaRate& known, double u) {
  const double whole = log_of_whole(known);
  double low = 0, high = 1, rate = known.mean();
  // Newton's steps by the density, halved where one would leave what is known to hold the answer.
  for (int i = 0; i < 100 && high - low > 1e-12; ++i) {
    const double missed = cdf_of(known, whole, rate) - u;
    (missed < 0 ? low : high) = rate;
    const double density = exp(whole + (known.a - 1) * log(rate) + (known.b - 1) * log(1 - rate));
    const double next = rate - missed / density;
    const double before = rate;
    rate = next > low && next < high ? next : (low + high) / 2;
    if (std::abs(rate - before) < 1e-11 * before) break;
  }
  return rate;
}

std::vector<double> beta_parts(const BetaRate& known, std::size_t parts) {
  std::vector<double> rates;
  for (std::size_t i = 0; i < parts; ++i)
    rates.push_back(beta_quantile(known, (static_cast<double>(i) + 0.5) / static_cast<double>(parts)));
  return rates;
}

BetaRate beta_of(const Interval<>& known) {
  const double mean = known.central;
  const double width = known.high - known.low;
  const double sd = width / (2 * normal_p90);
  double weight = std::max(mean * (1 - mean) / (sd * sd) - 1, 0.5);
  // A width falls as the root of the weight: a few steps from the normal's weight are enough.
  for (int i = 0; i < 6; ++i) {
    const BetaRate now{weight * mean, weight * (1 - mean)};
    const double ratio = (beta_quantile(now, 0.9) - beta_quantile(now, 0.1)) / width;
    weight = std::clamp(weight * ratio * ratio, 0.05, 1e9);
  }
  return {weight * mean, weight * (1 - mean)};
}

std::optional<CountedAnswers> counted_answers(const Interval<>& rate) {
  const double half = (rate.high - rate.low) / 2;
  if (!(half > 0) || !(half < 0.5)) return std::nullopt;
  const double p = std::clamp(rate.central, 0.0, 1.0);
  // With k = z^2 / n, Wilson's half width h keeps h^2 (1 + k)^2 = k p (1 - p) + k^2 / 4.
  const double square = half * half;
  const double quadratic = square - 0.25;
  const double linear = 2 * square - p * (1 - p);
  const double k = (-linear - std::sqrt(std::max(0.0, linear * linear - 4 * quadratic * square))) / (2 * quadratic);
  if (!(k > 0)) return std::nullopt;
  double of = normal_p90 * normal_p90 / k;
  double right = p * of;
  // What was counted is whole: the way back loses the last digits.
  if (std::abs(of - std::nearbyint(of)) < 1e-6 * of) of = std::nearbyint(of);
  if (std::abs(right - std::nearbyint(right)) < 1e-6 * of) right = std::nearbyint(right);
  return CountedAnswers{right, of};
}

BetaRate after(const BetaRate& prior, const CountedAnswers& counted) {
  return {prior.a + counted.right, prior.b + counted.of - counted.right};
}

BetaRate moved_by(const BetaRate& known, const Interval<>& odds_ratio) {
  const double mean = known.mean();
  const double odds = odds_of(mean) * odds_ratio.central;
  const double rate = odds / (1 + odds);
  const double sd = (log(odds_ratio.high) - log(odds_ratio.low)) / (2 * normal_p90);
  const double variance = 1 / (known.weight() * mean * (1 - mean)) + sd * sd;
  const double weight = 1 / (variance * rate * (1 - rate));
  return {weight * rate, weight * (1 - rate)};
}

}  // namespace pathfinder
