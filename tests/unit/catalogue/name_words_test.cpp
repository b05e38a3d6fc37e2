// Names cut into words.
#include "catalogue/name_words.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a name is cut where people cut it, runs of Chinese at known words", "[catalogue][names]") {
  CHECK(name_words("nvidia-h100_80gb", {}) == NameParts{"nvidia", "h100", "80gb"});
  CHECK(name_words(plain_name("８卡Ｈ２０"), {"卡"}) == NameParts{"8", "卡", "h20"});
  CHECK(name_words(plain_name("八卡H20"), {"卡"}) == NameParts{"8", "卡", "h20"});
  CHECK(name_words(plain_name("2×A100"), {}) == NameParts{"2", "*", "a100"});
  CHECK(plain_name("　 \t") == "");
}

TEST_CASE("phrases are found whole and left out whole", "[catalogue][names]") {
  const std::vector<NameParts> phrases = phrases_of({"moore threads", "moore"}, {});
  CHECK(phrases.front().size() == 2);
  NameParts tokens = {"moore", "threads", "s5000"};
  CHECK(phrase_at(tokens, 0, phrases) == 2);
  CHECK(phrase_at(tokens, 1, phrases) == 0);
  CHECK(remove_phrases(tokens, phrases));
  CHECK(tokens == NameParts{"s5000"});
  CHECK_FALSE(remove_phrases(tokens, phrases));
}

TEST_CASE("a size of memory has a unit", "[catalogue][names]") {
  CHECK(memory_of("80gb") == 80);
  CHECK(memory_of("0.5tb") == 512);
  CHECK_FALSE(memory_of("80"));
  CHECK_FALSE(memory_of("gb"));
  CHECK_FALSE(memory_of("h100g"));
  CHECK(memory_in({"h20", "96gib", "141gb"}) == 96);
}
