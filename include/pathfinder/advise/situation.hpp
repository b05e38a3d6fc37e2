// One scenario's facts as the numbers that estimates need, and a record of which of them were read: a figure that rests
// on a fact nobody gave must not let a gate decide (src/README.md, Things worth knowing), and a figure changes only
// with facts it was made of.
#pragma once

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
      : facts_(facts), scenario_(scenario), catalogue_(catalogue), read_(facts.size(), 0), assumed_(facts.size(), 0) {}

  /// P10, central and P90 of a numeric fact; NaN throughout where nobody knows and nothing is assumed.
  Spread<double> number(std::string_view fact) const;
  /// The central value alone.
  double value(std::string_view fact) const { return number(fact).central; }
  /// Level number of a category or bool.
  double level(std::string_view fact) const { return number(fact).central; }
  /// The word of a category's level; empty when unknown.
  std::string word(std::string_view fact) const;
  bool yes(std::string_view fact) const { return level(fact) == 1; }
  /// Whether the fact was given, measured, from a preset, or derived from such; rests on nothing that is assumed.
  bool known(std::string_view fact) const;

  /// The accelerator named, described ad hoc, or assumed.
  const Gpu& gpu() const;
  const Region& region() const;

  /// The truth of a condition of the data over the facts' ranges, and the value of one of its expressions.
  Truth judge(const Expression& condition) const;
  double value_of(const Expression& expression) const;
  /// Where a fact's value comes from: the source that filled it.
  const std::string& why(std::string_view fact) const;

  const Catalogue& catalogue() const { return catalogue_; }

  /// Whether the fact was read since the last call of forget_assumed() and nobody gave it.
  bool assumed(std::string_view fact) const;
  void forget_assumed() const;

  /// All facts read since the last call, by slot: 1 where one was, in whatever way.
  std::vector<unsigned char> take_read() const;

 private:
  const Fact& read(std::string_view fact) const;

  const Facts& facts_;
  const Scenario& scenario_;
  const Catalogue& catalogue_;
  mutable std::vector<unsigned char> read_, assumed_;  // by slot
};

}  // namespace pathfinder
