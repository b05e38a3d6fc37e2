// Dates of data and quotes: a day, or only a month or a year.
#pragma once

#include <string_view>

namespace pathfinder {

/// Whether the text is a day of the calendar, or a month or a year: "2026-11-24", "2026-11", "2026".
bool is_date(std::string_view text);

/// The last day that has begun somewhere, as whoever may ask the clock says it; until then no date lies ahead.
/// \pre is_date(day)
void set_last_day(std::string_view day);
/// Whether all of the date lies behind that day: a price of then is a slip. \pre is_date(date)
bool lies_ahead(std::string_view date);

}  // namespace pathfinder
