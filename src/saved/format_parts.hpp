// Small things that the file of a decision is made of: words of an enum, counts, lists, sentences in two languages.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder::saved {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A number that must be there, whatever it is.
inline constexpr NumberRule wanted = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                                      false, Need::required};

template <class Row>
const Row* row_of(const std::vector<Row>& rows, std::string_view id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

/// An enum by its words, in their order.
template <class Enum>
void word(Fields& fields, std::string_view key, Enum& value, const std::vector<std::string_view>& words,
          Need need = Need::required) {
  std::string text(words.at(static_cast<std::size_t>(value)));
  fields.choice(key, text, words, need);
  const auto at = std::find(words.begin(), words.end(), text);
  if (at != words.end()) value = static_cast<Enum>(at - words.begin());
}

/// A number that counts something and is left out where there is nothing to count.
inline void count(Fields& fields, std::string_view key, double& value) {
  double shown = value > 0 ? value : nan;
  fields.number(key, shown, not_negative());
  if (!std::isnan(shown)) value = shown;
}

inline double& value_of(double& number) {
  return number;
}
template <class Unit>
double& value_of(Quantity<Unit>& quantity) {
  return quantity.value;
}

template <class Unit>
void amount(Fields& fields, std::string_view key, Quantity<Unit>& quantity, Need need = Need::required) {
  NumberRule rule = wanted;
  rule.need = need;
  fields.number(key, quantity.value, rule);
}

/// A number that may be absent.
template <class Q>
void optional_amount(Fields& fields, std::string_view key, std::optional<Q>& held) {
  Q quantity{};
  double& value = value_of(quantity);
  value = nan;
  if (held) quantity = *held;
  fields.number(key, value);
  if (!std::isnan(value)) held = quantity;
}

/// A list of objects, read into and written from `list`.
template <class Row, class Describe>
void each(Fields& fields, std::string_view key, std::vector<Row>& list, Describe&& describe_row,
          Need need = Need::optional) {
  fields.rows(
      key, list.size(),
      [&](std::size_t row, Fields& inner) {
        if (row >= list.size()) list.emplace_back();
        describe_row(inner, list[row]);
      },
      need);
}

/// The members of an object with free keys: a map's, in its order.
template <class Value, class Describe>
void each_named(Fields& fields, std::string_view key, std::map<std::string, Value>& map, Describe&& describe_value,
                Need need = Need::optional) {
  std::vector<std::string> names;
  for (const auto& entry : map) names.push_back(entry.first);
  fields.named_rows(
      key, names, [&](std::string_view name, Fields& inner) { describe_value(inner, map[std::string(name)]); }, need);
}

inline void two_languages(Fields& fields, Translated& text) {
  fields.text("en", text.en, Need::required);
  fields.text("zh", text.zh, Need::required);
}

inline void two_languages(Fields& fields, std::string_view key, Translated& text, Need need = Need::optional) {
  if (fields.writes() && need == Need::optional && text.en.empty() && text.zh.empty()) return;
  fields.object(
      key, [&](Fields& inner) { two_languages(inner, text); }, need);
}

}  // namespace pathfinder::saved
