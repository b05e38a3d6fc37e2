#include "pathfinder/report/render/markdown.hpp"

#include <algorithm>
#include <cctype>

namespace pathfinder {
namespace {

constexpr std::size_t longest_open_table = 8;

bool is_letter_or_digit(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

class MarkdownRenderer {
 public:
  explicit MarkdownRenderer(const Texts& texts) : texts_(texts) {}

  std::string render(const Document& document, std::string_view tag) {
    out_ = "<!-- pathfinder-comment";
    std::string word;
    for (const char c : tag) {
      // Only what cannot end a comment.
      if (word.size() < 96 && (is_letter_or_digit(c) || c == '.' || c == '_')) word += c;
    }
    if (!word.empty()) out_ += " " + word;
    out_ += " -->\n";
    if (!document.title.empty()) paragraph("## " + markdown_escaped(document.title));
    for (const Block& block : document.blocks) std::visit([this](const auto& one) { add(one); }, block);
    if (!document.footer.empty()) paragraph("<sub>" + markdown_escaped(document.footer) + "</sub>");
    return std::move(out_);
  }

 private:
  void paragraph(const std::string& text) { out_ += "\n" + text + "\n"; }

  void add(const Heading& heading) {
    paragraph(std::string(static_cast<std::size_t>(std::min(heading.level + 2, 6)), '#') + " " +
              markdown_escaped(heading.text));
  }

  static std::string emphasised(const std::string& text, Emphasis emphasis) {
    if (text.empty()) return text;
    if (emphasis == Emphasis::answer) return "**" + text + "**";
    if (emphasis == Emphasis::warning) return "⚠ " + text;
    return text;
  }

  void add(const Paragraph& one) {
    std::string text = emphasised(markdown_escaped(one.text), one.emphasis);
    if (!one.aside.empty()) text += (text.empty() ? "" : " · ") + markdown_escaped(one.aside);
    if (!text.empty()) paragraph(text);
  }

  void add(const Table& table) { add_table(table, table.rows.size() > longest_open_table); }

  void add_table(const Table& table, bool folded) {
    const std::string caption = markdown_escaped(table.caption);
    const std::string number = markdown_escaped(table.number);
    if (folded) {
      paragraph("<details><summary>" +
                texts_("markdown.rows", {{"table", number.empty() ? texts_("markdown.table") : number},
                                         {"rows", std::to_string(table.rows.size())}}) +
                "</summary>");
    } else if (!number.empty()) {
      paragraph("**" + number + "**");
    }
    out_ += "\n|";
    for (const TableColumn& column : table.columns) out_ += " " + markdown_escaped(column.header) + " |";
    out_ += "\n|";
    for (const TableColumn& column : table.columns) out_ += column.align == Align::right ? " --: |" : " :-- |";
    out_ += "\n";
    for (const TableRow& row : table.rows) {
      out_ += "|";
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const std::string cell = i < row.cells.size() ? markdown_escaped(row.cells[i]) : std::string();
        out_ += " " + (row.emphasis == Emphasis::answer ? emphasised(cell, row.emphasis) : cell) + " |";
      }
      out_ += "\n";
    }
    if (!caption.empty()) paragraph("<sub>" + caption + "</sub>");
    if (folded) paragraph("</details>");
  }

  void add(const List& list) {
    out_ += "\n";
    for (std::size_t i = 0; i < list.items.size(); ++i)
      out_ +=
          (list.numbered ? std::to_string(i + 1) + ". " : std::string("- ")) + markdown_escaped(list.items[i]) + "\n";
  }

  void add(const KeyValues& block) {
    out_ += "\n";
    for (const KeyValue& row : block.rows) {
      std::string text = markdown_escaped(row.text);
      if (!row.key.empty()) text = markdown_escaped(row.key) + ": " + text;
      if (!row.aside.empty()) text += " · " + markdown_escaped(row.aside);
      out_ += row.label.empty() ? "  - " : "- **" + markdown_escaped(row.label) + "** ";
      out_ += emphasised(text, row.emphasis == Emphasis::answer ? Emphasis::none : row.emphasis) + "\n";
    }
  }

  void add(const Code& code) {
    std::string safe;
    std::size_t ticks = 2;
    std::size_t run = 0;
    for (const char c : code.text) {
      run = c == '`' ? run + 1 : 0;
      ticks = std::max(ticks, run);
    }
    std::string_view rest = code.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      safe += terminal_safe(rest.substr(0, end)) + "\n";
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const std::string fence(ticks + 1, '`');
    paragraph(fence + code.language + "\n" + safe + fence);
  }

  void add(const Chart& chart) {
    if (chart.numbers.rows.empty()) return;
    if (!chart.title.empty()) paragraph("**" + markdown_escaped(chart.title) + "**");
    add_table(chart.numbers, chart.numbers.rows.size() > longest_open_table);
  }

  const Texts& texts_;
  std::string out_;
};

}  // namespace

std::string render_markdown(const Document& document, const Texts& texts, std::string_view tag) {
  return MarkdownRenderer(texts).render(document, tag);
}

std::string markdown_escaped(std::string_view text) {
  const std::string safe = terminal_safe(text);  // line ends and tabs are spaces now
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    const char next = i + 1 < safe.size() ? safe[i + 1] : ' ';
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '@':  // nobody is called by a title
        out += is_letter_or_digit(next) ? "@<!-- -->" : "@";
        break;
      case ':':  // and no address in it becomes a link by itself
        out += next == '/' ? ":<!-- -->" : ":";
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '|':
      case '~':
      case '!':
        out += '\\';
        out += c;
        break;
      case '-':
      case '+':
      case '=':
        if (i == 0) out += '\\';
        out += c;
        break;
      case '$':  // GitHub reads mathematics between two; an amount does not begin any
        out += std::isdigit(static_cast<unsigned char>(next)) != 0 ? "$" : "\\$";
        break;
      case '.':
      case ')':
        // "1." at the beginning would be a list.
        if (i > 0 &&
            std::all_of(safe.begin(), safe.begin() + static_cast<std::ptrdiff_t>(i),
                        [](char d) { return std::isdigit(static_cast<unsigned char>(d)) != 0; }) &&
            next == ' ')
          out += '\\';
        out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace pathfinder
