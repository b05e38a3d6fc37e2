// Amounts of money of which sums are made: rounded once to a whole unit, so that the parts of a printed table add up to
// its printed total. Whole units of the currency; in Chinese hundredths of 万 (100 yuan), as budgets are written there.
#pragma once

#include <string>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

class ExactMoney {
 public:
  explicit ExactMoney(const Sentences& say);

  /// Nearest whole number of units.
  long long units(Dollars amount) const;
  /// "12,480", "89.86": without the unit.
  std::string text(long long units) const;
  /// For a column's header: "US dollars", "万元".
  const std::string& unit() const { return unit_; }

 private:
  bool ten_thousands_;
  double per_dollar_;
  std::string unit_;
};

}  // namespace pathfinder
