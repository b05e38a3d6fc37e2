// The constants of training memory and their file.
#include "pathfinder/estimate/memory_constants.hpp"

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("the constants file states the priors that a refit pulls to", "[estimate]") {
  const nlohmann::json file = constant_file();
  CHECK(file["constants"].size() == memory_constant_rows().size());
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    const auto& constants = file["constants"];
    const auto at = std::find_if(constants.begin(), constants.end(), [&](const auto& c) { return c["id"] == row.id; });
    REQUIRE(at != constants.end());
    if (row.spread > 0) CHECK((*at)["prior"] == row.prior);
    if (row.spread == 0 && row.prior > 0) CHECK((*at)["value"] == row.prior);  // no fit moves it
  }
}
