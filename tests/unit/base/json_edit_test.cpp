// A tree changed in place: keys, numbers and words, and places that stay those of the text.
#include "pathfinder/base/json_edit.hpp"

#include "pathfinder/base/fields.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("keys, numbers and words change where they are named, and nowhere else", "[base]") {
  Findings findings;
  const JsonDocument document = parse_json(
      "a.json", R"({"rows": [{"kg": 2, "is": "new"}, {"kg": 3, "is": "old"}, 5], "kg": 7, "is": "new"})", findings);
  JsonEdit edit(document);
  edit.rename("rows/*/kg", "grams");
  edit.scale("rows/*/grams", 1000);
  edit.replace("rows/*/is", "new", "a longer word");
  edit.rename("rows/*/not/there", "x");
  const JsonDocument changed = edit.document();
  const JsonValue root(changed, 0);
  const JsonValue first = root.at(root.at(root.find("rows")).index() + 1);
  CHECK(first.find("kg") == 0);
  CHECK(first.at(first.find("grams")).number() == 2000);
  CHECK(first.at(first.find("is")).string() == "a longer word");
  const JsonValue second = root.at(root.after(first.index()));
  CHECK(second.at(second.find("is")).string() == "old");
  CHECK(root.at(root.find("kg")).number() == 7);
  CHECK(root.at(root.find("is")).string() == "new");
  CHECK(JsonValue(document, first.index()).find("kg") != 0);  // the document itself stays
}

TEST_CASE("a finding in a changed tree has the place of the text", "[base]") {
  Findings findings;
  const JsonDocument document = parse_json("a.json", "{\"old\":\n  {\"x\": \"word\"}}", findings);
  JsonEdit edit(document);
  edit.rename("old", "renamed");
  const JsonDocument changed = edit.document();
  read_object(changed, findings, [](Fields& fields) {
    fields.object("renamed", [](Fields& inner) {
      double number = 0;
      inner.number("x", number);
    });
  });
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all()[0].where.line == 2);
  CHECK(findings.all()[0].where.column == 9);
}
