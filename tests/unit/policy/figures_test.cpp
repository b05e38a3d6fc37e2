// What an option's figures rest on.
#include "policy/figures.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

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
