#include "pathfinder/core/provenance.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("origins are named by the words of the contract, strongest first", "[core]") {
  CHECK(origin_word(Origin::given) == "given");
  CHECK(origin_word(Origin::measured) == "measured");
  CHECK(origin_word(Origin::preset) == "preset");
  CHECK(origin_word(Origin::derived) == "derived");
  CHECK(origin_word(Origin::assumed) == "assumed");
  CHECK(Origin::given < Origin::preset);
  CHECK(Origin::preset < Origin::derived);
  CHECK(Origin::derived < Origin::assumed);
}
