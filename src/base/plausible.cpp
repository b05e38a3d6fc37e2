#include "pathfinder/base/plausible.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

/// What a number in this unit can be. The bounds lie orders of magnitude beyond anything built or sold: they refuse a
/// slip of the key or of the unit, never an unusual plan.
struct UnitRange {
  std::string_view unit;
  double low;
  double high;
};

constexpr std::array<UnitRange, 22> units = {{
    {"share", 0, 1},       {"ratio", 0, 1e6},     {"gib", 0, 1e7},  {"gb_per_s", 0, 1e6}, {"tflop_per_s", 0, 1e6},
    {"top_per_s", 0, 1e6}, {"w", 0, 1e5},         {"kwh", 0, 1e12}, {"kg", 0, 1e12},      {"ms", 0, 1e9},
    {"s", 0, 1e9},         {"hours", 0, 1e10},    {"days", 0, 1e5}, {"weeks", 0, 1e4},    {"months", 0, 1200},
    {"year", 1900, 2100},  {"tokens", 0, 1e16},   {"b", 0, 1e6},    {"bytes", 0, 1e12},   {"usd", 0, 1e15},
    {"ln", -20, 20},       {"exponent", -20, 20},
}};

/// The same for prices: the most dollars for one of it.
struct PriceRange {
  std::string_view of;
  double most_usd;
};

constexpr double most_usd_otherwise = 1e9;
constexpr std::array<PriceRange, 18> price_ranges = {{
    {"gpu_hour", 1e3},
    {"mtok_in", 1e5},
    {"mtok_out", 1e5},
    {"mtok_cached_in", 1e5},
    {"mtok_train", 1e5},
    {"kwh", 10},
    {"kw_month", 1e5},
    {"user_month", 1e5},
    {"gb_month", 1e4},
    {"hour", 1e5},
    {"day", 1e6},
    {"week", 1e6},
    {"gpu", 1e7},
    {"server", 1e8},
    {"example", 1e5},
    {"1000_characters", 1e5},
    {"image", 1e5},
    {"minute", 1e5},
}};

/// "memory_gib_low" is in GiB, too.
std::string_view without_place(std::string_view key) {
  for (const std::string_view place : {"_low", "_central", "_high"}) {
    if (key.ends_with(place)) return key.substr(0, key.size() - place.size());
  }
  return key;
}

/// 1000000, not 1e+06: what was typed is compared with it.
std::string plain(double value) {
  constexpr double exact = 1e15;
  if (std::floor(value) == value && std::abs(value) < exact) return std::to_string(static_cast<long long>(value));
  return json_number(value);
}

/// Units of a currency for a dollar, rounded up: only to keep the bound of a price as wide in all of them.
double at_most_per_dollar(std::string_view currency) {
  if (currency == "usd" || currency == "eur" || currency == "gbp" || currency == "chf") return 1;
  constexpr double yuan = 10;
  constexpr double smallest = 2000;  // won, dong by the ten
  return currency == "cny" ? yuan : smallest;
}

/// The first number in a value that no quantity can be, as it is written; empty: there is none.
std::string beyond_all(JsonValue value) {
  if (value.kind() == JsonKind::number)
    return std::abs(value.number()) <= largest_number ? std::string() : value.as_written();
  std::string found;
  if (value.kind() == JsonKind::array || value.kind() == JsonKind::object)
    value.for_each([&](JsonValue inner) {
      if (found.empty()) found = beyond_all(inner);
    });
  return found;
}

/// The low end, with the high one, of the first range in a value that is written from high to low.
std::optional<std::pair<JsonValue, JsonValue>> turned_round(JsonValue value) {
  std::optional<std::pair<JsonValue, JsonValue>> found;
  if (value.kind() != JsonKind::array && value.kind() != JsonKind::object) return found;
  value.for_each([&](JsonValue inner) {
    if (found) return;
    found = turned_round(inner);
    if (found || value.kind() != JsonKind::object || inner.kind() != JsonKind::number) return;
    std::string key(inner.key());
    if (key != "low" && !key.ends_with("_low")) return;
    const std::uint32_t high = value.find(key.replace(key.size() - 3, 3, "high"));
    if (high != 0 && value.at(high).kind() == JsonKind::number && value.at(high).number() < inner.number())
      found.emplace(inner, value.at(high));
  });
  return found;
}

}  // namespace

NumberRule plausible_in(std::string_view unit) {
  for (const UnitRange& range : units) {
    if (range.unit == unit) return within(range.low, range.high);
  }
  return within(-largest_number, largest_number);
}

NumberRule plausible(std::string_view written) {
  const std::string_view key = without_place(written);
  if (key.find('_') == std::string_view::npos) return within(-largest_number, largest_number);  // no unit
  constexpr std::string_view per = "_per_";
  constexpr std::size_t code = 3;
  const std::size_t at = key.find(per);
  if (at != std::string_view::npos && at >= code && (at == code || key[at - code - 1] == '_')) {
    const std::string_view currency = key.substr(at - code, code);
    const std::string_view of = key.substr(at + per.size());
    const auto* const known =
        std::find_if(price_ranges.begin(), price_ranges.end(), [&](const auto& row) { return row.of == of; });
    if (known != price_ranges.end() || at == code)
      return within(
          0, (known == price_ranges.end() ? most_usd_otherwise : known->most_usd) * at_most_per_dollar(currency));
  }
  for (const UnitRange& range : units) {
    const std::size_t size = range.unit.size();
    if (!key.ends_with(range.unit) || key.size() <= size || key[key.size() - size - 1] != '_') continue;
    // "usd_per_seat_year" counts years no more than "usd_per_kwh" is an amount of energy.
    if (at != std::string_view::npos && range.unit.find(per) == std::string_view::npos) continue;
    return within(range.low, range.high);
  }
  return within(-largest_number, largest_number);
}

NumberRule both(NumberRule rule, const NumberRule& other) {
  if (other.low > rule.low || (other.low == rule.low && other.above_low)) {
    rule.low = other.low;
    rule.above_low = other.above_low;
  }
  rule.high = std::min(rule.high, other.high);
  return rule;
}

bool accepts(const NumberRule& rule, double value) {
  return std::isfinite(value) && (rule.above_low ? value > rule.low : value >= rule.low) && value <= rule.high;
}

// Field values that begin with '@' are text ids, their arguments behind tabs.
std::string expected_by(const NumberRule& rule) {
  const bool low = std::isfinite(rule.low);
  const bool high = std::isfinite(rule.high);
  if (low && high) return "@expected.between\t" + plain(rule.low) + "\t" + plain(rule.high);
  if (low && rule.above_low) return "@expected.above\t" + plain(rule.low);
  if (low) return "@expected.at-least\t" + plain(rule.low);
  return "@expected.number";
}

std::string expected_by(const NumberRule& rule, const NumberRule& whole, double refused) {
  const bool by_unit = accepts(rule, refused) || (refused > whole.high && !std::isfinite(rule.high));
  if (by_unit && refused > whole.high) return "@expected.at-most\t" + plain(whole.high);
  if (by_unit && refused < whole.low) return "@expected.at-least\t" + plain(whole.low);
  return expected_by(rule);
}

void refuse_beyond_all(Fields& fields, std::string_view key, JsonValue value) {
  const std::string found = beyond_all(value);
  if (found.empty()) return;
  const std::string expected = expected_by(within(-largest_number, largest_number));
  fields.wrong(key, "out-of-range", {{"key", std::string(key)}, {"expected", expected}, {"found", found}});
}

void refuse_turned_round(Fields& fields, std::string_view key, JsonValue value) {
  const auto found = turned_round(value);
  if (!found) return;
  const auto& [low, high] = *found;
  fields.wrong(key, "not-rising",
               {{"key", std::string(high.key())},
                {"found", high.as_written()},
                {"other", std::string(low.key())},
                {"least", low.as_written()}});
}

}  // namespace pathfinder
