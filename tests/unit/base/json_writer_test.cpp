#include "pathfinder/base/json_writer.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("text is escaped, Chinese stays as it is", "[base]") {
  CHECK(json_string("a \"b\" \\ \n\t\x01 中文") == "\"a \\\"b\\\" \\\\ \\n\\t\\u0001 中文\"");
}

TEST_CASE("numbers are as short as reads back, what is no number is null", "[base]") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(50000) == "50000");
  CHECK(json_number(std::nan("")) == "null");
}

TEST_CASE("objects and lists are indented, empty ones stay on one line", "[base]") {
  JsonWriter json;
  json.begin_object();
  json.text("name", "x");
  json.begin_array("rows");
  json.number({}, 1);
  json.flag({}, true);
  json.end();
  json.begin_object("empty");
  json.end();
  json.end();
  CHECK(json.take() == "{\n  \"name\": \"x\",\n  \"rows\": [\n    1,\n    true\n  ],\n  \"empty\": {}\n}\n");
}

TEST_CASE("an object without members is taken back where asked, with its key", "[base]") {
  JsonWriter json;
  json.begin_object();
  json.begin_object("nothing");
  json.end_or_drop();
  json.begin_object("inner");
  json.begin_object("nothing");
  json.end_or_drop();
  json.number("a", 1);
  json.end_or_drop();
  json.end();
  CHECK(json.take() == "{\n  \"inner\": {\n    \"a\": 1\n  }\n}\n");
}

TEST_CASE("what steers a terminal or the direction of writing is escaped", "[base]") {
  CHECK(json_string("\x1b\x7f\xC2\x9B\u202E\u2069\b") == R"("\u001b\u007f\u009b\u202e\u2069\b")");
}

TEST_CASE("on one line no space stands between values, and texts keep theirs", "[base]") {
  JsonWriter json(JsonLayout::one_line);
  json.begin_object();
  json.text("a b", "c \" d");
  json.begin_array("rows");
  json.number({}, 1);
  json.begin_object();
  json.end_or_drop();
  json.number({}, 2.5);
  json.end();
  json.begin_object("empty");
  json.end();
  json.end();
  CHECK(json.take() == "{\"a b\":\"c \\\" d\",\"rows\":[1,2.5],\"empty\":{}}\n");
}
