// What is known of a rate that was counted: a Beta distribution. Its prior comes from what is known otherwise, an odds
// ratio over another rate among it; x right of n add x and n - x to its two parameters (conjugate to the binomial).
#pragma once

#include <optional>
#include <vector>

#include "pathfinder/core/interval.hpp"

namespace pathfinder {

/// A Beta distribution; a + b is what the knowledge weighs in questions.
struct BetaRate {
  double a = 1, b = 1;

  double weight() const { return a + b; }
  double mean() const { return a / (a + b); }
};

/// Share of the distribution below `rate`: the regularised incomplete beta function by its continued fraction.
/// \pre 0 < a, b
double beta_cdf(const BetaRate& known, double rate);

/// The rate below which the share `u` lies. \pre 0 < u < 1
double beta_quantile(const BetaRate& known, double u);

/// Middles of `parts` equal shares, rising.
std::vector<double> beta_parts(const BetaRate& known, std::size_t parts);

/// The distribution with this mean whose P10 and P90 lie as far apart as those of `known`. \pre 0 < central < 1
BetaRate beta_of(const Interval<>& known);

/// Right answers and questions of a counted rate.
struct CountedAnswers {
  double right = 0, of = 0;
};

/// What was counted, from Wilson's 80 % interval of it (base/number_text); for an interval that somebody typed, the
/// count that would leave as much doubt. Nothing for an exact rate.
std::optional<CountedAnswers> counted_answers(const Interval<>& rate);

/// The rate after x of n right answers.
BetaRate after(const BetaRate& prior, const CountedAnswers& counted);

/// The prior of a rate that lies at `odds_ratio` (P10, P50, P90) over a known one: on the scale of log-odds both add,
/// and a Beta of mean m and weight s has the variance 1 / (s m (1 - m)) there.
BetaRate moved_by(const BetaRate& known, const Interval<>& odds_ratio);

}  // namespace pathfinder
