#include "pathfinder/core/texts.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("named fields are filled, unknown ones stay visible", "[catalogue]") {
  const std::vector<Field> fields = {{"gpus", "8"}, {"model", "x{gpus}"}};
  CHECK(fill("needs {gpus} GPUs for {model}, {other} {", fields) == "needs 8 GPUs for x{gpus}, {other} {");
  CHECK(fill("{gpus}{gpus}", fields) == "88");
  CHECK(fill("", fields).empty());
  CHECK(fill("}{", fields) == "}{");
}

TEST_CASE("the fields of a sentence are listed", "[catalogue]") {
  CHECK(field_names("a {b} c {d}") == std::vector<std::string>{"b", "d"});
  CHECK(field_names("a {b").empty());
}

TEST_CASE("a sentence is found by its id, and one that is missing is our mistake", "[catalogue]") {
  const Texts texts("zh", {{"a", "甲{x}"}});
  CHECK(texts("a", {{"x", "1"}}) == "甲1");
  CHECK(texts(Translated{"one", "一"}) == "一");
  CHECK(texts.has("a"));
  CHECK_THROWS_AS(texts("b"), std::logic_error);
}
