#include "pathfinder/base/calendar.hpp"

#include <charconv>

namespace pathfinder {
namespace {

/// Days since 1970-01-01 of a day of the Gregorian calendar.
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
long days_from_civil(long year, long month, long day) {
  year -= month <= 2 ? 1 : 0;
  const long era = (year >= 0 ? year : year - 399) / 400;
  const long year_of_era = year - era * 400;
  const long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

long day_number(std::string_view date) {
  const auto number = [&](std::size_t from, std::size_t count, long otherwise) {
    long value = otherwise;
    if (date.size() >= from + count) std::from_chars(date.data() + from, date.data() + from + count, value);
    return value;
  };
  const long year = number(0, 4, 1970);
  const long month = number(5, 2, 12);
  const long day = number(8, 2, 0);
  if (day > 0) return days_from_civil(year, month, day);
  return (month == 12 ? days_from_civil(year + 1, 1, 1) : days_from_civil(year, month + 1, 1)) - 1;
}

}  // namespace

double days_between(std::string_view from, std::string_view to) {
  return static_cast<double>(day_number(to) - day_number(from));
}

}  // namespace pathfinder
