#include "pathfinder/core/practice.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("practice: a part's tendency is a sum over the traits that move it", "[core]") {
  PracticePart part;
  part.coefficients = {{"trait_any", 1.5, ""}, {"trait_cite", 0, "up"}, {"trait_label", -0.25, "down"}};
  CHECK(part.expression() == "0 + 1.5 * trait_any - 0.25 * trait_label");
  CHECK(PracticePart{}.expression() == "0");
}
