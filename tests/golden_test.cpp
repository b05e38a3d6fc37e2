// tests/golden: what the user sees, folder by folder; tests/README.md says how to add one.
#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;

TEST_CASE("a command prints what its golden folder holds", "[golden]") {
  std::string report;
  for (const Case& one : cases_in("golden")) report += differences(one, run_case(one));
  INFO(report);
  CHECK(report.empty());
}
