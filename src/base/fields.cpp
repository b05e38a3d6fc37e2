#include "pathfinder/base/fields.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/plausible.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

/// Data that were built in are as the tests found them (data_test reads every file as a user's): a start does not look
/// for their slips again.
bool built_in(JsonValue value) {
  return value.document().owner == nullptr;
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
      key, schema,
      [&](JsonValue value) {
        if (schema == R"({"type":"array"})" && value.kind() != JsonKind::array)
          return wrong(key, "wrong-type",
                       {{"key", std::string(key)}, {"expected", "@expected.list"}, {"found", found_text(value)}});
        refuse_beyond_all(*this, key, value);
        refuse_turned_round(*this, key, value);
      },
      need);
}

std::string found_text(JsonValue value) {
  static constexpr std::array<std::string_view, 6> kinds = {"null", "boolean", "number", "string", "array", "object"};
  bool empty = value.kind() == JsonKind::array;
  if (empty) value.for_each([&](JsonValue) { empty = false; });
  return "@found." + std::string(kinds.at(static_cast<std::size_t>(value.kind()))) + (empty ? ".empty" : "") + "\t" +
         value.as_written();
}

void report_wrong_type(JsonValue value, std::string_view key, std::string_view expected, Findings& findings) {
  findings.add("wrong-type", value.locate(),
               {{"key", std::string(key)}, {"expected", std::string(expected)}, {"found", found_text(value)}});
}

std::uint32_t ObjectReader::find(std::string_view key) {
  if (!built_in(value_)) {
    if (known_.empty()) known_.reserve(32);
    known_.emplace_back(key);
  }
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
    report_wrong_type(value_.at(index), key, rule == nullptr ? std::string(expected) : expected_by(*rule), findings_);
    return 0;
  }
  return index;
}

void ObjectReader::number(std::string_view key, double& out, NumberRule rule) {
  const std::uint32_t index = member(key, JsonKind::number, {}, rule.need, &rule);
  if (index == 0) return;
  const double value = value_.at(index).number();
  if (built_in(value_)) {
    out = value;
    return;
  }
  const NumberRule whole = both(rule, plausible(key));
  if (!accepts(whole, value)) {
    findings_.add("out-of-range", value_.at(index).locate(),
                  {{"key", std::string(key)},
                   {"expected", expected_by(rule, whole, value)},
                   {"found", value_.at(index).as_written()}});
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
    const NumberRule whole = plausible(key);
    if (!accepts(whole, item.number())) {
      findings_.add("out-of-range", item.locate(),
                    {{"key", std::string(item.key())},
                     {"expected", expected_by({}, whole, item.number())},
                     {"found", item.as_written()}});
      return;
    }
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

void ObjectReader::custom(std::string_view key, std::string_view schema, const std::function<void(JsonValue)>& read,
                          Need need) {
  const std::uint32_t index = find(key);
  // What the schema takes as an object alone, the reader does, too.
  if (index != 0 && schema.starts_with(R"({"type":"object")") && value_.at(index).kind() != JsonKind::object)
    return report_wrong_type(value_.at(index), key, "@expected.object", findings_);
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
  if (open_ || built_in(value_)) return;
  std::vector<std::string_view> known(known_.begin(), known_.end());
  if (!known.empty() && known.back() == schema_key) known.pop_back();  // not what anybody meant to write
  value_.for_each([&](JsonValue member) {
    const std::string_view key = member.key();
    if (findings_.full()) return;
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) return;
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
  reader.note(schema_key);
  reader.refuse_unknown_keys();
}

}  // namespace pathfinder
