// One scenario's facts as the numbers that estimates need. Reading changes nothing: every value comes with the facts it
// rests on (core/fact_set.hpp), and whoever makes a figure of it takes them over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/fact_set.hpp"
#include "pathfinder/core/scenario.hpp"
#include "pathfinder/estimate/spread.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {

/// Facts are named by their slots in Catalogue::slots. What is handed over must live as long as the situation.
class Situation {
 public:
  Situation(const Facts& facts, const Scenario& scenario, const Catalogue& catalogue)
      : facts_(facts), columns_(facts), scenario_(scenario), catalogue_(catalogue) {}

  /// P10, central and P90 of a numeric fact; NaN throughout where nobody knows and nothing is assumed.
  Read<Spread<double>> number(std::size_t fact) const;
  /// The central value alone; of a category or bool the level's number.
  Read<double> value(std::size_t fact) const;
  /// The word of a category's level; empty when unknown.
  Read<std::string_view> word(std::size_t fact) const;
  /// Whether a bool is known or assumed to be so.
  Read<bool> yes(std::size_t fact) const;
  /// Whether the fact was given, measured, from a preset, or derived from such; rests on nothing that is assumed.
  Read<bool> known(std::size_t fact) const;

  /// The accelerator named, described ad hoc, or assumed.
  Read<const Gpu*> gpu() const;
  Read<const Region*> region() const;

  /// The truth of a condition of the data over the facts' ranges, and the value of one of its expressions.
  Read<Truth> judge(const Expression& condition) const;
  Read<double> value_of(const Expression& expression) const;
  /// Where a fact's value comes from: the source that filled it.
  const std::string& why(std::size_t fact) const { return facts_[fact].why; }
  /// Whether nobody gave the fact: its value is assumed, or there is none.
  bool unsaid(std::size_t fact) const { return !facts_[fact].known; }

  const Catalogue& catalogue() const { return catalogue_; }
  const FactColumns& columns() const { return columns_; }

 private:
  const Facts& facts_;
  FactColumns columns_;  ///< of them, for conditions and expressions
  const Scenario& scenario_;
  const Catalogue& catalogue_;
};

}  // namespace pathfinder
