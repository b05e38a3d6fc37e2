// How long a month is: the mean of the Gregorian calendar's four-year cycle, the same everywhere; and the days between
// dates of the data, which may leave out the day or the month.
#pragma once

#include <string_view>

namespace pathfinder {

inline constexpr double months_per_year = 12;
inline constexpr double days_per_year = 365.25;
inline constexpr double days_per_month = days_per_year / months_per_year;
inline constexpr double days_per_week = 7;
inline constexpr double weeks_per_month = days_per_month / days_per_week;
inline constexpr double hours_per_day = 24;
inline constexpr double hours_per_week = days_per_week * hours_per_day;
inline constexpr double hours_per_month = days_per_month * hours_per_day;
inline constexpr double seconds_per_hour = 3600;
inline constexpr double seconds_per_day = hours_per_day * seconds_per_hour;

/// Days from one date of the data to another; what a date leaves out ("2026", "2026-11") stands for its last day, so
/// that a price is never called older than it may be.
double days_between(std::string_view from, std::string_view to);

}  // namespace pathfinder
