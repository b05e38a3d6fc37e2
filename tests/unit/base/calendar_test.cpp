// Days between dates of the data.
#include "pathfinder/base/calendar.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("days are counted over leap years, and a date without a day stands for its last", "[base]") {
  CHECK(days_between("2026-11-24", "2026-11-24") == 0);
  CHECK(days_between("2023-12-31", "2024-12-31") == 366);
  CHECK(days_between("2024-02-28", "2024-03-01") == 2);
  CHECK(days_between("2026-11", "2026-11-30") == 0);
  CHECK(days_between("2025", "2026-01-01") == 1);
  CHECK(days_between("1970-01-01", "2000-01-01") == 10957);
}
