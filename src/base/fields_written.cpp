// Descriptions the other way: as a JSON Schema, as the file itself, and walked without either.
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/plausible.hpp"

namespace pathfinder {
namespace {

using nlohmann::ordered_json;

/// Writes the JSON Schema of what a description names.
class SchemaWriter : public Fields {
 public:
  ordered_json properties = ordered_json::object();
  ordered_json required = ordered_json::array();

  void number(std::string_view key, double&, NumberRule rule) override {
    put(key, number_schema(key, rule), rule.need);
  }
  void flag(std::string_view key, bool&, Need need) override { put(key, {{"type", "boolean"}}, need); }
  void text(std::string_view key, std::string&, Need need) override { put(key, {{"type", "string"}}, need); }
  void choice(std::string_view key, std::string&, const std::vector<std::string_view>& allowed, Need need) override {
    put(key, {{"type", "string"}, {"enum", std::vector<std::string>(allowed.begin(), allowed.end())}}, need);
  }
  void texts(std::string_view key, std::vector<std::string>&, Need need) override {
    put(key, {{"type", "array"}, {"items", {{"type", "string"}}}}, need);
  }
  void points(std::string_view key, std::vector<std::array<double, 2>>&, Need need) override {
    put(key,
        {{"type", "array"},
         {"items", {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}}}},
        need);
  }
  void object(std::string_view key, const Visit& visit, Need need) override {
    put(key, schema_of([&](Fields& fields) { visit(fields); }), need);
  }
  void objects(std::string_view key, const Visit& visit, Need need) override {
    put(key, {{"type", "array"}, {"items", schema_of([&](Fields& fields) { visit(fields); })}}, need);
  }
  void named_objects(std::string_view key, const VisitNamed& visit, Need need) override {
    put(key, {{"type", "object"}, {"additionalProperties", schema_of([&](Fields& fields) { visit("", fields); })}},
        need);
  }
  void named_numbers(std::string_view key, std::map<std::string, double>&, Need need) override {
    put(key, {{"type", "object"}, {"additionalProperties", number_schema(key, {})}}, need);
  }
  void named_texts(std::string_view key, std::map<std::string, std::string>&, Need need) override {
    put(key, {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}, need);
  }
  void custom(std::string_view key, std::string_view schema, const std::function<void(JsonValue)>&,
              Need need) override {
    put(key, ordered_json::parse(schema), need);
  }
  void scalar(std::string_view key, std::string_view schema, JsonScalar&, Need need) override {
    put(key, ordered_json::parse(schema), need);
  }
  void wrong(std::string_view, std::string, std::initializer_list<Field>, int, int) override {}
  bool has(std::string_view) const override { return true; }

  static ordered_json number_schema(std::string_view key, const NumberRule& rule) {
    const NumberRule whole = both(rule, plausible(key));
    ordered_json schema = {{"type", "number"}};
    if (whole.low > -largest_number) schema[whole.above_low ? "exclusiveMinimum" : "minimum"] = whole.low;
    if (whole.high < largest_number) schema["maximum"] = whole.high;
    return schema;
  }

  static ordered_json schema_of(const Visit& visit) {
    SchemaWriter inner;
    visit(inner);
    ordered_json schema = {{"type", "object"}, {"properties", inner.properties}, {"additionalProperties", false}};
    if (!inner.required.empty()) schema["required"] = inner.required;
    return schema;
  }

 private:
  void put(std::string_view key, ordered_json schema, Need need) {
    properties[std::string(key)] = std::move(schema);
    if (need == Need::required) required.push_back(std::string(key));
  }
};

/// What leaves the program is what its description says, or nothing does: a number that is infinite or outside its rule
/// is our mistake, and no reader should have to find it. NaN says that there is none.
bool there_to_write(std::string_view key, double value, const NumberRule& rule) {
  if (std::isnan(value) && rule.need == Need::optional) return false;
  if (!accepts(both(rule, plausible(key)), value))
    throw std::logic_error(std::string(key) + " would be written as " + std::to_string(value));
  return true;
}

/// Writes what a description's variables hold.
class ObjectWriter : public Fields {
 public:
  explicit ObjectWriter(JsonWriter& out) : out_(out) {}

  void number(std::string_view key, double& out, NumberRule rule) override {
    if (there_to_write(key, out, rule)) out_.raw(key, json_of(out));
  }
  void flag(std::string_view key, bool& out, Need need) override {
    if (out || need == Need::required) out_.flag(key, out);
  }
  void text(std::string_view key, std::string& out, Need need) override {
    if (!out.empty() || need == Need::required) out_.text(key, out);
  }
  void choice(std::string_view key, std::string& out, const std::vector<std::string_view>&, Need need) override {
    text(key, out, need);
  }
  void texts(std::string_view key, std::vector<std::string>& out, Need need) override {
    if (out.empty() && need == Need::optional) return;
    out_.begin_array(key);
    for (const std::string& text : out) out_.text({}, text);
    out_.end();
  }
  void points(std::string_view key, std::vector<std::array<double, 2>>& out, Need need) override {
    if (out.empty() && need == Need::optional) return;
    out_.begin_array(key);
    for (const auto& point : out) {
      out_.begin_array();
      for (const double coordinate : point) out_.raw({}, json_of(coordinate));
      out_.end();
    }
    out_.end();
  }
  void object(std::string_view key, const Visit& visit, Need need) override {
    out_.begin_object(key);
    visit(*this);
    if (need == Need::required) return out_.end();
    out_.end_or_drop();
  }
  /// What is written comes through rows(); a list that is only read has nothing to write.
  void objects(std::string_view, const Visit&, Need) override {}
  void named_objects(std::string_view, const VisitNamed&, Need) override {}
  void rows(std::string_view key, std::size_t rows, const VisitRow& visit, Need need) override {
    if (rows == 0 && need == Need::optional) return;
    out_.begin_array(key);
    for (std::size_t row = 0; row < rows; ++row) {
      out_.begin_object();
      visit(row, *this);
      out_.end();
    }
    out_.end();
  }
  void named_rows(std::string_view key, const std::vector<std::string>& names, const VisitNamed& visit,
                  Need need) override {
    if (names.empty() && need == Need::optional) return;
    out_.begin_object(key);
    for (const std::string& name : names) {
      out_.begin_object(name);
      visit(name, *this);
      out_.end();
    }
    out_.end();
  }
  void named_numbers(std::string_view key, std::map<std::string, double>& out, Need need) override {
    if (out.empty() && need == Need::optional) return;
    out_.begin_object(key);
    for (const auto& [name, value] : out) out_.raw(name, json_of(value));
    out_.end();
  }
  void named_texts(std::string_view key, std::map<std::string, std::string>& out, Need need) override {
    if (out.empty() && need == Need::optional) return;
    out_.begin_object(key);
    for (const auto& [name, value] : out) out_.text(name, value);
    out_.end();
  }
  void custom(std::string_view, std::string_view, const std::function<void(JsonValue)>&, Need) override {}
  void scalar(std::string_view key, std::string_view, JsonScalar& value, Need need) override {
    if (const bool* flag = std::get_if<bool>(&value)) return out_.flag(key, *flag);
    if (const double* number = std::get_if<double>(&value)) return out_.raw(key, json_of(*number));
    if (const std::string* text = std::get_if<std::string>(&value)) return out_.text(key, *text);
    if (need == Need::required) out_.raw(key, "null");
  }
  bool writes() const override { return true; }
  void wrong(std::string_view, std::string, std::initializer_list<Field>, int, int) override {}
  bool has(std::string_view) const override { return true; }

 private:
  /// Whole numbers in full, 50000, not 5e+04; others as nlohmann writes them, null where there is none. It stands until
  /// the next number.
  std::string_view json_of(double number) {
    constexpr double exact = 9007199254740992.0;  // 2^53
    char* const begin = digits_.data();
    char* const end = begin + digits_.size();
    if (!std::isfinite(number)) return "null";
    if (std::floor(number) == number && std::abs(number) < exact)
      return {begin, std::to_chars(begin, end, static_cast<std::int64_t>(number)).ptr};
    return {begin, nlohmann::detail::to_chars(begin, end, number)};  // what its dump() calls
  }

  std::array<char, 64> digits_;
  JsonWriter& out_;
};

/// Visits every object that would be written.
class Walker : public Fields {
 public:
  void number(std::string_view key, double& out, NumberRule rule) override { there_to_write(key, out, rule); }
  void flag(std::string_view, bool&, Need) override {}
  void text(std::string_view, std::string&, Need) override {}
  void choice(std::string_view, std::string&, const std::vector<std::string_view>&, Need) override {}
  void texts(std::string_view, std::vector<std::string>&, Need) override {}
  void points(std::string_view, std::vector<std::array<double, 2>>&, Need) override {}
  void object(std::string_view, const Visit& visit, Need) override { visit(*this); }
  void objects(std::string_view, const Visit&, Need) override {}
  void named_objects(std::string_view, const VisitNamed&, Need) override {}
  void named_numbers(std::string_view, std::map<std::string, double>&, Need) override {}
  void named_texts(std::string_view, std::map<std::string, std::string>&, Need) override {}
  void custom(std::string_view, std::string_view, const std::function<void(JsonValue)>&, Need) override {}
  void scalar(std::string_view, std::string_view, JsonScalar&, Need) override {}
  void rows(std::string_view, std::size_t rows, const VisitRow& visit, Need) override {
    for (std::size_t row = 0; row < rows; ++row) visit(row, *this);
  }
  void named_rows(std::string_view, const std::vector<std::string>& names, const VisitNamed& visit, Need) override {
    for (const std::string& name : names) visit(name, *this);
  }
  bool writes() const override { return true; }
  void wrong(std::string_view, std::string, std::initializer_list<Field>, int, int) override {}
  bool has(std::string_view) const override { return true; }
};

std::string written(const Fields::Visit& visit, JsonLayout layout) {
  JsonWriter json(layout);
  json.begin_object();
  ObjectWriter writer(json);
  visit(writer);
  json.end();
  return json.take();
}

}  // namespace

void walk_fields(const Fields::Visit& visit) {
  Walker walker;
  visit(walker);
}

std::string write_json(const Fields::Visit& visit) {
  return written(visit, JsonLayout::indented);
}

std::string write_json_line(const Fields::Visit& visit) {
  return written(visit, JsonLayout::one_line);
}

std::string json_schema(std::string_view id, std::string_view title, const Fields::Visit& visit) {
  ordered_json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"}, {"$id", std::string(id)}, {"title", std::string(title)}};
  schema.update(SchemaWriter::schema_of([&](Fields& fields) {
    visit(fields);
    fields.note(schema_key);
  }));
  return schema.dump(2) + "\n";
}

}  // namespace pathfinder
