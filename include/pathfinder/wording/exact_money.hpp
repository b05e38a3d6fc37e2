// Amounts of money of which sums are made: rounded once, so that the parts of a table add up to its total.
#pragma once

#include <string>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// To what amounts are rounded.
enum class MoneyGrain {
  read,  ///< for people: whole units of the currency; in Chinese hundredths of 万 (100 yuan), as budgets are written
  hundredth  ///< for programs: hundredths of the currency, in every language
};

class ExactMoney {
 public:
  explicit ExactMoney(const Sentences& say, MoneyGrain grain = MoneyGrain::read);

  /// Nearest whole number of the units that are added.
  long long units(Dollars amount) const;
  /// "12,480", "89.86": without the unit; "12480.30" for programs.
  std::string text(long long units) const;
  /// For a column's header: "US dollars", "万元".
  const std::string& unit() const { return unit_; }

 private:
  bool hundredths_;    ///< of what unit() names
  double per_dollar_;  ///< units for a dollar
  std::string unit_;
};

}  // namespace pathfinder
