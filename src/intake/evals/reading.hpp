// What the readers of evaluations share: places, members of an object, grades from scores, and which metric is meant.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/records.hpp"
#include "pathfinder/core/evaluation.hpp"

namespace pathfinder::evals {

/// One file while it is read.
class Reading {
 public:
  Reading(const std::string& file, std::string_view whole, const EvalAsk& asked, Findings& found)
      : name(file), text(whole), ask(asked), findings(found) {}

  const std::string& name;
  std::string_view text;
  const EvalAsk& ask;
  Findings& findings;
  int line_offset = 0;  ///< of a line of JSON that was parsed alone: lines before it

  /// Where a value stands in the whole file.
  Location at(JsonValue value) const;
  Location at_line(std::size_t line, std::string_view excerpt, int column = 1) const;
  Location whole() const { return {name, 0, 0, "", "", 1}; }
  /// The file's name without folder and ending: what an arm is called that the file itself does not name.
  std::string stem() const;

  /// A member that must be there and be of this kind; a finding where it is not.
  std::optional<JsonValue> member(JsonValue object, std::string_view key, JsonKind kind) const;
  /// The same where it may be absent or null.
  std::optional<JsonValue> optional_member(JsonValue object, std::string_view key, JsonKind kind) const;
  /// A number that may be absent; none below zero.
  void measure(JsonValue object, std::string_view key, Measured& into, double times = 1) const;

  /// Right or wrong from a score: by the threshold asked for, else 0 and 1 say it. Nothing, and a finding, where a
  /// share needs a threshold.
  std::optional<bool> grade(double score, std::string_view metric, const Location& where);
  /// The same from a number, a truth or a text; nothing and no finding: the harness left it empty.
  std::optional<bool> grade(JsonValue value, std::string_view metric);

  /// Of several metrics the one asked for; a finding that lists them where none or another was named. Without any: "".
  std::optional<std::string> metric_of(const std::vector<std::string>& metrics, const Location& where) const;

  bool failed() const { return findings.full() || stopped_; }

 private:
  bool stopped_ = false;
};

/// A JSON value as what was found, for a message.
std::string found_words(JsonValue value);

/// Every line of a text parsed alone; false and findings where one is broken. `visit` gets the line's root.
template <class Visit>
bool each_json_line(Reading& reading, Visit&& visit) {
  RecordReader records(
      [rest = reading.text](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min(size, rest.size());
        rest.substr(0, count).copy(buffer, count);
        rest.remove_prefix(count);
        return count;
      },
      max_json_bytes);
  Record record;
  while (records.next(record) && !reading.failed()) {
    Findings inside;
    const JsonDocument document = parse_json(reading.name, record.text, inside);
    reading.line_offset = static_cast<int>(record.line) - 1;
    if (document.tree.nodes.empty()) {
      std::vector<Diagnostic> moved = inside.all();
      for (Diagnostic& one : moved) one.where.line += reading.line_offset;
      reading.findings.append(moved);
      return false;
    }
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object) {
      reading.findings.add("pilot-field", reading.at(root),
                           {{"key", "line"}, {"expected", "@expected.object"}, {"found", found_words(root)}});
      return false;
    }
    visit(root);
  }
  reading.line_offset = 0;
  return !reading.failed();
}

/// The rows of a table with a header (RFC 4180); cells by the header's names.
class Table {
 public:
  /// False and a finding where the header is broken or names a column twice.
  bool open(Reading& reading);
  const std::vector<std::string>& header() const { return header_; }
  bool has(std::string_view column) const;
  /// The next row; false at the end or, with a finding, where one is broken.
  bool next();
  std::size_t line() const { return record_.line; }
  /// The cell of a column; empty where there is no such column.
  std::string_view cell(std::string_view column) const;
  Location place(std::string_view column) const;

 private:
  Reading* reading_ = nullptr;
  std::optional<RecordReader> records_;
  Record record_;
  CsvRow row_;
  std::vector<std::string> header_;
};

}  // namespace pathfinder::evals
