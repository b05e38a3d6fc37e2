#include "pathfinder/report/render/text.hpp"

#include <random>
#include <string>
#include <string_view>

#include "pathfinder/base/display_width.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

Document sketch() {
  Document document;
  document.title = "Which way of adapting pays";
  document.blocks.emplace_back(
      Paragraph{"RAG first. Add PEFT once 500 checked answers show a gap.", Emphasis::answer, "first in 71 %"});
  KeyValues reasons;
  reasons.rows = {
      {"why", "50,000 documents (about 100 M tokens) do not fit a prompt, and every answer rests on them", "", "", {}},
      {"", "knowledge changes monthly", "", "", {}},
      {"not", "cannot cite, and new facts tuned in are often wrong", "peft", "", {}},
      {"", "9–14 × the GPU-hours of PEFT here", "full_ft", "", {}}};
  document.blocks.emplace_back(reasons);
  Table table;
  table.columns = {{"option", ColumnRole::label, Align::left},
                   {"set-up", ColumnRole::figure, Align::right},
                   {"fits your 8 GPUs", ColumnRole::text, Align::left}};
  table.rows = {{{"rag", "$18–46k", "yes"}, Emphasis::answer},
                {{"rag+peft", "$31–70k", "yes, LoRA on qwen2.5-14b"}, Emphasis::none},
                {{"pretrain", "", "blocked"}, Emphasis::muted}};
  document.blocks.emplace_back(table);
  document.blocks.emplace_back(Heading{"Next", 1});
  document.blocks.emplace_back(List{{"collect 500 answers", "measure"}, true});
  document.blocks.emplace_back(Code{"pathfinder explain rag --docs 50000\n", "sh"});
  return document;
}

/// One of `count` values, the same on every platform.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

/// What a terminal shows of coloured text.
std::string without_color(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Calls `visit` with each line; false when the text does not end in exactly one line end.
template <class Visit>
bool for_each_line(std::string_view text, Visit visit) {
  if (text.empty() || text.back() != '\n' || (text.size() > 1 && text[text.size() - 2] == '\n')) return false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

TEST_CASE("a document reads as the contract's sketch does: answer first, labels in a column", "[report]") {
  CHECK(render_text(sketch()) ==
        "RAG first. Add PEFT once 500 checked answers show a gap.           first in 71 %\n"
        "\n"
        "why        50,000 documents (about 100 M tokens) do not fit a prompt, and every\n"
        "           answer rests on them\n"
        "           knowledge changes monthly\n"
        "not        peft     cannot cite, and new facts tuned in are often wrong\n"
        "           full_ft  9–14 × the GPU-hours of PEFT here\n"
        "\n"
        "option     set-up  fits your 8 GPUs\n"
        "rag       $18–46k  yes\n"
        "rag+peft  $31–70k  yes, LoRA on qwen2.5-14b\n"
        "pretrain           blocked\n"
        "\n"
        "Next\n"
        "1. collect 500 answers\n"
        "2. measure\n"
        "\n"
        "  pathfinder explain rag --docs 50000\n");
}

TEST_CASE("Chinese text lines up by columns", "[report]") {
  Document document;
  KeyValues rows;
  rows.rows = {{"理由", "文档约1亿词元，超出提示词容量，且每次回答都依赖这些文档，需要检索。", "", "", {}},
               {"不推荐", "无法注明出处", "peft", "", {}}};
  document.blocks = {rows};
  CHECK(render_text(document, {40, false, false, 11}) ==
        "理由       文档约1亿词元，超出提示词容\n"
        "           量，且每次回答都依赖这些文\n"
        "           档，需要检索。\n"
        "不推荐     peft  无法注明出处\n");
}

TEST_CASE("the title stands above only where it is asked for", "[report]") {
  Document document{"Title", {Paragraph{"Answer.", Emphasis::answer, ""}}};
  CHECK(render_text(document) == "Answer.\n");
  CHECK(render_text(document, {80, false, true, 11}) == "Title\n\nAnswer.\n");
}

TEST_CASE("colour marks answer, warning and muted, and only when asked", "[report]") {
  Document document;
  document.blocks = {Paragraph{"Answer.", Emphasis::answer, ""}, Paragraph{"Careful.", Emphasis::warning, ""},
                     Paragraph{"By the way.", Emphasis::muted, ""}, Paragraph{"Plain.", Emphasis::none, ""}};
  CHECK(render_text(document).find('\x1b') == std::string::npos);
  CHECK(render_text(document, {80, true, false, 11}) ==
        "\x1b[1mAnswer.\x1b[0m\n\n\x1b[33mCareful.\x1b[0m\n\n\x1b[2mBy the way.\x1b[0m\n\nPlain.\n");
  CHECK(without_color(render_text(sketch(), {60, true, true, 11})) == render_text(sketch(), {60, false, true, 11}));
}

TEST_CASE("an aside without room beside the text goes to its own line, at the right", "[report]") {
  Document document;
  document.blocks = {Paragraph{"RAG first", Emphasis::none, "first in 71 % of draws"}};
  CHECK(render_text(document, {24, false, false, 11}) == "RAG first\n  first in 71 % of draws\n");
}

TEST_CASE("a long text leaves its right end to a short aside", "[report]") {
  Document document;
  document.blocks = {
      Paragraph{"How many checked question-answer pairs are there today?", Emphasis::none, "settles 38 %"}};
  CHECK(render_text(document, {50, false, false, 11}) ==
        "How many checked question-answer      settles 38 %\n"
        "pairs are there today?\n");
}

TEST_CASE("empty blocks and an empty document leave no gaps", "[report]") {
  CHECK(render_text({}) == "\n");
  Document document;
  document.blocks = {List{}, Paragraph{"one", Emphasis::none, ""}, KeyValues{}, Table{},
                     Code{}, Paragraph{"two", Emphasis::none, ""}, List{}};
  CHECK(render_text(document) == "one\n\ntwo\n");
}

TEST_CASE("hostile text comes out harmless wherever it stands", "[report]") {
  const std::string evil = "\x1b]0;x\x07\x1b[2J\u202Eevil\r\n";
  Document document;
  document.title = evil;
  document.blocks = {
      Heading{evil, 1},    Paragraph{evil, Emphasis::none, evil},
      List{{evil}, false}, KeyValues{{{evil, evil, evil, evil, Emphasis::none}}},
      Code{evil, evil},    Table{{{evil, ColumnRole::text, Align::left}}, {{{evil}, Emphasis::none}}, evil}};
  for (char c : render_text(document, {80, false, true, 11})) {
    if (c != '\n') CHECK(static_cast<unsigned char>(c) >= 0x20);
  }
  CHECK(render_text(document).find("\u202E") == std::string::npos);
}

TEST_CASE("every line fits the width and ends without a space, whatever the document", "[report]") {
  const std::string texts[] = {"",
                               "a",
                               "RAG first.",
                               "知识每月变化，索引数小时即可更新",
                               "https://example.org/a/very/long/address/indeed",
                               "about 100 M tokens in 50,000 documents, 71 % of them",
                               "12.8万–32.7万元",
                               "two\nlines",
                               "👩‍💻 emoji"};
  std::mt19937 random(31);
  const auto text = [&] {
    return texts[pick(random, std::size(texts))] +
           (pick(random, 3) == 0 ? " " + texts[pick(random, std::size(texts))] : "");
  };
  const auto emphasis = [&] { return static_cast<Emphasis>(pick(random, 4)); };
  for (int i = 0; i < 3000; ++i) {
    Document document;
    document.title = text();
    for (std::size_t n = pick(random, 6); n > 0; --n) {
      switch (pick(random, 5)) {
        case 0:
          document.blocks.emplace_back(Heading{text(), 1});
          break;
        case 1:
          document.blocks.emplace_back(Paragraph{text(), emphasis(), text()});
          break;
        case 2:
          document.blocks.emplace_back(List{{text(), text()}, pick(random, 2) == 0});
          break;
        case 3:
          document.blocks.emplace_back(
              KeyValues{{{text(), text(), text(), text(), emphasis()}, {"", text(), text(), "", emphasis()}}});
          break;
        default: {
          Table table;
          for (std::size_t c = pick(random, 5); c > 0; --c)
            table.columns.push_back({text(), static_cast<ColumnRole>(pick(random, 3)), Align::right});
          table.rows = {{{text(), text(), text()}, emphasis()}, {{text()}, emphasis()}};
          table.caption = text();
          document.blocks.emplace_back(table);
        }
      }
    }
    const int width = 24 + static_cast<int>(pick(random, 80));
    const bool title = pick(random, 2) == 0;
    const std::string shown = render_text(document, {width, false, title, 11});
    CAPTURE(width, shown);
    const bool ended = for_each_line(shown, [&](std::string_view line) {
      if (display_width(line) > width) FAIL("too wide: " << line);
      if (!line.empty() && line.back() == ' ') FAIL("space at the end: " << line);
    });
    if (!ended && shown != "\n") FAIL("not one line end at the end");
    if (without_color(render_text(document, {width, true, title, 11})) != shown) FAIL("colour changes the layout");
  }
}
