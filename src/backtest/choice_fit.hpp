// What moved published projects towards an option: a conditional logit (McFadden 1974) over the parts that options are
// made of, its coefficients pulled to zero by a squared penalty and kept to the signs that are known beforehand.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace pathfinder {

/// One decision that was taken.
struct ObservedChoice {
  std::vector<double> traits;       ///< of the task
  std::vector<double> head_start;   ///< by option: logarithm of odds from elsewhere; 0: none
  std::vector<unsigned char> open;  ///< by option: whether it could be taken
  std::vector<double> taken;  ///< by option: what was taken or would have done, in shares; sums to 1 over the open
  double weight = 1;
};

/// Which parts every option has, and what a coefficient may be.
struct ChoiceShape {
  std::size_t options = 0, parts = 0, traits = 0;
  std::vector<unsigned char> has;     ///< option by option: 1 where it has the part
  std::vector<unsigned char> allows;  ///< part by part, trait by trait: whether there is a coefficient at all
  std::vector<signed char> sign;      ///< the same: +1 not below zero, -1 not above, 0 free

  bool has_part(std::size_t option, std::size_t part) const { return has[option * parts + part] != 0; }
};

/// Coefficients, part by part, trait by trait.
using ChoiceCoefficients = std::vector<double>;

/// Logarithm of odds of every option, head start included.
std::vector<double> utilities(const ChoiceShape& shape, const ChoiceCoefficients& coefficients,
                              const ObservedChoice& choice);

/// The most likely coefficients of `choices` under the penalty: coordinate by coordinate until none moves (the function
/// is convex). The first trait, a constant, is hardly penalised.
ChoiceCoefficients fit_choices(const ChoiceShape& shape, std::span<const ObservedChoice* const> choices,
                               double penalty);

/// Mean logarithm of the share that the coefficients give what was taken: how well they foretell `choices`.
double mean_log_share(const ChoiceShape& shape, const ChoiceCoefficients& coefficients,
                      std::span<const ObservedChoice* const> choices);

}  // namespace pathfinder
