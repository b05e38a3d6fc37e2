// How a file format is described: once. The same description reads and checks a file (ObjectReader), writes one
// (write_json), writes its JSON Schema (json_schema) and lists its keys for near misses. A description is a function of
// a `Fields&` that names every key of an object with the variable it goes to, or comes from.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/base/json_document.hpp"

namespace pathfinder {

enum class Need { required, optional };

/// Which numbers a key accepts.
struct NumberRule {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;  ///< low itself is refused
  Need need = Need::optional;
};
constexpr NumberRule positive(Need need = Need::optional) {
  return {0, std::numeric_limits<double>::infinity(), true, need};
}
constexpr NumberRule not_negative(Need need = Need::optional) {
  return {0, std::numeric_limits<double>::infinity(), false, need};
}
constexpr NumberRule within(double low, double high, Need need = Need::optional) {
  return {low, high, false, need};
}

/// A value that is a number, a text, true or false, or null.
using JsonScalar = std::variant<std::monostate, bool, double, std::string>;

/// The keys of one object. Reading: optional keys leave their variable as it was. Writing: optional keys whose variable
/// says nothing (an empty text or list, a false flag, a number that is not finite) are left out.
class Fields {
 public:
  using Visit = std::function<void(Fields&)>;
  using VisitNamed = std::function<void(std::string_view, Fields&)>;
  using VisitRow = std::function<void(std::size_t, Fields&)>;

  virtual ~Fields() = default;

  virtual void number(std::string_view key, double& out, NumberRule rule = {}) = 0;
  virtual void flag(std::string_view key, bool& out, Need need = Need::optional) = 0;
  virtual void text(std::string_view key, std::string& out, Need need = Need::optional) = 0;
  virtual void choice(std::string_view key, std::string& out, const std::vector<std::string_view>& allowed,
                      Need need = Need::optional) = 0;
  virtual void texts(std::string_view key, std::vector<std::string>& out, Need need = Need::optional) = 0;
  virtual void points(std::string_view key, std::vector<std::array<double, 2>>& out, Need need = Need::optional) = 0;

  /// A nested object; `visit` is not called where it is absent.
  virtual void object(std::string_view key, const Visit& visit, Need need = Need::optional) = 0;
  /// An array of objects; `visit` is called for each.
  virtual void objects(std::string_view key, const Visit& visit, Need need = Need::optional) = 0;
  /// An object whose keys are free and whose values are objects.
  virtual void named_objects(std::string_view key, const VisitNamed& visit, Need need = Need::optional) = 0;
  /// An object whose keys are free and whose values are numbers or texts.
  virtual void named_numbers(std::string_view key, std::map<std::string, double>& out, Need need = Need::optional) = 0;
  virtual void named_texts(std::string_view key, std::map<std::string, std::string>& out,
                           Need need = Need::optional) = 0;
  /// A value with a form of its own: `schema` is its JSON Schema, `read` gets the value (never while writing a schema).
  virtual void custom(std::string_view key, std::string_view schema, const std::function<void(JsonValue)>& read,
                      Need need = Need::optional) = 0;

  /// A value of several kinds: `schema` is its JSON Schema.
  virtual void scalar(std::string_view key, std::string_view schema, JsonScalar& value, Need need = Need::optional) = 0;
  /// An array of objects that is read and written: `visit` is called with each row's number. `rows` counts what there
  /// is to write.
  virtual void rows(std::string_view key, std::size_t rows, const VisitRow& visit, Need need = Need::optional);
  /// The same with free keys: `names` are those to write.
  virtual void named_rows(std::string_view key, const std::vector<std::string>& names, const VisitNamed& visit,
                          Need need = Need::optional);
  /// An annotation, for whoever reads the file: checked like any other value and kept nowhere. What a description reads
  /// into a variable is used; what it notes is not.
  void note(std::string_view key, Need need = Need::optional);
  void note(std::string_view key, NumberRule rule);
  void note_flag(std::string_view key, Need need = Need::optional);
  void note_choice(std::string_view key, const std::vector<std::string_view>& allowed, Need need = Need::optional);
  void note_texts(std::string_view key, Need need = Need::optional);
  /// The same with a form of its own.
  void note(std::string_view key, std::string_view schema, Need need = Need::optional);
  /// Whether the variables are where values come from.
  virtual bool writes() const { return false; }

  /// Reports something wrong with the value of `key` that only the caller can know, at `offset` characters inside it
  /// when it is a text. Without effect while a schema is written.
  virtual void wrong(std::string_view key, std::string code, std::initializer_list<Field> fields, int offset = 0,
                     int width = 0) = 0;
  /// Whether the key is there; true while a schema is written.
  virtual bool has(std::string_view key) const = 0;
};

/// Reads an object through its description; everything wrong lands in `findings`, with place and near miss.
class ObjectReader : public Fields {
 public:
  /// `open`: keys nobody asked for are passed over and null counts as absent, for files that a later version may have
  /// written.
  ObjectReader(JsonValue value, Findings& findings, bool open = false)
      : value_(value), findings_(findings), open_(open) {}

  void number(std::string_view key, double& out, NumberRule rule) override;
  void flag(std::string_view key, bool& out, Need need) override;
  void text(std::string_view key, std::string& out, Need need) override;
  void choice(std::string_view key, std::string& out, const std::vector<std::string_view>& allowed, Need need) override;
  void texts(std::string_view key, std::vector<std::string>& out, Need need) override;
  void points(std::string_view key, std::vector<std::array<double, 2>>& out, Need need) override;
  void object(std::string_view key, const Visit& visit, Need need) override;
  void objects(std::string_view key, const Visit& visit, Need need) override;
  void named_objects(std::string_view key, const VisitNamed& visit, Need need) override;
  void named_numbers(std::string_view key, std::map<std::string, double>& out, Need need) override;
  void named_texts(std::string_view key, std::map<std::string, std::string>& out, Need need) override;
  void custom(std::string_view key, std::string_view schema, const std::function<void(JsonValue)>& read,
              Need need) override;
  void scalar(std::string_view key, std::string_view schema, JsonScalar& value, Need need) override;
  void wrong(std::string_view key, std::string code, std::initializer_list<Field> fields, int offset,
             int width) override;
  bool has(std::string_view key) const override { return value_.find(key) != 0; }

  /// To be called once, after the description: reports keys nobody asked for.
  void refuse_unknown_keys();

 private:
  /// The member if it is there and of `kind`; otherwise reports and returns 0.
  std::uint32_t member(std::string_view key, JsonKind kind, std::string_view expected, Need need,
                       const NumberRule* rule = nullptr);
  /// The member named `key`, remembered as asked for; 0 when there is none.
  std::uint32_t find(std::string_view key);

  JsonValue value_;
  Findings& findings_;
  bool open_ = false;
  std::vector<std::string> known_;
  std::uint32_t next_ = 0;  ///< child behind the last one found; 0: the first
};

/// What a message says was found: kind and text, as a text id with arguments.
std::string found_text(JsonValue value);

/// Reports a value of the wrong kind: "<key> must be <expected>, found <what was written>".
void report_wrong_type(JsonValue value, std::string_view key, std::string_view expected, Findings& findings);

/// Reads the object at the root of `document` through `visit`; does nothing when the document has no tree. `open` as
/// for ObjectReader.
void read_object(const JsonDocument& document, Findings& findings, const Fields::Visit& visit, bool open = false);

/// Writes the object that `visit` describes, indented, with a line end. Whole numbers are written as such: 50000.
std::string write_json(const Fields::Visit& visit);
/// The same on one line, without a space between values: a row of NDJSON.
std::string write_json_line(const Fields::Visit& visit);

/// Walks what would be written and writes nothing: for what a description gathers on its way.
void walk_fields(const Fields::Visit& visit);

/// The JSON Schema (draft 2020-12 vocabulary that draft 7 readers accept) of the format that `visit` describes.
std::string json_schema(std::string_view id, std::string_view title, const Fields::Visit& visit);

}  // namespace pathfinder
