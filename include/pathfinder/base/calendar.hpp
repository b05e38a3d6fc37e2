// How long a month is: the mean of the Gregorian calendar's four-year cycle, the same everywhere.
#pragma once

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

}  // namespace pathfinder
