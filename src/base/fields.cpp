#include "pathfinder/base/fields.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

/// 5 and 0.25, not 5.0.
std::string number_text(double value) {
  std::string text = nlohmann::json(value).dump();
  if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
  return text;
}

/// The bound a message names. Field values that begin with '@' are text ids, their arguments behind tabs.
std::string rule_text(const NumberRule& rule) {
  const bool low = std::isfinite(rule.low);
  const bool high = std::isfinite(rule.high);
  if (low && high) return "@expected.between\t" + number_text(rule.low) + "\t" + number_text(rule.high);
  if (low && rule.above_low) return "@expected.above\t" + number_text(rule.low);
  if (low) return "@expected.at-least\t" + number_text(rule.low);
  return "@expected.number";
}

bool accepts(const NumberRule& rule, double value) {
  return std::isfinite(value) && (rule.above_low ? value > rule.low : value >= rule.low) && value <= rule.high;
}

}  // namespace

void Fields::rows(std::string_view key, std::size_t, const VisitRow& visit, Need need) {
  std::size_t row = 0;
  objects(
      key, [&](Fields& fields) { visit(row++, fields); }, need);
}

void Fields::named_rows(std::string_view key, const std::vector<std::string>&, const VisitNamed& visit, Need need) {
  named_objects(key, visit, need);
}

void Fields::note(std::string_view key, Need need) {
  std::string unread;
  text(key, unread, need);
}

void Fields::note(std::string_view key, NumberRule rule) {
  double unread = 0;
  number(key, unread, rule);
}

void Fields::note_flag(std::string_view key, Need need) {
  bool unread = false;
  flag(key, unread, need);
}

void Fields::note_choice(std::string_view key, const std::vector<std::string_view>& allowed, Need need) {
  std::string unread;
  choice(key, unread, allowed, need);
}

void Fields::note_texts(std::string_view key, Need need) {
  std::vector<std::string> unread;
  texts(key, unread, need);
}

void Fields::note(std::string_view key, std::string_view schema, Need need) {
  custom(
      key, schema, [](JsonValue) {}, need);
}

std::string found_text(JsonValue value) {
  static constexpr std::array<std::string_view, 6> kinds = {"null", "boolean", "number", "string", "array", "object"};
  return "@found." + std::string(kinds.at(static_cast<std::size_t>(value.kind()))) + "\t" + value.as_written();
}

void report_wrong_type(JsonValue value, std::string_view key, std::string_view expected, Findings& findings) {
  findings.add("wrong-type", value.locate(),
               {{"key", std::string(key)}, {"expected", std::string(expected)}, {"found", found_text(value)}});
}

std::uint32_t ObjectReader::find(std::string_view key) {
  if (known_.empty()) known_.reserve(32);
  known_.emplace_back(key);
  // Files mostly keep the description's order: look behind the last key found before searching from the start.
  const std::uint32_t index = value_.find(key, next_);
  if (index != 0) next_ = value_.after(index);
  return index;
}

std::uint32_t ObjectReader::member(std::string_view key, JsonKind kind, std::string_view expected, Need need,
                                   const NumberRule* rule) {
  const std::uint32_t index = find(key);
  if (index == 0) {
    if (need == Need::required) {
      Location where = value_.locate();
      where.width = 1;
      findings_.add("missing-key", std::move(where), {{"key", std::string(key)}});
    }
    return 0;
  }
  if (open_ && need == Need::optional && value_.at(index).kind() == JsonKind::null) return 0;
  if (value_.at(index).kind() != kind) {
    report_wrong_type(value_.at(index), key, rule == nullptr ? std::string(expected) : rule_text(*rule), findings_);
    return 0;
  }
  return index;
}

void ObjectReader::number(std::string_view key, double& out, NumberRule rule) {
  const std::uint32_t index = member(key, JsonKind::number, {}, rule.need, &rule);
  if (index == 0) return;
  const double value = value_.at(index).number();
  if (!accepts(rule, value)) {
    findings_.add("out-of-range", value_.at(index).locate(),
                  {{"key", std::string(key)}, {"expected", rule_text(rule)}, {"found", value_.at(index).as_written()}});
    return;
  }
  out = value;
}

void ObjectReader::flag(std::string_view key, bool& out, Need need) {
  if (const auto index = member(key, JsonKind::boolean, "@expected.flag", need)) out = value_.at(index).boolean();
}

void ObjectReader::text(std::string_view key, std::string& out, Need need) {
  if (const auto index = member(key, JsonKind::string, "@expected.text", need)) out = value_.at(index).string();
}

void ObjectReader::choice(std::string_view key, std::string& out, const std::vector<std::string_view>& allowed,
                          Need need) {
  const auto index = member(key, JsonKind::string, "@expected.text", need);
  if (index == 0) return;
  const std::string_view word = value_.at(index).string();
  if (std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
    findings_.add("unknown-word", value_.at(index).locate(),
                  {{"key", std::string(key)},
                   {"found", std::string(word)},
                   {"near", std::string(near_miss(word, allowed))},
                   {"allowed", join(allowed)}});
    return;
  }
  out = word;
}

void ObjectReader::texts(std::string_view key, std::vector<std::string>& out, Need need) {
  const auto index = member(key, JsonKind::array, "@expected.texts", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    if (item.kind() != JsonKind::string) {
      report_wrong_type(item, key, "@expected.text", findings_);
    } else {
      out.emplace_back(item.string());
    }
  });
}

void ObjectReader::points(std::string_view key, std::vector<std::array<double, 2>>& out, Need need) {
  const auto index = member(key, JsonKind::array, "@expected.points", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    std::array<double, 2> point{};
    bool good = item.kind() == JsonKind::array && item.size() == 2;
    std::size_t position = 0;
    if (good) {
      item.for_each([&](JsonValue coordinate) {
        good = good && coordinate.kind() == JsonKind::number;
        point.at(position++) = coordinate.number();
      });
    }
    if (good) {
      out.push_back(point);
    } else {
      report_wrong_type(item, key, "@expected.points", findings_);
    }
  });
}

void ObjectReader::object(std::string_view key, const Visit& visit, Need need) {
  const auto index = member(key, JsonKind::object, "@expected.object", need);
  if (index == 0) return;
  ObjectReader inner(value_.at(index), findings_, open_);
  visit(inner);
  inner.refuse_unknown_keys();
}

void ObjectReader::objects(std::string_view key, const Visit& visit, Need need) {
  const auto index = member(key, JsonKind::array, "@expected.objects", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    if (item.kind() != JsonKind::object) return report_wrong_type(item, key, "@expected.object", findings_);
    ObjectReader inner(item, findings_, open_);
    visit(inner);
    inner.refuse_unknown_keys();
  });
}

void ObjectReader::named_objects(std::string_view key, const VisitNamed& visit, Need need) {
  const auto index = member(key, JsonKind::object, "@expected.object", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    if (item.kind() != JsonKind::object) return report_wrong_type(item, item.key(), "@expected.object", findings_);
    ObjectReader inner(item, findings_, open_);
    visit(item.key(), inner);
    inner.refuse_unknown_keys();
  });
}

void ObjectReader::named_numbers(std::string_view key, std::map<std::string, double>& out, Need need) {
  const auto index = member(key, JsonKind::object, "@expected.object", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    if (item.kind() != JsonKind::number) return report_wrong_type(item, item.key(), "@expected.number", findings_);
    out[std::string(item.key())] = item.number();
  });
}

void ObjectReader::named_texts(std::string_view key, std::map<std::string, std::string>& out, Need need) {
  const auto index = member(key, JsonKind::object, "@expected.object", need);
  if (index == 0) return;
  value_.at(index).for_each([&](JsonValue item) {
    if (item.kind() != JsonKind::string) return report_wrong_type(item, item.key(), "@expected.text", findings_);
    out[std::string(item.key())] = item.string();
  });
}

void ObjectReader::custom(std::string_view key, std::string_view, const std::function<void(JsonValue)>& read,
                          Need need) {
  const std::uint32_t index = find(key);
  if (index != 0) return read(value_.at(index));
  if (need == Need::required) {
    Location where = value_.locate();
    where.width = 1;
    findings_.add("missing-key", std::move(where), {{"key", std::string(key)}});
  }
}

void ObjectReader::scalar(std::string_view key, std::string_view schema, JsonScalar& value, Need need) {
  custom(
      key, schema,
      [&](JsonValue found) {
        switch (found.kind()) {
          case JsonKind::boolean:
            value = found.boolean();
            break;
          case JsonKind::number:
            value = found.number();
            break;
          case JsonKind::string:
            value = std::string(found.string());
            break;
          case JsonKind::null:
            value = std::monostate();
            break;
          case JsonKind::array:
          case JsonKind::object:
            report_wrong_type(found, key, "@expected.scalar", findings_);
        }
      },
      need);
}

void ObjectReader::wrong(std::string_view key, std::string code, std::initializer_list<Field> fields, int offset,
                         int width) {
  const std::uint32_t index = value_.find(key);
  findings_.add(std::move(code), index == 0 ? value_.locate() : value_.at(index).locate(false, offset, width), fields);
}

void ObjectReader::refuse_unknown_keys() {
  if (open_) return;
  std::vector<std::string_view> known(known_.begin(), known_.end());
  value_.for_each([&](JsonValue member) {
    const std::string_view key = member.key();
    if (findings_.full()) return;
    if (std::find(known.begin(), known.end(), key) != known.end()) return;
    findings_.add("unknown-key", member.locate(true),
                  {{"key", std::string(key)}, {"near", std::string(near_miss(key, known))}, {"allowed", join(known)}});
  });
}

void read_object(const JsonDocument& document, Findings& findings, const Fields::Visit& visit, bool open) {
  if (document.tree.nodes.empty()) return;
  const JsonValue root(document, 0);
  if (root.kind() != JsonKind::object) return report_wrong_type(root, document.name, "@expected.object", findings);
  ObjectReader reader(root, findings, open);
  visit(reader);
  reader.refuse_unknown_keys();
}

namespace {

using nlohmann::ordered_json;

/// Writes the JSON Schema of what a description names.
class SchemaWriter : public Fields {
 public:
  ordered_json properties = ordered_json::object();
  ordered_json required = ordered_json::array();

  void number(std::string_view key, double&, NumberRule rule) override {
    ordered_json schema = {{"type", "number"}};
    if (std::isfinite(rule.low)) schema[rule.above_low ? "exclusiveMinimum" : "minimum"] = rule.low;
    if (std::isfinite(rule.high)) schema["maximum"] = rule.high;
    put(key, schema, rule.need);
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
    put(key, {{"type", "object"}, {"additionalProperties", {{"type", "number"}}}}, need);
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

/// Writes what a description's variables hold.
class ObjectWriter : public Fields {
 public:
  explicit ObjectWriter(JsonWriter& out) : out_(out) {}

  void number(std::string_view key, double& out, NumberRule) override {
    if (std::isfinite(out)) out_.raw(key, json_of(out));
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
  /// Whole numbers in full, 50000, not 5e+04; others as nlohmann writes them, null where there is none.
  static std::string json_of(double number) {
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (std::floor(number) == number && std::abs(number) < exact)
      return std::to_string(static_cast<std::int64_t>(number));
    return nlohmann::json(number).dump();
  }

  JsonWriter& out_;
};

/// Visits every object that would be written.
class Walker : public Fields {
 public:
  void number(std::string_view, double&, NumberRule) override {}
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

}  // namespace

void walk_fields(const Fields::Visit& visit) {
  Walker walker;
  visit(walker);
}

std::string write_json(const Fields::Visit& visit) {
  JsonWriter json;
  json.begin_object();
  ObjectWriter writer(json);
  visit(writer);
  json.end();
  return json.take();
}

std::string json_schema(std::string_view id, std::string_view title, const Fields::Visit& visit) {
  ordered_json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"}, {"$id", std::string(id)}, {"title", std::string(title)}};
  schema.update(SchemaWriter::schema_of(visit));
  return schema.dump(2) + "\n";
}

}  // namespace pathfinder
