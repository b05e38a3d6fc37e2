#include "pathfinder/catalogue/constants_needed.hpp"

#include <algorithm>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("every constant that the code reads is among those it needs, and data/ has them", "[catalogue]") {
  const std::vector<std::string> needed = constants_needed();
  CHECK(needed.size() > 100);
  for (const char* id :
       {"serving.server-factor", "memory.context_gib", "cost.discount-rate", "decision.weight-concentration"})
    CHECK(std::find(needed.begin(), needed.end(), id) != needed.end());
  for (const std::string& id : needed) {
    INFO(id);
    CHECK(test::shipped().constants.count(id) == 1);
  }
}

TEST_CASE("a constant that is missing or misspelt is named in the file of its family", "[catalogue]") {
  const std::string text = test::data_text("constants/energy.json");
  try {
    test::shipped_with({{"constants/energy.json", test::replaced(text, "energy.idle-share", "energy.idle-shar")}});
    FAIL("it was taken");
  } catch (const InputError& error) {
    REQUIRE(error.found.size() == 1);
    CHECK(error.found[0].code == "missing-constant");
    CHECK(error.found[0].where.line == 3);
    CHECK(error.found[0].fields[1].value == "energy.idle-shar");
  }
}
