// What is offered for a name that no entry has.
#include "pathfinder/catalogue/near_names.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;

TEST_CASE("suggestions stay inside the family and the size", "[catalogue][names]") {
  const auto near = [](std::string_view kind, std::string_view name) { return near_names(shipped(), kind, name); };
  const NearNames small = near("models", "Qwen3-9B-Instruct");
  REQUIRE_FALSE(small.ids.empty());
  CHECK(small.ids.front() == "qwen3-8b");
  for (const std::string& id : small.ids) CHECK(id.starts_with("qwen3-"));

  const NearNames nothing = near("models", "Qwen9.5-9B");
  CHECK(nothing.ids.empty());
  CHECK(nothing.family == "qwen9.5");
  CHECK_FALSE(nothing.family_known);

  CHECK(near("models", "DeepSeek-V9-Pro").ids.empty());
  CHECK(near("gpus", "TPU v9").ids.empty());
  CHECK(near("gpus", "GB99").ids.empty());
  CHECK(near("models", "qwem3-8b").ids.front() == "qwen3-8b");
  CHECK(near("gpus", "h100-smx").ids.front() == "h100-sxm");
}
