// The page reads in this order at every width and on paper: title, answer (all that stands before the second section),
// contents, the rest. Its look is render_html.css; the build makes a header of it, with its hash (CMakeLists.txt).
#include "report/render/html.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "pathfinder/base/display_width.hpp"
#include "pathfinder/core/languages.hpp"

#include "report/html_style.hpp"
#include "report/render/chart_svg.hpp"
#include "report/render/html_text.hpp"

namespace pathfinder {
namespace {

constexpr int wide_chart = 760;
constexpr int narrow_chart = 358;  ///< a phone of 390 pixels less its margins

/// The hash as a content-security policy writes it.
std::string base64_of_hex(std::string_view hex) {
  static constexpr std::string_view digits = "0123456789abcdef";
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : hex) {
    bits = (bits << 4U | static_cast<unsigned>(digits.find(c))) & 0xFFFFU;
    held += 4;
    if (held < 6) continue;
    held -= 6;
    out += letters[bits >> held & 63U];
  }
  if (held > 0) out += letters[bits << (6 - held) & 63U];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

/// Text whose line ends are seen.
std::string lines_of(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t end = text.find('\n');
    out += html_escaped(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += "<br/>";
    text.remove_prefix(end + 1);
  }
}

std::string_view style_of(Emphasis emphasis) {
  switch (emphasis) {
    case Emphasis::answer:
      return "answer";
    case Emphasis::warning:
      return "warning";
    case Emphasis::muted:
      return "muted";
    case Emphasis::none:
      break;
  }
  return "";
}

std::string class_attribute(std::string_view first, std::string_view second = {}) {
  if (first.empty()) std::swap(first, second);
  if (first.empty()) return "";
  return fmt::format(R"( class="{}{}{}")", first, second.empty() ? "" : " ", second);
}

bool header_is_empty(const Table& table) {
  return std::all_of(table.columns.begin(), table.columns.end(),
                     [](const TableColumn& column) { return column.header.empty(); });
}

class Page {
 public:
  Page(const Document& document, const Texts& texts, std::string_view figures)
      : document_(document), texts_(texts), figures_(figures) {}

  std::string render() {
    sections();
    std::string page = head();
    page += fmt::format("<body>\n<a class=\"skip\" href=\"#report\">{}</a>\n", html_escaped(texts_("html.skip")));
    page += fmt::format("<header><h1>{}</h1></header>\n<main id=\"report\">\n", lines_of(document_.title));
    page += lead_;
    page += figures_;
    page += contents();
    page += out_;
    page += "</main>\n";
    if (!document_.footer.empty()) page += fmt::format("<footer><p>{}</p></footer>\n", lines_of(document_.footer));
    return page + "</body>\n</html>\n";
  }

 private:
  struct Entry {
    std::string id, text;
    int level = 1;
  };

  std::string head() const {
    const std::string language(language_of(document_.language).tag);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri "
        "'none'; form-action 'none'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n",
        html_escaped(language), base64_of_hex(html_style_sha256), html_escaped(document_.title), html_style);
  }

  /// The answer is what stands before the first section, or the first section itself.
  void sections() {
    const auto top = [](const Block& block) {
      const auto* heading = std::get_if<Heading>(&block);
      return heading != nullptr && heading->level <= 1;
    };
    const auto& blocks = document_.blocks;
    std::size_t answer_end = 0;
    while (answer_end < blocks.size() && !top(blocks[answer_end])) ++answer_end;
    if (answer_end == 0 && !blocks.empty()) {
      for (++answer_end; answer_end < blocks.size() && !top(blocks[answer_end]);) ++answer_end;
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (i == answer_end) finish_answer();
      std::visit([this](const auto& block) { add(block); }, blocks[i]);
    }
    if (answer_end >= blocks.size()) finish_answer();
    close_section();
  }

  void finish_answer() {
    close_section();
    lead_ = out_.empty() ? "" : "<div class=\"lead\">\n" + out_ + "</div>\n";
    out_.clear();
  }

  void close_section() {
    if (open_) out_ += "</section>\n";
    open_ = false;
  }

  std::string contents() const {
    const auto sections =
        std::count_if(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.level == 1; });
    if (sections < 3) return "";
    std::string list;
    for (const Entry& entry : entries_) {
      if (entry.level != 1) continue;
      list += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", entry.id, html_escaped(entry.text));
    }
    return fmt::format("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ul>\n{}</ul>\n</nav>\n",
                       html_escaped(texts_("html.contents")), list);
  }

  /// An id of letters, digits and hyphens that no other element of the page has.
  std::string unique_id(std::string_view wish, std::string_view otherwise) {
    std::string id;
    for (const char c : wish) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (plain) {
        id += c;
      } else if (!id.empty() && id.back() != '-') {
        id += '-';
      }
    }
    while (!id.empty() && id.back() == '-') id.pop_back();
    if (id.empty()) id = otherwise;
    std::string now = id;
    for (int n = 2; !taken_.insert(now).second; ++n) now = id + "-" + std::to_string(n);
    return now;
  }

  void add(const Heading& heading) {
    // No level is skipped on the way down; below h6 there is none.
    const int level = std::clamp(heading.level, 1, std::min(last_level_ + 1, 5));
    last_level_ = level;
    const std::string id = unique_id(heading.id, "section");
    if (level == 1) {
      close_section();
      out_ += fmt::format("<section aria-labelledby=\"{}\">\n", id);
      open_ = true;
    }
    out_ += fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", level + 1, id, lines_of(heading.text));
    entries_.push_back({id, heading.text, level});
  }

  void add(const Paragraph& paragraph) {
    if (paragraph.text.empty() && paragraph.aside.empty()) return;
    const std::string aside =
        paragraph.aside.empty() ? "" : fmt::format(" <span class=\"aside\">{}</span>", lines_of(paragraph.aside));
    out_ +=
        fmt::format("<p{}>{}{}</p>\n", class_attribute(style_of(paragraph.emphasis)), lines_of(paragraph.text), aside);
  }

  void add(const List& list) {
    if (list.items.empty()) return;
    const std::string_view tag = list.numbered ? "ol" : "ul";
    // Boxes to be ticked need no bullet.
    const bool checks = std::all_of(list.items.begin(), list.items.end(),
                                    [](const std::string& item) { return item.rfind("☐", 0) == 0; });
    out_ += fmt::format("<{}{}>\n", tag, class_attribute(checks ? "checks" : ""));
    for (const std::string& item : list.items) out_ += fmt::format("<li>{}</li>\n", lines_of(item));
    out_ += fmt::format("</{}>\n", tag);
  }

  void add(const Code& code) {
    std::string text = code.text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::string lines;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines += (at == 0 ? "" : "\n") + html_escaped(std::string_view(text).substr(at, end - at));
      at = end + 1;
    }
    out_ += fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>\n", lines);
  }

  void add(const KeyValues& block) {
    if (block.rows.empty()) return;
    // Rows without a label of their own belong to the one above; without any label they are a plain list.
    const bool labelled = !block.rows.front().label.empty();
    bool group = false;
    out_ += labelled ? "<dl>\n" : "<ul class=\"plain\">\n";
    for (const KeyValue& row : block.rows) {
      if (labelled && !row.label.empty()) {
        if (group) out_ += "</div>\n";
        out_ += fmt::format("<div><dt>{}</dt>\n", lines_of(row.label));
        group = true;
      }
      const std::string_view tag = labelled ? "dd" : "li";
      out_ += fmt::format("<{}{}>", tag, class_attribute(style_of(row.emphasis)));
      if (!row.key.empty()) out_ += fmt::format("<span class=\"key\">{}</span> ", lines_of(row.key));
      out_ += lines_of(row.text);
      if (!row.aside.empty()) out_ += fmt::format(" <span class=\"aside\">{}</span>", lines_of(row.aside));
      out_ += fmt::format("</{}>\n", tag);
    }
    if (group) out_ += "</div>\n";
    out_ += labelled ? "</dl>\n" : "</ul>\n";
  }

  void add(const Table& table) { out_ += table_of(table, ""); }

  /// Wide tables with words in them become a list of cards on a phone; tables of figures scroll.
  std::string table_of(const Table& table, std::string_view name) {
    if (table.columns.empty() || table.rows.empty()) return "";
    const bool words = std::any_of(table.columns.begin(), table.columns.end(),
                                   [](const TableColumn& column) { return column.role == ColumnRole::text; });
    const bool headed = !header_is_empty(table);
    const bool cards = headed && words && table.columns.size() >= 3;
    const bool captioned = !table.caption.empty() || !table.number.empty();
    // A table that stacks keeps its meaning by roles: browsers drop it with the display of its parts.
    const auto role = [&](std::string_view what) { return cards ? fmt::format(" role=\"{}\"", what) : std::string(); };
    std::string label;
    std::string caption;
    if (captioned) {
      const std::string id = unique_id("", "table");
      label = fmt::format(" aria-labelledby=\"{}\"", id);
      const std::string number =
          table.number.empty() ? ""
                               : fmt::format("<b>{}</b>{}", lines_of(table.number), table.caption.empty() ? "" : " ");
      caption = fmt::format("<caption id=\"{}\">{}{}</caption>\n", id, number, lines_of(table.caption));
    } else if (!name.empty()) {
      label = fmt::format(" aria-label=\"{}\"", html_escaped(name));
    }
    // A short table is not parted between pages; many columns take less room each, still more a page on its side.
    constexpr std::size_t few_rows = 8, many_columns = 8, landscape_columns = 11;
    const bool scrolls = !cards || table.columns.size() >= many_columns;
    std::string frame = scrolls ? "table scroll" : "table";
    if (table.rows.size() <= few_rows) frame += " whole";
    if (table.columns.size() >= many_columns) frame += " dense";
    if (table.columns.size() >= landscape_columns) frame += " landscape";
    std::string html = fmt::format("<div class=\"{}\"", frame);
    if (scrolls) html += " tabindex=\"0\"" + (label.empty() ? "" : " role=\"region\"" + label);
    html += ">\n";
    html +=
        fmt::format("<table{}{}{}>\n{}", class_attribute(cards ? "cards" : "", table.number.empty() ? "" : "numbered"),
                    role("table"), cards || captioned ? label : "", caption);
    const std::size_t names = naming_column(table);
    if (headed) {
      html += fmt::format("<thead{}><tr{}>", role("rowgroup"), role("row"));
      for (const TableColumn& column : table.columns) {
        const std::string style = cell_style(column);
        html += column.header.empty() ? fmt::format("<td{}{}></td>", style, role("cell"))
                                      : fmt::format("<th scope=\"col\"{}{}>{}</th>", style, role("columnheader"),
                                                    lines_of(column.header));
      }
      html += "</tr></thead>\n";
    }
    html += fmt::format("<tbody{}>\n", role("rowgroup"));
    for (const TableRow& row : table.rows) {
      html += fmt::format("<tr{}{}>", class_attribute(style_of(row.emphasis)), role("row"));
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const TableColumn& column = table.columns[c];
        const std::string text = c < row.cells.size() ? lines_of(row.cells[c]) : std::string();
        if (c == names && !text.empty()) {
          // Short names stay on one line.
          const bool brief = display_width(row.cells[c]) <= 18 && row.cells[c].find('\n') == std::string::npos;
          html += fmt::format("<th scope=\"row\"{}{}>{}</th>", cell_style(column, brief), role("rowheader"), text);
          continue;
        }
        // On a phone two short texts share a line as two figures do.
        const bool brief = cards && column.role == ColumnRole::text && c < row.cells.size() &&
                           display_width(row.cells[c]) <= 16 && row.cells[c].find('\n') == std::string::npos;
        const std::string head = cards && !text.empty() && !column.header.empty()
                                     ? fmt::format(" data-label=\"{}\"", html_escaped(column.header))
                                     : std::string();
        html += fmt::format("<td{}{}{}>{}</td>", cell_style(column, brief), role("cell"), head, text);
      }
      html += "</tr>\n";
    }
    return html + "</tbody>\n</table>\n</div>\n";
  }

  static std::size_t naming_column(const Table& table) {
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [](const TableColumn& column) { return column.role == ColumnRole::label; });
    return static_cast<std::size_t>(found - table.columns.begin());
  }

  static std::string cell_style(const TableColumn& column, bool brief = false) {
    const std::string_view role = column.role == ColumnRole::figure ? "figure" : brief ? "brief" : "";
    return class_attribute(role, column.align == Align::right ? "right" : "");
  }

  void add(const Chart& chart) {
    const std::string id = unique_id("", "chart-1");
    const std::string wide = chart_svg(chart, {wide_chart, false, id + "-wide", "wide"});
    const std::string narrow = chart_svg(chart, {narrow_chart, true, id + "-narrow", "narrow"});
    const std::string numbers = table_of(chart.numbers, chart.title);
    if (wide.empty() && numbers.empty()) return;
    out_ += fmt::format("<div class=\"chart\">\n<figure>\n<figcaption>{}</figcaption>\n", lines_of(chart.title));
    if (!wide.empty()) out_ += wide + "\n" + narrow + "\n";
    out_ += "</figure>\n";
    if (!numbers.empty()) {
      // Without a picture the figures are all there is.
      out_ += fmt::format("<details{}><summary>{}</summary>\n{}</details>\n", wide.empty() ? " open=\"open\"" : "",
                          html_escaped(texts_("html.numbers")), numbers);
    }
    out_ += "</div>\n";
  }

  const Document& document_;
  const Texts& texts_;
  std::string_view figures_;
  std::string lead_;
  std::string out_;
  std::vector<Entry> entries_;
  std::set<std::string> taken_ = {"report", "contents"};
  int last_level_ = 0;
  bool open_ = false;
};

}  // namespace

std::string render_html(const Document& document, const Texts& texts, std::string_view figures) {
  return Page(document, texts, figures).render();
}

}  // namespace pathfinder
