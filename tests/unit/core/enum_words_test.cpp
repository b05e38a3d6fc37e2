// An enum and its words.
#include "pathfinder/core/enum_words.hpp"

#include "pathfinder/core/decision.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("enum words: a value is written as its word and read back from it", "[core]") {
  CHECK(word_of(Origin::given) == "given");
  CHECK(word_of(Origin::assumed) == "assumed");
  CHECK(word_of(Verdict::toss_up) == "toss_up");
  for (const std::string_view word : words_of<Standing>()) {
    Standing read = Standing::open;
    REQUIRE(read_word(word, read));
    CHECK(word_of(read) == word);
  }
}

TEST_CASE("enum words: what is no word leaves the value as it was", "[core]") {
  Truth truth = Truth::yes;
  CHECK_FALSE(read_word("maybe", truth));
  CHECK(truth == Truth::yes);
}

TEST_CASE("enum words: origins stand strongest first", "[core]") {
  CHECK(Origin::given < Origin::preset);
  CHECK(Origin::preset < Origin::derived);
  CHECK(Origin::derived < Origin::assumed);
}
