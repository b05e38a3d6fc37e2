#include "pathfinder/wording/exact_money.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace pathfinder {

ExactMoney::ExactMoney(const Sentences& say)
    : ten_thousands_(say.style().in_ten_thousands), per_dollar_(say.style().units_per_usd) {
  const std::string id = "money.unit." + say.style().currency;
  unit_ = say.texts().has(id) ? say.texts()(id) : say.style().currency;
}

long long ExactMoney::units(Dollars amount) const {
  return std::llround(amount.value * per_dollar_ / (ten_thousands_ ? 100 : 1));
}

std::string ExactMoney::text(long long units) const {
  if (!ten_thousands_) return exact_text(static_cast<double>(units));
  return fmt::format("{}{}.{:02}", units < 0 ? "-" : "", std::llabs(units) / 100, std::llabs(units) % 100);
}

}  // namespace pathfinder
