#include "pathfinder/wording/exact_money.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace pathfinder {

ExactMoney::ExactMoney(const Sentences& say, MoneyGrain grain)
    : hundredths_(grain == MoneyGrain::hundredth || say.style().in_ten_thousands) {
  constexpr double parts = 100;
  const double ten_thousandth = say.style().in_ten_thousands ? 1 / parts : 1;
  per_dollar_ = say.style().units_per_usd * (grain == MoneyGrain::hundredth ? parts : ten_thousandth);
  const std::string id = (grain == MoneyGrain::hundredth ? "csv.unit." : "money.unit.") + say.style().currency;
  unit_ = say.texts().has(id) ? say.texts()(id) : say.style().currency;
}

long long ExactMoney::units(Dollars amount) const {
  return std::llround(amount.value * per_dollar_);
}

std::string ExactMoney::text(long long units) const {
  if (!hundredths_) return exact_text(static_cast<double>(units));
  return fmt::format("{}{}.{:02}", units < 0 ? "-" : "", std::llabs(units) / 100, std::llabs(units) % 100);
}

}  // namespace pathfinder
