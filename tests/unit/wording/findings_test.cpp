// A finding as a person reads it: the whole text.
#include "pathfinder/wording/findings.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const Texts& texts(const char* language) {
  return test::shipped().texts.at(language);
}

Diagnostic finding(std::string excerpt, int line, int column, int width) {
  Diagnostic one;
  one.code = "not-a-value";
  one.where = {"scenario.json", line, column, "", std::move(excerpt), width, 0};
  one.fields = {{"key", "docs"},
                {"expected", "@expected.count-above-0"},
                {"found", "@found.string\t\"many\""},
                {"example", "50k"}};
  return one;
}

/// Column of the caret, and of the same place in the line above it.
std::pair<std::size_t, std::string> caret(const std::string& rendered) {
  const std::size_t mark = rendered.find('^');
  const std::size_t start = rendered.rfind('\n', mark) + 1;
  std::size_t end = mark;
  while (end < rendered.size() && (rendered[end] == '^' || rendered[end] == '~')) ++end;
  return {mark - start, rendered.substr(mark, end - mark)};
}

}  // namespace

TEST_CASE("place, message, line with the spot underlined, way out", "[wording]") {
  CHECK(render_finding(finding("    \"docs\": \"many\",", 4, 13, 6), texts("en")) ==
        "scenario.json:4:13: error: docs must be a count above 0, found the text \"many\" [not-a-value]\n"
        "    4 |     \"docs\": \"many\",\n"
        "      |             ^~~~~~\n"
        "  help: write for example 50k; leave it out if you do not know it\n");
}

TEST_CASE("the same in Chinese, with full-width punctuation and the same code", "[wording]") {
  CHECK(render_finding(finding("    \"docs\": \"many\",", 4, 13, 6), texts("zh")) ==
        "scenario.json:4:13: 错误：docs须为大于0的数量，实际为文本\"many\" [not-a-value]\n"
        "    4 |     \"docs\": \"many\",\n"
        "      |             ^~~~~~\n"
        "  处理建议：例如填写50k；不清楚时请不要填写\n");
}

TEST_CASE("a warning is called a warning", "[wording]") {
  CHECK(render_finding(finding("x", 1, 1, 1), texts("en"), true).rfind("scenario.json:1:1: warning: ", 0) == 0);
}

TEST_CASE("a place without a line shows the file alone", "[wording]") {
  Diagnostic one = finding("", 0, 0, 1);
  one.code = "file-not-found";
  CHECK(
      render_finding(one, texts("en")) ==
      "scenario.json: error: there is no such file [file-not-found]\n  help: check the path; - reads standard input\n");
}

TEST_CASE("an argument is shown without line and column", "[wording]") {
  Diagnostic one = finding("many", 1, 1, 4);
  one.where.file = "argument 3";
  CHECK(render_finding(one, texts("en")).rfind("argument 3: error: ", 0) == 0);
  CHECK(render_finding(one, texts("en")).find("     | many\n     | ^~~~\n") != std::string::npos);
}

TEST_CASE("the spot is right behind Chinese characters, which take two columns", "[wording]") {
  // {"标题": "粤港澳", "docs": "很多"}: the value is characters 23 to 26, columns 28 to 33.
  const std::string rendered =
      render_finding(finding("{\"标题\": \"粤港澳\", \"docs\": \"很多\"}", 1, 23, 4), texts("en"));
  CHECK(caret(rendered) == std::pair<std::size_t, std::string>{8 + 27, "^~~~~~"});
}

TEST_CASE("of a long line the part around the spot is shown", "[wording]") {
  const std::string rendered =
      render_finding(finding(std::string(500, 'a') + "HERE" + std::string(500, 'b'), 1, 501, 4), texts("en"));
  const std::size_t start = rendered.find(" | ") + 3;
  const std::string shown = rendered.substr(start, rendered.find('\n', start) - start);
  CHECK(shown.rfind("…", 0) == 0);
  CHECK(shown.size() < 110);
  const auto [column, mark] = caret(rendered);
  CHECK(mark == "^~~~");
  CHECK(shown.substr(column - 8 + 2, 4) == "HERE");  // the ellipsis has three bytes and one column
}

TEST_CASE("an excerpt cut out of a very long line keeps its spot", "[wording]") {
  Diagnostic one = finding("aaaaaHEREbbb", 1, 1000006, 4);
  one.where.left_out = 1000000;
  const std::string rendered = render_finding(one, texts("en"));
  CHECK(rendered.find("| …aaaaaHEREbbb\n") != std::string::npos);
  CHECK(caret(rendered) == std::pair<std::size_t, std::string>{8 + 6, "^~~~"});
}

TEST_CASE("nothing in an input can steer the terminal", "[wording]") {
  const std::string rendered = render_finding(finding("\x1b[2Jred\a \xff", 1, 1, 3), texts("en"));
  CHECK(rendered.find('\x1b') == std::string::npos);
  CHECK(rendered.find('\a') == std::string::npos);
  Diagnostic one = finding("x", 1, 1, 1);
  one.fields[2].value = "\x1b[31m";
  one.where.file = "\x1b[0m.json";
  CHECK(render_finding(one, texts("en")).find('\x1b') == std::string::npos);
}

TEST_CASE("a value that begins with @ is shown as written where no text has that name", "[wording]") {
  Diagnostic one = finding("x", 1, 1, 1);
  one.code = "unknown-fact";
  one.fields = {{"fact", "\"@home\""}, {"near", ""}};
  CHECK(finding_message(one, texts("en")) == "there is no fact \"\"@home\"\"");
}

TEST_CASE("a near miss changes the way out", "[wording]") {
  Diagnostic one;
  one.code = "unknown-fact";
  one.fields = {{"fact", "dcos"}, {"near", "docs"}};
  CHECK(finding_help(one, texts("en")) == "did you mean docs?");
  one.fields[1].value.clear();
  CHECK(finding_help(one, texts("en")) == "see: pathfinder explain");
}
