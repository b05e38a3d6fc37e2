// One scenario's facts as the numbers that estimates need, and a record of which of them nobody gave: a figure that
// rests on an assumed fact must not let a gate decide (spec 5.3).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/scenario.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

class Situation {
 public:
  Situation(const Facts& facts, const Scenario& scenario, const Catalogue& catalogue)
      : facts_(facts), scenario_(scenario), catalogue_(catalogue) {}

  /// P10, central and P90 of a numeric fact; NaN throughout where nobody knows and nothing is assumed.
  Spread<double> number(std::string_view fact) const;
  /// The central value alone.
  double value(std::string_view fact) const { return number(fact).central; }
  /// Level number of a category or bool.
  double level(std::string_view fact) const { return number(fact).central; }
  /// The word of a category's level; empty when unknown.
  std::string word(std::string_view fact) const;
  bool yes(std::string_view fact) const { return level(fact) == 1; }
  /// Whether the fact was given, measured, from a preset, or derived from such; does not count as reading it.
  bool known(std::string_view fact) const;

  /// The accelerator named, described ad hoc, or assumed.
  const Gpu& gpu() const;
  const Region& region() const;

  const Facts& facts() const { return facts_; }
  const Catalogue& catalogue() const { return catalogue_; }

  /// Facts read since the last call that nobody gave.
  std::vector<std::string> take_assumed() const;

 private:
  const Fact& read(std::string_view fact) const;

  const Facts& facts_;
  const Scenario& scenario_;
  const Catalogue& catalogue_;
  mutable std::set<std::string> assumed_;
};

}  // namespace pathfinder
