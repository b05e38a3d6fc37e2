#include "pathfinder/base/dates.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <limits>

namespace pathfinder {
namespace {

/// The first day that a date can mean.
std::chrono::year_month_day first_day(std::string_view text) {
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 1;
    if (text.size() >= from + count) std::from_chars(text.data() + from, text.data() + from + count, value);
    return value;
  };
  return {std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(number(5, 2))),
          std::chrono::day(static_cast<unsigned>(number(8, 2)))};
}

std::atomic<std::chrono::days::rep> last_day = std::numeric_limits<std::chrono::days::rep>::max();

}  // namespace

bool is_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return first_day(text).ok();
}

void set_last_day(std::string_view day) {
  last_day = std::chrono::sys_days(first_day(day)).time_since_epoch().count();
}

bool lies_ahead(std::string_view date) {
  return std::chrono::sys_days(first_day(date)).time_since_epoch().count() > last_day;
}

}  // namespace pathfinder
