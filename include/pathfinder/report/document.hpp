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
  std::string id = {};  ///< of a section, for --sections and links: "options"; empty: none
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
  std::string caption = {};  ///< below the table; empty: none
  std::string number = {};   ///< "Table 3", "表3"; empty: none
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

/// A place on an axis with its text.
struct ChartTick {
  double at = 0;
  std::string text;
};

/// One series of a chart: a value per category (bars), a point per x (lines), or an interval per category.
struct ChartSeries {
  std::string name;
  std::vector<double> values;     ///< NaN: none there
  std::vector<double> low, high;  ///< of intervals and of tornado bars; empty: none
  std::vector<double> x;          ///< of lines
};

/// A picture of figures. Texts are final; numbers are in the unit of the axis. Renderers without pictures show
/// `numbers` alone.
struct Chart {
  enum class Kind {
    stacked_bars,  ///< series stacked per category: cost by year
    intervals,     ///< one interval with its centre per category: options
    tornado,       ///< bars from low to high around `origin`
    lines,         ///< values over x: accumulated cost by month, monthly cost by load
    timeline       ///< category by category, bars from low to high: stages
  };
  Kind kind{};
  std::string title;
  std::string alternative;  ///< what the picture shows, in a sentence, for who cannot see it
  std::string axis;         ///< name and unit of the value axis
  std::string x_axis;       ///< of lines
  std::vector<std::string> categories;
  std::vector<ChartSeries> series;
  std::vector<ChartTick> ticks;    ///< of the value axis
  std::vector<ChartTick> x_ticks;  ///< of lines
  double origin = 0;
  std::size_t marked = static_cast<std::size_t>(-1);  ///< category or series that is the answer
  std::vector<std::string> labels;  ///< one per category, behind its bar: the total, the interval; empty: none
  Table numbers;                    ///< the same figures as text
};

using Block = std::variant<Heading, Paragraph, Table, List, KeyValues, Code, Chart>;

/// A whole report.
struct Document {
  std::string title;
  std::vector<Block> blocks;
  std::string language = "en";
  std::string footer = {};  ///< version, date of the data, hash; empty: none
};

}  // namespace pathfinder
