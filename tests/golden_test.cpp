// tests/golden: what the user sees, folder by folder; tests/README.md says how to add one.
#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;

TEST_CASE("a command prints what its golden folder holds", "[golden]") {
  static const std::vector<Case> cases = cases_in("golden");
  REQUIRE(cases.size() >= 100);
  for (const Case& one : cases) {
    DYNAMIC_SECTION(one.folder.filename().string()) {
      REQUIRE_FALSE(one.args.empty());  // a folder without a command tests nothing
      const std::string report = differences(one, run_case(one));
      INFO(report);
      CHECK(report.empty());
    }
  }
}
