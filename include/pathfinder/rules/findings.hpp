// What is odd about a strategy table although every line of it is right: rules that never or always hold, rules that
// say the same, options that cannot come first, scenarios in which nothing is left, criteria that measure the same
// thing. Found by drawing scenarios at random (one fixed seed, the same on every machine) and, where that can prove it,
// by evaluating a condition over the whole range of every fact.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/strategy.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {

/// One oddity.
struct TableFinding {
  enum class Kind {
    never_true,   ///< the gate or caution holds in no scenario
    always_true,  ///< it holds in every one
    duplicate,    ///< it holds exactly where `other` does
    implied,      ///< wherever this gate blocks, `other` blocks as well
    never_first   ///< the option comes first in no scenario
  };

  Kind kind{};
  bool proven = false;  ///< over the whole range of every fact; false: in all scenarios drawn
  std::string strategy;
  std::string rule;  ///< empty for never_first
  std::string other;
};

/// Two criteria whose values rise and fall together over options and scenarios.
struct CorrelatedCriteria {
  std::string first, second;
  double rank_correlation = 0;  ///< Spearman's, above 0.9 or below -0.9
};

/// The facts known in one scenario: slot and value.
using KnownFacts = std::vector<std::pair<std::size_t, double>>;

/// Everything found.
struct TableFindings {
  std::size_t scenarios = 0;  ///< drawn
  std::vector<TableFinding> findings;
  std::vector<CorrelatedCriteria> correlated;
  std::vector<KnownFacts> all_blocked;     ///< scenarios in which every option seems blocked, the likeliest first
  std::vector<std::string> never_blocked;  ///< options that no scenario blocks
};

/// Inspects a compiled table. Estimates are drawn at random as well, for every option on its own, so that "never first"
/// means: not even with the luckiest costs. \pre program and strategies belong together
TableFindings inspect_table(const Program& program, std::span<const Strategy> strategies, const Vocabulary& vocabulary,
                            std::size_t scenarios = 20000);

/// Spearman's rank correlation; equal values share their mean rank. 0 where either side is constant.
/// \pre a.size() == b.size()
double rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace pathfinder
