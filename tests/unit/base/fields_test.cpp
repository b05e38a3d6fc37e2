// One description of a format reads it, refuses what it does not describe, and writes its schema.
#include "pathfinder/base/fields.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::summary;

namespace {

struct Engine {
  std::string name;
  double power_w = -1;
  double share = 0.5;
  bool hosted = false;
  std::string kind = "gas";
  std::vector<std::string> tags;
  std::vector<std::array<double, 2>> curve;
  double inner = 0;
  std::vector<double> rows;
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> words;
};

void describe(Fields& fields, Engine& engine) {
  fields.text("name", engine.name, Need::required);
  fields.number("power_w", engine.power_w, positive());
  fields.number("share", engine.share, within(0, 1));
  fields.flag("hosted", engine.hosted, Need::optional);
  fields.choice("kind", engine.kind, {"gas", "electric"});
  fields.texts("tags", engine.tags);
  fields.points("curve", engine.curve);
  fields.object("inner", [&](Fields& inner) { inner.number("value", engine.inner, not_negative(Need::required)); });
  fields.objects("rows", [&](Fields& row) {
    row.number("n", engine.rows.emplace_back(0), {-10, 10, false, Need::required});
  });
  fields.named_numbers("numbers", engine.numbers);
  fields.named_texts("words", engine.words);
}

std::string read(std::string text, Engine& engine, std::vector<Diagnostic>* found = nullptr) {
  Findings findings;
  const JsonDocument document = test::document("engine.json", std::move(text));
  read_object(document, findings, [&](Fields& fields) { describe(fields, engine); });
  if (found != nullptr) *found = findings.all();
  return summary(findings.all());
}

std::string read(std::string text) {
  Engine engine;
  return read(std::move(text), engine);
}

std::string field(const Diagnostic& finding, std::string_view name) {
  for (const Field& one : finding.fields) {
    if (one.name == name) return one.value;
  }
  return "(none)";
}

}  // namespace

TEST_CASE("every described key is read, and what is absent stays as it was", "[base]") {
  Engine engine;
  CHECK(
      read(
          R"({"curve": [[1, 2], [3, 4]], "name": "x", "power_w": 5, "hosted": true, "kind": "electric", "tags": ["a", "b"],
                "inner": {"value": 7}, "rows": [{"n": 1}, {"n": 2}], "numbers": {"p": 1.5}, "words": {"w": "v"}})",
          engine)
          .empty());
  CHECK(engine.name == "x");
  CHECK(engine.power_w == 5);
  CHECK(engine.share == 0.5);
  CHECK(engine.hosted);
  CHECK(engine.kind == "electric");
  CHECK(engine.tags == std::vector<std::string>{"a", "b"});
  CHECK(engine.curve == std::vector<std::array<double, 2>>{{1, 2}, {3, 4}});
  CHECK(engine.inner == 7);
  CHECK(engine.rows == std::vector<double>{1, 2});
  CHECK(engine.numbers.at("p") == 1.5);
  CHECK(engine.words.at("w") == "v");
}

TEST_CASE("an unknown key is told with what was meant", "[base]") {
  std::vector<Diagnostic> found;
  Engine engine;
  CHECK(read("{\"name\": \"x\",\n \"power\": 5, \"inner\": {\"value\": 1, \"valeu\": 2}}", engine, &found) ==
        "unknown-key 2:36; unknown-key 2:2");
  REQUIRE(found.size() == 2);
  CHECK(field(found[0], "near") == "value");
  CHECK(field(found[1], "near") == "power_w");
  CHECK(field(found[0], "allowed") == "value");
}

TEST_CASE("a missing key is told where its object opens", "[base]") {
  CHECK(read("{}") == "missing-key 1:1");
  CHECK(read("{\"name\": \"x\", \"inner\": {}}") == "missing-key 1:24");
  CHECK(read("{\"name\": \"x\", \"rows\": [{\"n\": 1}, {}]}") == "missing-key 1:34");
}

TEST_CASE("numbers outside their range are refused and leave the variable alone", "[base]") {
  Engine engine;
  std::vector<Diagnostic> found;
  CHECK(read(R"({"name": "x", "power_w": 0, "share": 1.5, "inner": {"value": -1}})", engine, &found) ==
        "out-of-range 1:26; out-of-range 1:38; out-of-range 1:62");
  CHECK(engine.power_w == -1);
  CHECK(engine.share == 0.5);
  CHECK(field(found[0], "expected") == "@expected.above\t0");
  CHECK(field(found[1], "expected") == "@expected.between\t0\t1");
  CHECK(field(found[2], "expected") == "@expected.at-least\t0");
  CHECK(field(found[1], "found") == "1.5");
  CHECK(read(R"({"name": "x", "share": 1})").empty());
  CHECK(read(R"({"name": "x", "share": 0})").empty());
}

TEST_CASE("a value of another kind is refused with what was found", "[base]") {
  std::vector<Diagnostic> found;
  Engine engine;
  CHECK(
      read(
          R"({"name": 5, "power_w": "80 W", "hosted": "yes", "tags": "a", "inner": [], "rows": [3], "curve": [[1]], "words": {"w": 1}})",
          engine, &found) ==
      "wrong-type 1:10; wrong-type 1:24; wrong-type 1:42; wrong-type 1:57; wrong-type 1:98; wrong-type 1:71; "
      "wrong-type 1:84; wrong-type 1:119");
  CHECK(field(found[1], "found") == "@found.string\t\"80 W\"");
}

TEST_CASE("a word outside the list is told with the list and the nearest", "[base]") {
  std::vector<Diagnostic> found;
  Engine engine;
  CHECK(read(R"({"name": "x", "kind": "electrik"})", engine, &found) == "unknown-word 1:23");
  CHECK(field(found[0], "near") == "electric");
  CHECK(field(found[0], "allowed") == "gas, electric");
  CHECK(engine.kind == "gas");
}

TEST_CASE("a list at the root is refused", "[base]") {
  CHECK(read("[1]") == "wrong-type 1:1");
}

TEST_CASE("the schema says what the reader says", "[base]") {
  Engine engine;
  const auto schema =
      nlohmann::json::parse(json_schema("x/engine/1", "engine", [&](Fields& fields) { describe(fields, engine); }));
  CHECK(schema["$id"] == "x/engine/1");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["required"] == nlohmann::json::array({"name"}));
  const auto& properties = schema["properties"];
  CHECK(properties.size() == 12);  // with "$schema"
  CHECK(properties["power_w"]["type"] == "number");
  CHECK(properties["power_w"]["exclusiveMinimum"] == 0);
  CHECK(properties["share"]["maximum"] == 1);
  CHECK(properties["kind"]["enum"] == nlohmann::json::array({"gas", "electric"}));
  CHECK(properties["inner"]["required"] == nlohmann::json::array({"value"}));
  CHECK(properties["rows"]["items"]["properties"]["n"]["minimum"] == -10);
}

TEST_CASE("a note is checked and stands in the schema like a value that is used", "[base]") {
  const auto noted = [](Fields& fields) {
    fields.note("as_of", Need::required);
    fields.note("year", within(2000, 2100));
    fields.note_choice("verified", {"read", "recalled"});
    fields.note_texts("recalled");
    fields.note_flag("tiered");
    fields.note("references", R"({"type":"array"})");
  };
  const auto found = [&](std::string text) {
    Findings findings;
    const JsonDocument document = test::document("note.json", std::move(text));
    read_object(document, findings, noted);
    return summary(findings.all());
  };
  CHECK(found(R"({"as_of": "2026", "year": 2021, "verified": "read", "recalled": ["a"], "tiered": true})").empty());
  CHECK(found(R"({"year": 1999})").find("missing-key") != std::string::npos);
  CHECK(found(R"({"as_of": "2026", "year": 1999})").find("out-of-range") != std::string::npos);
  CHECK(found(R"({"as_of": "2026", "verified": "red"})").find("unknown-word") != std::string::npos);
  const auto schema = nlohmann::json::parse(json_schema("note", "note", noted));
  CHECK(schema["properties"]["verified"]["enum"].size() == 2);
  CHECK(schema["properties"]["references"]["type"] == "array");
  CHECK(schema["required"] == nlohmann::json::array({"as_of"}));
}

TEST_CASE("every file may say which schema it has, and near misses never name that", "[base]") {
  Findings findings;
  double n = 0;
  const auto visit = [&](Fields& fields) { fields.number("n", n); };
  read_object(test::document("x.json", R"({"$schema": "x.schema.json", "n": 1})"), findings, visit);
  CHECK(findings.empty());
  read_object(test::document("x.json", R"({"$schem": "x.schema.json"})"), findings, visit);
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all()[0].fields[2].value == "n");
}

TEST_CASE("what is written is held against its description", "[base]") {
  const auto write = [](double low, double high) {
    return write_json([&](Fields& fields) {
      fields.number("low", low, within(0, 10));
      fields.number("high", high);
    });
  };
  CHECK(write(1, 2) == "{\n  \"low\": 1,\n  \"high\": 2\n}\n");
  CHECK(write(1, std::nan("")) == "{\n  \"low\": 1\n}\n");
  CHECK_THROWS_AS(write(11, 12), std::logic_error);
  CHECK_THROWS_AS(write(0, INFINITY), std::logic_error);
  CHECK_THROWS_AS(walk_fields([](Fields& fields) {
                    double share = INFINITY;
                    fields.number("share", share);
                  }),
                  std::logic_error);
}
