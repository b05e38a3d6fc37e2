// A report as plain structs, between what it says (report/build) and how it looks (report/render_*). Every renderer,
// text, Markdown, CSV or HTML, reads this and nothing else; texts are final: rounded, in one language, not escaped.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {

/// What a piece of text is to its reader; each renderer decides how that looks.
enum class Emphasis {
  none,
  answer,   ///< what the reader came for
  warning,  ///< must not be overlooked
  muted     ///< may be skipped
};

/// The title of a section. Level 1 is the highest below the document's own title.
struct Heading {
  std::string text;
  int level = 1;
};

/// One paragraph. The aside stands at the right end of its line where there is room: "first in 71 % of draws".
struct Paragraph {
  std::string text;
  Emphasis emphasis = Emphasis::none;
  std::string aside;
};

/// What the cells of a column are.
enum class ColumnRole {
  label,   ///< names the row; does not wrap before the others do
  figure,  ///< a number with its unit
  text     ///< words; wraps first
};

struct TableColumn {
  std::string header;
  ColumnRole role = ColumnRole::text;
  Align align = Align::left;
};

/// One row; a short row has empty cells at its end.
struct TableRow {
  std::vector<std::string> cells;
  Emphasis emphasis = Emphasis::none;
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;
  std::string caption;  ///< below the table; empty: none
};

struct List {
  std::vector<std::string> items;
  bool numbered = false;
};

/// A text with a label before it ("why", "not", "assumed"). Rows that follow with an empty label belong to the same
/// one.
struct KeyValue {
  std::string label;
  std::string text;
  std::string key;    ///< what the text is about, in a column of its own: "not | peft | cannot cite"
  std::string aside;  ///< at the right end of its line: "settles 38 % of the doubt"
  Emphasis emphasis = Emphasis::none;
};

struct KeyValues {
  std::vector<KeyValue> rows;
};

/// Lines to be copied as they are: a command, a formula, JSON.
struct Code {
  std::string text;
  std::string language;  ///< "sh", "json"; empty: none
};

using Block = std::variant<Heading, Paragraph, Table, List, KeyValues, Code>;

/// A whole report.
struct Document {
  std::string title;
  std::vector<Block> blocks;
};

}  // namespace pathfinder
