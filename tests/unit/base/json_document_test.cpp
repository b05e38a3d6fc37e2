// JSON texts: what is refused, and that every place is the one a person would point at.
#include "pathfinder/base/json_document.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::summary;

namespace {

/// The findings of a text, as "CODE line:column".
std::string wrong(std::string text) {
  Findings findings;
  const JsonDocument document = parse_json("f.json", std::move(text), findings);
  CHECK(document.tree.nodes.empty() == !findings.empty());
  return summary(findings.all());
}

JsonDocument good(std::string text) {
  return test::document("f.json", std::move(text));
}

/// The member at a path of keys.
JsonValue member(const JsonDocument& document, std::initializer_list<std::string_view> path) {
  JsonValue value(document, 0);
  for (std::string_view key : path) {
    const std::uint32_t index = value.find(key);
    REQUIRE(index != 0);
    value = value.at(index);
  }
  return value;
}

std::string place(const Location& where) {
  return std::to_string(where.line) + ":" + std::to_string(where.column) + "+" + std::to_string(where.width);
}

}  // namespace

TEST_CASE("values come back as written", "[base]") {
  const JsonDocument document =
      good(R"({"n": -1.5e3, "t": "caf\u00e9 \"x\"", "b": true, "z": null, "a": [1, [2], {"k": 3}]})");
  CHECK(member(document, {"n"}).number() == -1500);
  CHECK(member(document, {"t"}).string() == "café \"x\"");
  CHECK(member(document, {"b"}).boolean());
  CHECK(member(document, {"z"}).kind() == JsonKind::null);
  CHECK(member(document, {"a"}).size() == 3);
  CHECK(JsonValue(document, 0).find("none") == 0);
  std::vector<std::string> keys;
  JsonValue(document, 0).for_each([&](JsonValue child) { keys.emplace_back(child.key()); });
  CHECK(keys == std::vector<std::string>{"n", "t", "b", "z", "a"});
}

TEST_CASE("a text is no list of its letters", "[base]") {
  const JsonDocument document = good(R"({"t": "abc"})");
  int visits = 0;
  member(document, {"t"}).for_each([&](JsonValue) { ++visits; });
  CHECK(visits == 0);
}

TEST_CASE("pointers follow RFC 6901", "[base]") {
  const JsonDocument document = good(R"({"a/b": {"m~n": [10, 20, {"x": 1}]}})");
  const JsonValue list = member(document, {"a/b", "m~n"});
  std::vector<std::string> pointers;
  list.for_each([&](JsonValue item) { pointers.push_back(item.pointer()); });
  CHECK(pointers == std::vector<std::string>{"/a~1b/m~0n/0", "/a~1b/m~0n/1", "/a~1b/m~0n/2"});
}

TEST_CASE("a value and its key are found in the text", "[base]") {
  const JsonDocument document = good("{\n  \"facts\": {\"docs\": 1, \"gpus\" : \"many\"}\n}");
  CHECK(place(member(document, {"facts", "gpus"}).locate()) == "2:33+6");
  CHECK(place(member(document, {"facts", "gpus"}).locate(true)) == "2:24+6");
  CHECK(place(member(document, {"facts"}).locate()) == "2:12+28");
  CHECK(member(document, {"facts", "gpus"}).locate().excerpt == "  \"facts\": {\"docs\": 1, \"gpus\" : \"many\"}");
}

TEST_CASE("columns count characters, not bytes, also behind Chinese", "[base]") {
  const JsonDocument document = good("{\"标题\": \"粤港澳\", \"docs\": \"很多\"}");
  CHECK(place(member(document, {"docs"}).locate()) == "1:23+4");
}

TEST_CASE("a place inside a text counts its characters, whatever their escapes and bytes", "[base]") {
  const JsonDocument document = good(R"({"when": "文档 < 5", "esc": "\"\u4e07\ud83d\ude00x"})");
  CHECK(place(member(document, {"when"}).locate(false, 3, 1)) == "1:14+1");
  CHECK(place(member(document, {"esc"}).locate(false, 3, 1)) == "1:48+1");
}

TEST_CASE("lines end with LF or CRLF", "[base]") {
  const JsonDocument document = good("{\r\n  \"docs\": 5\r\n}\r\n");
  const Location where = member(document, {"docs"}).locate();
  CHECK(place(where) == "2:11+1");
  CHECK(where.excerpt == "  \"docs\": 5");
}

TEST_CASE("a byte order mark is read over and not counted", "[base]") {
  const JsonDocument document = good("\xEF\xBB\xBF{\"docs\": 5}");
  CHECK(place(member(document, {"docs"}).locate()) == "1:10+1");
  CHECK(member(document, {"docs"}).locate().excerpt == "{\"docs\": 5}");
  CHECK(wrong("\xEF\xBB\xBF{\"docs\": x}") == "json-syntax 1:10");
}

TEST_CASE("of a line of megabytes only the part around the place is kept", "[base]") {
  const std::string long_text(2000000, 'x');
  const JsonDocument document = good("{\"a\": \"" + long_text + "\", \"b\": 5, \"c\": \"" + long_text + "\"}");
  const Location where = member(document, {"b"}).locate();
  CHECK(where.column == 2000016);
  CHECK(where.excerpt.size() < 3000);
  CHECK(where.excerpt.substr(static_cast<std::size_t>(where.column - where.left_out - 1), 1) == "5");
}

TEST_CASE("broken syntax is told where it breaks", "[base]") {
  CHECK(wrong("") == "json-ends-early 1:1");
  CHECK(wrong("{") == "json-ends-early 1:2");
  CHECK(wrong("{\n  \"a\": [1, 2\n") == "json-ends-early 3:1");
  CHECK(wrong("{\"a\": 1 \"b\": 2}") == "json-syntax 1:9");
  CHECK(wrong("{\"a\": 1,}") == "json-syntax 1:9");
  CHECK(wrong("{a: 1}") == "json-syntax 1:2");
  CHECK(wrong("{'a': 1}") == "json-syntax 1:2");
  CHECK(wrong("{\"a\": 01}") == "json-syntax 1:8");
  CHECK(wrong("{\"a\": \"tab\there\"}") == "json-syntax 1:11");
  CHECK(wrong("{} {}") == "json-syntax 1:4");
  CHECK(wrong("{\"a\": tru}").rfind("json-syntax 1:", 0) == 0);
}

TEST_CASE("NaN and infinities are no numbers, and numbers beyond a double are refused", "[base]") {
  CHECK(wrong("{\"a\": NaN}") == "json-not-finite 1:7");
  CHECK(wrong("{\"a\": Infinity}") == "json-not-finite 1:7");
  CHECK(wrong("{\"a\": -Infinity}") == "json-not-finite 1:7");
  CHECK(wrong("{\"a\": 1e999}") == "number-too-large 1:7");
  CHECK(wrong("{\"a\": [0, -1e999]}") == "number-too-large 1:11");
}

TEST_CASE("broken UTF-8 is told apart from broken JSON", "[base]") {
  CHECK(wrong("{\"a\": \"caf\xE9\"}") == "broken-utf8 1:11");
  CHECK(wrong("{\"a\": \"\xC0\xAF\"}") == "broken-utf8 1:8");
  CHECK(wrong("{\"a\": \"\xED\xA0\x80\"}").rfind("broken-utf8 1:", 0) == 0);
  CHECK(wrong(std::string("\xFF\xFE{\0", 4)) == "broken-utf8");
}

TEST_CASE("every key that stands twice in an object is told, at its second place", "[base]") {
  CHECK(wrong("{\"a\": 1, \"b\": 2, \"a\": 3}") == "duplicate-key 1:18");
  CHECK(wrong("{\"a\": 1, \"a\": {\"b\": 1,\n\"b\": 2}, \"c\": \"a\"}") == "duplicate-key 1:10; duplicate-key 2:1");
  CHECK(wrong("{\"\\u0061\": 1, \"a\": 2}") == "duplicate-key 1:15");  // the same key, otherwise written
  CHECK(wrong("[{\"a\": 1}, {\"a\": 2}]").empty());
}

TEST_CASE("nesting ends at 64, with the place of the one too many", "[base]") {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK(wrong(nested(64)).empty());
  CHECK(wrong(nested(65)) == "json-too-deep 1:65");
  CHECK(wrong("{\"[[[\": \"[\\\"[\", \"x\": " + nested(64) + "}") == "json-too-deep 1:85");
}

TEST_CASE("10 MB of brackets are refused in little time", "[base]") {
  CHECK(wrong(std::string(10U << 20U, '[')) == "json-too-deep 1:65");
}

TEST_CASE("a file beyond the limit is refused unread", "[base]") {
  CHECK(wrong(std::string(max_json_bytes + 1, ' ')) == "file-too-large");
}

TEST_CASE("what a message quotes is short and whole characters", "[base]") {
  std::string chinese;
  for (int i = 0; i < 100; ++i) chinese += "字";
  const JsonDocument document = good("{\"t\": \"" + chinese + "\", \"n\": 1.50}");
  CHECK(member(document, {"n"}).as_written() == "1.50");
  const std::string shown = member(document, {"t"}).as_written();
  CHECK(shown.size() < 50);
  CHECK(shown == "\"" + chinese.substr(0, 39) + "…");
}
