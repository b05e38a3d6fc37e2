#include "pathfinder/base/dates.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a date is a day of the calendar, a month or a year", "[base]") {
  for (const char* good : {"2026", "2026-11", "2026-11-24", "2024-02-29"}) CHECK(is_date(good));
  for (const char* bad : {"", "26", "2026-13", "2026-00", "2026-02-29", "2026-11-31", "2026/11/24", "2026-11-2",
                          "today", "2026-11-24T00:00:00"})
    CHECK_FALSE(is_date(bad));
}

TEST_CASE("a year and a month that have begun do not lie ahead", "[base]") {
  set_last_day("2026-11-30");
  CHECK_FALSE(lies_ahead("2026-11-30"));
  CHECK(lies_ahead("2026-12-01"));
  CHECK_FALSE(lies_ahead("2026-11"));
  CHECK(lies_ahead("2026-12"));
  CHECK_FALSE(lies_ahead("2026-01-01"));
  CHECK_FALSE(lies_ahead("2026"));
  CHECK(lies_ahead("2999"));
  CHECK(lies_ahead("2999-01"));
  CHECK(lies_ahead("2999-01-01"));
}
