#include "pathfinder/base/display_width.hpp"

#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace pathfinder;
using Lines = std::vector<std::string>;

namespace {

/// One of `count` values, the same on every platform.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

}  // namespace

TEST_CASE("width counts columns, not bytes or code points", "[base]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("PEFT") == 4);
  CHECK(display_width("检索增强") == 8);
  CHECK(display_width("，（）") == 6);
  CHECK(display_width("$18–46k") == 7);
  CHECK(display_width("re\u0301sume\u0301") == 6);
  CHECK(display_width("한국어") == 6);
  CHECK(display_width("ｱ") == 1);
  CHECK(display_width("👍") == 2);
  CHECK(display_width("👍🏽") == 2);
  CHECK(display_width("👩‍💻") == 2);
  CHECK(display_width("🇨🇳") == 2);
  CHECK(display_width("❤️") == 2);
  CHECK(display_width("a\xff"
                      "b") == 3);
}

TEST_CASE("columns are taken without splitting a wide character", "[base]") {
  CHECK(take_columns("abcdef", 2, 3) == "cde");
  CHECK(take_columns("检索增强", 0, 4) == "检索");
  CHECK(take_columns("检索增强", 0, 5) == "检索");
  CHECK(take_columns("检索增强", 1, 5) == " 索增");
  CHECK(take_columns("检", 1, 1) == " ");
  CHECK(take_columns("abc", 5, 5) == "");
  CHECK(take_columns("abc", 0, 0) == "");
  CHECK(take_columns("e\u0301x", 0, 1) == "e\u0301");
}

TEST_CASE("shortened text ends in an ellipsis and fits; padded text lines up", "[base]") {
  CHECK(shortened("continued_pretrain", 18) == "continued_pretrain");
  CHECK(shortened("continued_pretrain", 10) == "continued…");
  CHECK(shortened("继续预训练", 6) == "继续…");
  CHECK(shortened("abc", 1) == "…");
  CHECK(shortened("abc", 0) == "");
  CHECK(padded("检索", 6) == "检索  ");
  CHECK(padded("71 %", 6, Align::right) == "  71 %");
  CHECK(padded("longer", 3) == "longer");
}

TEST_CASE("Latin text wraps at spaces only", "[base]") {
  CHECK(wrapped("knowledge changes monthly: an index", 20) == Lines{"knowledge changes", "monthly: an index"});
  CHECK(wrapped("  two   spaces ", 20) == Lines{"two spaces"});
  CHECK(wrapped("", 20) == Lines{""});
  CHECK(wrapped("one\n\ntwo", 20) == Lines{"one", "", "two"});
  CHECK(wrapped("a/b-c.d(e)", 20) == Lines{"a/b-c.d(e)"});
}

TEST_CASE("a word wider than the line is cut, and only then", "[base]") {
  CHECK(wrapped("see https://x.yz/abc", 8) == Lines{"see", "https://", "x.yz/abc"});
}

TEST_CASE("Chinese text wraps between characters but not before closing punctuation", "[base]") {
  CHECK(wrapped("知识每月变化，索引", 8) == Lines{"知识每月", "变化，索", "引"});
  CHECK(wrapped("知识变化，索引", 8) == Lines{"知识变", "化，索引"});
  CHECK(wrapped("采用（检索）方案", 6) == Lines{"采用", "（检", "索）方", "案"});
  CHECK(wrapped("采用RAG方案", 6) == Lines{"采用", "RAG方", "案"});
}

TEST_CASE("a number keeps its scale, its unit and its percent sign", "[base]") {
  CHECK(wrapped("费用12.8万–32.7万元", 16) == Lines{"费用", "12.8万–32.7万元"});
  CHECK(wrapped("共有50份", 6) == Lines{"共有", "50份"});
  CHECK(wrapped("first in 71 %", 11) == Lines{"first in", "71 %"});
  CHECK(wrapped("about 100 M tokens", 9) == Lines{"about", "100 M", "tokens"});
  CHECK(wrapped("costs 9–14 × more", 11) == Lines{"costs", "9–14 × more"});
  CHECK(widest_piece("about 100 M tokens") == 6);
}

TEST_CASE("every wrapped line fits and no character is lost, whatever the text and the width", "[base]") {
  const std::string alphabet[] = {"a",  "b", "GPU", " ",  " ", "检", "索",          "，",      "（",
                                  "）", "5", "%",   "万", "–", "…",  "👩‍💻", "e\u0301", "k"};
  std::mt19937 random(11);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = pick(random, 60); n > 0; --n) text += alphabet[pick(random, std::size(alphabet))];
    const int width = 2 + static_cast<int>(pick(random, 30));
    CAPTURE(text, width);
    const auto without_spaces = [](const std::string& all) {
      std::string out;
      for (char c : all) {
        if (c != ' ') out += c;
      }
      return out;
    };
    std::string joined;
    for (const std::string& line : wrapped(text, width)) {
      if (display_width(line) > width) FAIL("too wide: " << line);
      if (!line.empty() && (line.back() == ' ' || line.front() == ' ')) FAIL("space at an end");
      joined += line;
    }
    if (without_spaces(joined) != without_spaces(text)) FAIL("lost something: " << joined);
  }
}

TEST_CASE("nothing that steers a terminal passes", "[base]") {
  CHECK(terminal_safe("\x1b]0;x\x07") == "␛]0;x␇");
  CHECK(terminal_safe("\x1b[31mred") == "␛[31mred");
  CHECK(terminal_safe("a\tb\r\nc") == "a b  c");
  CHECK(terminal_safe("\x7f") == "␡");
  CHECK(terminal_safe("a\u009b31m") == "a�31m");
  CHECK(terminal_safe("\u202Etxt.exe\u202C") == "�txt.exe�");
  CHECK(terminal_safe("\u2066x\u2069\u200Fy\u200B") == "�x��y�");
  CHECK(terminal_safe("\U000E0041") == "�");
  CHECK(terminal_safe("a\xff\xfe"
                      "b") == "a��b");
  CHECK(terminal_safe("检索 👩‍💻 é ok") == "检索 👩‍💻 é ok");
  CHECK(terminal_safe(std::string("a\0b", 3)) == "a␀b");
}

TEST_CASE("safe text has the width of what is shown and is safe already", "[base]") {
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (int n = 0; n < 12; ++n) text += static_cast<char>(pick(random, 256));
    const std::string safe = terminal_safe(text);
    if (terminal_safe(safe) != safe) FAIL("changes when made safe again");
    for (char c : safe) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) FAIL("control character left");
    }
  }
}
