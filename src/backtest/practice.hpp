// Published decisions as choices over the parts that options are made of (data/practice.json), and the catalogue with
// coefficients fitted to them.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/backtest/cases.hpp"
#include "pathfinder/core/practice.hpp"

#include "backtest/choice_fit.hpp"

namespace pathfinder {

/// The catalogue's file with what fits of it need.
class PracticeTable {
 public:
  /// \pre the table has a criterion "practice" and a file for it
  explicit PracticeTable(const Catalogue& catalogue);

  const Practice& practice() const { return practice_; }
  /// Options in the order of the table, and which parts their values on the criterion read.
  const ChoiceShape& shape() const { return shape_; }

  /// One published decision, as the table's other criteria see its options: what they score is the head start.
  ObservedChoice choice_of(const Decision& decision, const CaseRow& row) const;

  /// The file with other coefficients; the rest of it stays as it is written.
  std::string file(const ChoiceCoefficients& coefficients, double penalty, std::size_t rows, std::string_view fitted_on,
                   std::string_view date) const;

 private:
  const Catalogue& catalogue_;
  Practice practice_;
  std::size_t criterion_ = 0;
  ChoiceShape shape_;
};

/// The catalogue with that file in it.
Catalogue with_practice(const Catalogue& catalogue, std::string file);

}  // namespace pathfinder
