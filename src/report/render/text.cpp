// Escape sequences: ECMA-48, SGR. They surround whole lines, so that wrapping never meets them.
#include "pathfinder/report/render/text.hpp"

#include <algorithm>
#include <string_view>

#include "pathfinder/base/text_table.hpp"

namespace pathfinder {
namespace {

constexpr int least_width = 24;
constexpr int least_gap = 3;  ///< between a text and its aside

/// Every line of `text` made safe, the lines kept.
std::string safe_lines(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    out += terminal_safe(line);
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(0, count)), ' ');
}

class TextRenderer {
 public:
  explicit TextRenderer(const TextLayout& layout) : layout_(layout), width_(std::max(layout.width, least_width)) {}

  std::string render(const Document& document) {
    std::string all;
    if (layout_.title && !document.title.empty()) {
      lines(wrapped(safe_lines(document.title), width_), Emphasis::answer);
      all = std::move(out_);
    }
    bool below_heading = false;
    for (const Block& block : document.blocks) {
      out_.clear();
      std::visit([this](const auto& one) { add(one); }, block);
      if (out_.empty()) continue;
      if (!all.empty() && !below_heading) all += '\n';
      all += out_;
      below_heading = std::holds_alternative<Heading>(block);
    }
    if (!document.footer.empty()) {
      out_.clear();
      lines(wrapped(safe_lines(document.footer), width_), Emphasis::muted);
      all += (all.empty() ? "" : "\n") + out_;
    }
    // Rows of empty cells at the end.
    while (all.size() > 1 && all[all.size() - 2] == '\n') all.pop_back();
    return all.empty() ? "\n" : all;
  }

 private:
  std::string_view start(Emphasis emphasis) const {
    if (!layout_.color) return {};
    switch (emphasis) {
      case Emphasis::answer:
        return "\x1b[1m";
      case Emphasis::warning:
        return "\x1b[33m";
      case Emphasis::muted:
        return "\x1b[2m";
      case Emphasis::none:
        break;
    }
    return {};
  }

  /// One line, its spaces at the end removed; `plain` columns at its beginning stay as they are.
  void line(std::string text, Emphasis emphasis, std::size_t plain = 0) {
    text.erase(text.find_last_not_of(' ') + 1);
    const std::string_view on = start(emphasis);
    if (!on.empty() && text.size() > plain) {
      out_.append(text, 0, plain).append(on).append(text, plain).append("\x1b[0m");
    } else {
      out_ += text;
    }
    out_ += '\n';
  }

  void lines(const std::vector<std::string>& texts, Emphasis emphasis) {
    for (const std::string& text : texts) line(text, emphasis);
  }

  /// `text` wrapped behind `lead` (later lines behind as many spaces), the aside at the right end of the first line, or
  /// on a line of its own where there is no room.
  void with_aside(const std::string& lead, const std::string& text, const std::string& aside, Emphasis emphasis) {
    const int indent = display_width(lead);
    const int room = width_ - indent;
    const std::string safe = safe_lines(text);
    const std::string note = terminal_safe(aside);
    const int note_width = note.empty() ? 0 : display_width(note) + least_gap;
    std::vector<std::string> texts = wrapped(safe, room);
    bool beside = note_width > 0 && display_width(texts.front()) + note_width <= room;
    if (note_width > 0 && !beside && note_width < room / 2) {
      // A long text leaves its right end to the note on all its lines.
      texts = wrapped(safe, room - note_width);
      beside = true;
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::string now = i == 0 ? lead + texts[i] : spaces(indent) + texts[i];
      if (i == 0 && beside) now += spaces(width_ - display_width(now) - display_width(note)) + note;
      line(std::move(now), emphasis, i == 0 ? lead.size() : static_cast<std::size_t>(indent));
    }
    if (note_width == 0 || beside) return;
    for (const std::string& one : wrapped(note, room)) line(padded(one, width_, Align::right), emphasis);
  }

  void add(const Heading& heading) { lines(wrapped(safe_lines(heading.text), width_), Emphasis::answer); }

  void add(const Paragraph& paragraph) {
    if (paragraph.text.empty() && paragraph.aside.empty()) return;
    with_aside("", paragraph.text, paragraph.aside, paragraph.emphasis);
  }

  void add(const Table& table) {
    if (!table.number.empty() && !table.rows.empty()) lines(wrapped(safe_lines(table.number), width_), Emphasis::none);
    TextTable text;
    text.show_header = false;
    for (const TableColumn& column : table.columns) {
      text.columns.push_back({terminal_safe(column.header), column.align, column.role == ColumnRole::text});
      text.show_header = text.show_header || !column.header.empty();
    }
    for (const TableRow& row : table.rows) {
      text.rows.emplace_back();
      for (const std::string& cell : row.cells) text.rows.back().push_back(safe_lines(cell));
    }
    for (const TableLine& one : table_lines(text, width_)) {
      line(one.text,
           one.row == TableLine::header ? Emphasis::none : table.rows[static_cast<std::size_t>(one.row)].emphasis);
    }
    if (!table.caption.empty()) lines(wrapped(safe_lines(table.caption), width_), Emphasis::muted);
  }

  void add(const List& list) {
    const int digits = static_cast<int>(std::to_string(list.items.size()).size());
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const std::string mark = list.numbered ? padded(std::to_string(i + 1), digits, Align::right) + ". " : "- ";
      with_aside(mark, list.items[i], "", Emphasis::none);
    }
  }

  void add(const KeyValues& block) {
    const int most = width_ / 3;  // the rest belongs to the text
    int label_width = std::min(layout_.label_width, most);
    int key_width = 0;
    for (const KeyValue& row : block.rows) {
      label_width = std::max(label_width, display_width(terminal_safe(row.label)) + 2);
      if (!row.key.empty()) key_width = std::max(key_width, display_width(terminal_safe(row.key)) + 2);
    }
    label_width = std::min(label_width, most);
    key_width = std::min(key_width, most);
    for (const KeyValue& row : block.rows) {
      const std::vector<std::string> labels = column(row.label, label_width);
      const std::vector<std::string> keys = column(row.key, row.key.empty() ? 0 : key_width);
      // A label or key too long for its column has lines of its own above the text.
      for (std::size_t i = 0; i + 1 < labels.size(); ++i) line(labels[i], Emphasis::none);
      for (std::size_t i = 0; i + 1 < keys.size(); ++i) line(spaces(label_width) + keys[i], Emphasis::none);
      with_aside(labels.back() + keys.back(), row.text, row.aside, row.emphasis);
    }
  }

  /// `text` in lines that fill a column of `columns`, two of them left free.
  static std::vector<std::string> column(std::string_view text, int columns) {
    if (columns == 0) return {""};
    std::vector<std::string> texts = wrapped(terminal_safe(text), columns - 2);
    for (std::string& one : texts) one = padded(one, columns);
    return texts;
  }

  void add(const Chart& chart) {
    Table numbers = chart.numbers;
    if (!numbers.number.empty() && !chart.title.empty()) numbers.number += "  " + chart.title;
    add(numbers);
  }
  void add(const Code& code) {
    std::string_view rest = code.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      line("  " + safe_lines(rest.substr(0, end)), Emphasis::none);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  TextLayout layout_;
  int width_;
  std::string out_;  ///< the block being rendered
};

}  // namespace

std::string render_text(const Document& document, const TextLayout& layout) {
  return TextRenderer(layout).render(document);
}

}  // namespace pathfinder
