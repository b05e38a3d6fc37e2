// Rows of published runs, one JSON object a line, and the columns a prediction may read of them.
// What was measured cannot reach a prediction: predictors take KnownColumns, which holds the columns of a fixed list
// and nothing else; the measured ones are read apart, through MeasuredColumns, when an answer is scored.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/base/json_document.hpp"

namespace pathfinder {

/// One line of a file of rows.
struct RunRow {
  JsonDocument document;  ///< the object at its root
  std::string file;
  int line = 0;

  JsonValue value() const { return {document, 0}; }
};

/// Parses `text`, one object a line; empty lines are skipped. Broken lines land in `findings` with line and column.
std::vector<RunRow> read_rows(const std::string& file, std::string_view text, Findings& findings);

/// The columns of one row that are on a list. Numbers may be written as texts ("8", "1.2B").
class KnownColumns {
 public:
  KnownColumns(const RunRow& row, std::span<const std::string_view> allowed);

  /// A number of the row, or of an object in it ("arch", "layers"); 0 where it is absent or null. What is no number, or
  /// below 0, is remembered in unreadable(). \pre `column` is allowed: anything else is our mistake (std::logic_error)
  double number(std::string_view column, std::string_view member = {}) const;
  /// A text; empty where it is absent. A number reads as its text.
  std::string text(std::string_view column) const;
  bool flag(std::string_view column, bool otherwise) const;
  /// The texts of an array; empty where it is absent.
  std::vector<std::string> texts(std::string_view column) const;
  bool has(std::string_view column, std::string_view member = {}) const;

  /// The first column asked for that could not be read; empty: none.
  const std::string& unreadable() const { return unreadable_; }

 private:
  const JsonValue* find(std::string_view column) const;

  std::map<std::string, JsonValue, std::less<>> columns_;
  std::set<std::string, std::less<>> allowed_;
  mutable std::string unreadable_;
};

/// What was measured, and what a source remarks about it, for scoring and fitting only.
class MeasuredColumns {
 public:
  explicit MeasuredColumns(const RunRow& row) : row_(&row) {}

  /// A measured figure above 0; NaN where there is none.
  double figure(std::string_view column) const;
  /// A text; empty where there is none.
  std::string remark(std::string_view column) const;
  /// Whether it stands there as true.
  bool flag(std::string_view column) const;

 private:
  const RunRow* row_;
};

/// The `id` of a row, else its `row`, else its line number.
std::string id_of(const RunRow& row);

/// The `family` of a row, empty where none is stated, and its `source`: together they tell its publisher.
std::string family_of(const RunRow& row);
std::string source_of(const RunRow& row);

}  // namespace pathfinder
