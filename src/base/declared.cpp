#include "pathfinder/base/declared.hpp"

#include <cmath>
#include <stdexcept>

#include "pathfinder/base/dates.hpp"
#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

thread_local RowReferences* collected = nullptr;

void refer(std::string_view kind, JsonValue name) {
  if (collected != nullptr && !kind.empty()) collected->push_back({kind, &name.document(), name.index()});
}

/// Names of rows in a schema: our own word, which validators pass over and editors may use.
std::string name_schema(std::string_view kind) {
  if (kind.empty()) return R"({"type":"string"})";
  return R"({"type":"string","minLength":1,"x-names":)" + json_string(kind) + "}";
}

/// Whether the value is of this kind; reports it where it is not.
bool is(JsonKind kind, JsonValue value, Fields& fields, std::string_view key, std::string_view expected) {
  if (value.kind() == kind) return true;
  fields.wrong(key, "wrong-type",
               {{"key", std::string(key)}, {"expected", std::string(expected)}, {"found", found_text(value)}});
  return false;
}

void day(Fields& fields, std::string_view key, std::string& out, Need need, bool ahead) {
  static constexpr std::string_view schema = R"({"type":"string","minLength":4,"maxLength":10})";
  if (fields.writes()) return fields.text(key, out, need);
  fields.custom(
      key, schema,
      [&](JsonValue value) {
        if (!is(JsonKind::string, value, fields, key, "@expected.date")) return;
        const std::string written(value.string());
        if (!is_date(written)) return fields.wrong(key, "not-a-date", {{"key", std::string(key)}, {"found", written}});
        if (!ahead && lies_ahead(written))
          return fields.wrong(key, "date-ahead", {{"key", std::string(key)}, {"found", written}});
        out = written;
      },
      need);
}

}  // namespace

CollectReferences::CollectReferences(RowReferences& into) : before_(collected) {
  collected = &into;
}

CollectReferences::~CollectReferences() {
  collected = before_;
}

void reference(Fields& fields, std::string_view key, std::string_view kind, std::string& out, Need need) {
  if (fields.writes()) return fields.text(key, out, need);
  fields.custom(
      key, name_schema(kind),
      [&](JsonValue value) {
        if (!is(JsonKind::string, value, fields, key, "@expected.text")) return;
        out = value.string();
        refer(kind, value);
      },
      need);
}

void note_reference(Fields& fields, std::string_view key, std::string_view kind, Need need) {
  std::string unread;
  reference(fields, key, kind, unread, need);
}

void references(Fields& fields, std::string_view key, std::string_view kind, std::vector<std::string>& out, Need need) {
  if (fields.writes()) return fields.texts(key, out, need);
  fields.custom(
      key, R"({"type":"array","items":)" + name_schema(kind) + "}",
      [&](JsonValue list) {
        if (!is(JsonKind::array, list, fields, key, "@expected.texts")) return;
        list.for_each([&](JsonValue item) {
          if (!is(JsonKind::string, item, fields, key, "@expected.text")) return;
          out.emplace_back(item.string());
          refer(kind, item);
        });
      },
      need);
}

void named_references(Fields& fields, std::string_view key, std::string_view kind,
                      std::map<std::string, std::string>& out, Need need) {
  if (fields.writes()) return fields.named_texts(key, out, need);
  fields.custom(
      key, R"({"type":"object","additionalProperties":)" + name_schema(kind) + "}",
      [&](JsonValue object) {
        if (!is(JsonKind::object, object, fields, key, "@expected.object")) return;
        object.for_each([&](JsonValue item) {
          if (!is(JsonKind::string, item, fields, key, "@expected.text")) return;
          out[std::string(item.key())] = item.string();
          refer(kind, item);
        });
      },
      need);
}

void named_lists(Fields& fields, std::string_view key, std::string_view kind,
                 std::map<std::string, std::vector<std::string>>& out, Need need) {
  fields.custom(
      key, R"({"type":"object","additionalProperties":{"type":"array","items":)" + name_schema(kind) + "}}",
      [&](JsonValue object) {
        if (!is(JsonKind::object, object, fields, key, "@expected.object")) return;
        object.for_each([&](JsonValue list) {
          if (!is(JsonKind::array, list, fields, key, "@expected.texts")) return;
          std::vector<std::string>& texts = out[std::string(list.key())];
          list.for_each([&](JsonValue item) {
            if (!is(JsonKind::string, item, fields, key, "@expected.text")) return;
            texts.emplace_back(item.string());
            refer(kind, item);
          });
        });
      },
      need);
}

void date(Fields& fields, std::string_view key, std::string& out, Need need) {
  day(fields, key, out, need, false);
}

void note_date(Fields& fields, std::string_view key, Need need) {
  std::string unread;
  date(fields, key, unread, need);
}

void deadline(Fields& fields, std::string_view key, std::string& out, Need need) {
  day(fields, key, out, need, true);
}

void rising(Fields& fields, std::initializer_list<std::pair<std::string_view, double>> numbers) {
  std::string_view below;
  double least = -INFINITY;
  for (const auto& [key, value] : numbers) {
    if (std::isnan(value) || !fields.has(key)) continue;
    if (value < least && fields.writes())
      throw std::logic_error(std::string(key) + " would be written as " + json_number(value) + ", below " +
                             std::string(below));
    if (value < least) {
      return fields.wrong(key, "not-rising",
                          {{"key", std::string(key)},
                           {"found", json_number(value)},
                           {"other", std::string(below)},
                           {"least", json_number(least)}});
    }
    below = key;
    least = value;
  }
}

}  // namespace pathfinder
