#include "pathfinder/wording/change_text.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::string said(const char* fact, double value, bool upwards, const char* language = "en") {
  Flip flip;
  flip.fact = fact;
  flip.flips = value;
  flip.upwards = upwards;
  return change_condition(flip, test::shipped(), Sentences(test::shipped(), language));
}

}  // namespace

TEST_CASE("a change says in which direction it holds, and nothing lies beyond the end of what a fact can be",
          "[wording]") {
  CHECK(said("gpus", 2, true) == "accelerators: 2 accelerators or more");
  CHECK(said("gpus", 2, false) == "accelerators: 2 accelerators or less");
  CHECK(said("gpus", 0, false) == "accelerators: none");
  CHECK(said("gpus", 0, false, "zh").find("或以下") == std::string::npos);
  CHECK(said("style_or_format_needs", 5, true).find("or more") == std::string::npos);
  CHECK(said("style_or_format_needs", 4, true).find("4 or more") != std::string::npos);
  CHECK(said("knowledge_changes", 0, false).find("or less") == std::string::npos);
}
