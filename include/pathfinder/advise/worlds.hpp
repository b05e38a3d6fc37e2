// The worlds over which an answer is tested: each draws the criteria's weights, every fact that is not known exactly,
// and the errors of the estimates; the options are scored in all of them with the same numbers (common random numbers).
// One fixed seed and a stream per fact, weight and residual: a scenario's id, the order of facts and the number of jobs
// change nothing. The central world is the one with no spread, and scores there what rules/program does.
// Sources: Lahdelma & Salminen 2001 (SMAA-2); spread of weights: data/constants/decision.json.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "pathfinder/base/random.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/interval.hpp"

namespace pathfinder {

/// The weights of all draws: Dirichlet around the table's, the same for every scenario.
class WeightDraws {
 public:
  WeightDraws(const Catalogue& catalogue, std::size_t draws);

  std::size_t size() const { return draws_; }
  /// Weight of a criterion in every draw.
  std::span<const double> of(std::size_t criterion) const;

 private:
  std::size_t draws_;
  std::vector<double> weights_;  // criterion by criterion
};

/// How one uncertain fact is drawn: a uniform number per draw goes through the inverse of its distribution.
struct FactDistribution : Interval<> {
  std::size_t slot = 0;
  Stream stream{""};
  // Levels: their values and the shares up to and including each.
  std::vector<double> levels, shares;
  // Numbers: P10, P50 and P90, split normal of the number or of its logarithm on either side; or, for an interval that
  // a user gave, even on either side of the value and never outside.
  double least = 0, most = 0;
  bool bounded = false;
  bool whole = false;

  /// The value at which the distribution function is `uniform`, within the fact's range.
  double at(double uniform) const;
  /// The same for many. `values` may be `uniforms`.
  void at(const double* uniforms, double* values, std::size_t count) const;

 private:
  double side(double end, double slope, double share) const;
  double slope_down_ = 0, slope_up_ = 0;  ///< logarithm of end over middle; 0 where that side is not logarithmic
  friend std::vector<FactDistribution> uncertain_facts(const Facts&, const Catalogue&, std::span<const std::size_t>);
  friend std::vector<FactDistribution> unassumed_facts(const Facts&, const Catalogue&, std::span<const std::size_t>);
};

/// The facts that move from draw to draw: unknown with an assumption, or known as an interval; not those of `keep`.
std::vector<FactDistribution> uncertain_facts(const Facts& facts, const Catalogue& catalogue,
                                              std::span<const std::size_t> keep);

/// The facts that nobody knows and of which nothing is assumed, as the table guesses them; not those of `keep`. They
/// take no part in the draws.
std::vector<FactDistribution> unassumed_facts(const Facts& facts, const Catalogue& catalogue,
                                              std::span<const std::size_t> keep);

/// Scores of every option that is not blocked, in every draw.
struct Worlds {
  std::size_t draws = 0;
  std::vector<std::size_t> options;     ///< positions in Decision::ranking
  std::vector<double> scores;           ///< option by option
  std::vector<FactDistribution> facts;  ///< those that move something

  std::span<const double> of(std::size_t option) const { return {scores.data() + option * draws, draws}; }
};

/// Scores the options of `decision` over the draws; `side_by_side` takes two threads for it, and finds the same.
Worlds draw_worlds(const Decision& decision, const Catalogue& catalogue, const WeightDraws& weights,
                   std::span<const std::size_t> keep, bool side_by_side = false);

}  // namespace pathfinder
