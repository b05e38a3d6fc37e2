// Which language is spoken, and what a text says in it.
#include "pathfinder/core/languages.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("languages: a code that nobody speaks means the first language", "[core]") {
  CHECK(language_of("zh").tag == "zh-CN");
  CHECK(language_of("tlh").code == "en");
  CHECK(is_spoken("en"));
  CHECK_FALSE(is_spoken("tlh"));
}

TEST_CASE("languages: a text that a language does not have is shown in the first", "[core]") {
  CHECK(in_language({"yes", "是"}, "zh") == "是");
  CHECK(in_language({"yes", ""}, "zh") == "yes");
}
