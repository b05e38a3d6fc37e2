#include "pathfinder/base/text_table.hpp"

#include <random>
#include <string>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

TextTable options() {
  return {{{"option"}, {"first in", Align::right}, {"set-up", Align::right}, {"fits", Align::left, true}},
          {{"rag", "71 %", "$18–46k", "yes, 3 of 8 serve the load"},
           {"rag+peft", "22 %", "$31–70k", "yes, LoRA on qwen2.5-14b, 5–9 h"},
           {"full_ft"}}};
}

std::string text_of(const TextTable& table, int max_width) {
  std::string out;
  for (const TableLine& line : table_lines(table, max_width)) out += line.text + "\n";
  return out;
}

/// One of `count` values, the same on every platform.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

}  // namespace

TEST_CASE("columns line up, figures at their right, no space at a line's end", "[base]") {
  CHECK(text_of(options(), 80) ==
        "option    first in   set-up  fits\n"
        "rag           71 %  $18–46k  yes, 3 of 8 serve the load\n"
        "rag+peft      22 %  $31–70k  yes, LoRA on qwen2.5-14b, 5–9 h\n"
        "full_ft\n");
}

TEST_CASE("the flexible column wraps when the table is too wide", "[base]") {
  CHECK(text_of(options(), 48) ==
        "option    first in   set-up  fits\n"
        "rag           71 %  $18–46k  yes, 3 of 8 serve\n"
        "                             the load\n"
        "rag+peft      22 %  $31–70k  yes, LoRA on\n"
        "                             qwen2.5-14b, 5–9 h\n"
        "full_ft\n");
}

TEST_CASE("Chinese and Latin cells line up", "[base]") {
  const TextTable table{{{"方案"}, {"建设费用", Align::right}, {"说明"}},
                        {{"检索增强", "12.8万–32.7万元", "可行"}, {"PEFT", "5万元", "ok"}}};
  CHECK(text_of(table, 80) ==
        "方案             建设费用  说明\n"
        "检索增强  12.8万–32.7万元  可行\n"
        "PEFT                5万元  ok\n");
}

TEST_CASE("each line says which row it belongs to", "[base]") {
  const auto lines = table_lines({{{"a"}, {"b"}}, {{"x", "one two three four"}, {"y", "z"}}}, 13);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].row == TableLine::header);
  CHECK(lines[1].row == 0);
  CHECK(lines[2].row == 0);
  CHECK(lines[3].row == 1);
}

TEST_CASE("a table keeps within the width while two columns for each are there", "[base]") {
  const std::string cells[] = {
      "", "a", "word", "two words", "检索增强生成", "https://a.very/long/address", "12.8万–32.7万元", "$18–46k"};
  std::mt19937 random(5);
  for (int i = 0; i < 1000; ++i) {
    TextTable table;
    for (std::size_t n = 1 + pick(random, 6); n > 0; --n) {
      table.columns.push_back({cells[pick(random, std::size(cells))], pick(random, 2) == 0 ? Align::left : Align::right,
                               pick(random, 3) == 0});
    }
    for (std::size_t rows = pick(random, 4); rows > 0; --rows) {
      table.rows.emplace_back();
      for (std::size_t n = pick(random, 7); n > 0; --n)
        table.rows.back().push_back(cells[pick(random, std::size(cells))]);
    }
    const int width = static_cast<int>(4 * table.columns.size() - 2 + pick(random, 60));
    for (const TableLine& line : table_lines(table, width)) {
      if (display_width(line.text) > width) FAIL("too wide: " << line.text);
      if (!line.text.empty() && line.text.back() == ' ') FAIL("space at the end");
    }
  }
}
