// Days between dates of the data, and what an option's figures rest on.
#include "policy/figures.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("days are counted over leap years, and a date without a day stands for its last", "[policy]") {
  CHECK(days_between("2026-11-24", "2026-11-24") == 0);
  CHECK(days_between("2023-12-31", "2024-12-31") == 366);
  CHECK(days_between("2024-02-28", "2024-03-01") == 2);
  CHECK(days_between("2026-11", "2026-11-30") == 0);
  CHECK(days_between("2025", "2026-01-01") == 1);
  CHECK(days_between("1970-01-01", "2000-01-01") == 10957);
}

TEST_CASE("a figure without a source counts as not read, a read source does not", "[policy]") {
  const Catalogue& catalogue = test::shipped();
  Assessment option;
  Line<Dollars> line;
  line.label = "api";
  line.basis.method = "cost.api";
  line.basis.sources = {"quan-2025"};
  option.estimate.bill.push_back(line);
  REQUIRE(catalogue.sources.at("quan-2025").read);
  CHECK(resting_figures(option, catalogue).at(0).unread.empty());
  option.estimate.bill[0].basis.sources = {"quan-2025", "recalled"};
  CHECK(resting_figures(option, catalogue).at(0).unread == std::vector<std::string>{"recalled"});
  option.estimate.bill[0].basis.sources.clear();
  CHECK(resting_figures(option, catalogue).at(0).unread == std::vector<std::string>{""});
  option.estimate.bill[0].quote_needed = true;
  CHECK(resting_figures(option, catalogue).empty());
}
