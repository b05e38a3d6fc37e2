#include "pathfinder/wording/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/currencies.hpp"

namespace pathfinder {
namespace {

constexpr int most_decimals = 9;
constexpr std::string_view en_dash = "–";

/// A decimal number: 0.d1d2d3… × 10^point.
struct Decimal {
  bool negative = false;
  std::string digits;  ///< no zeros at either end; empty: zero
  int point = 0;       ///< digits before the decimal point; 0 or less for numbers below 1

  bool zero() const { return digits.empty(); }
  int exponent() const { return zero() ? 0 : point - 1; }
  bool operator==(const Decimal&) const = default;
};

/// The shortest decimal text that reads back as `value`. \pre value is finite
Decimal decimal(double value) {
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  std::string_view rest(text.data(), static_cast<std::size_t>(end - text.data()));
  Decimal number;
  if (rest.front() == '-') {
    number.negative = true;
    rest.remove_prefix(1);
  }
  const std::size_t e = rest.find('e');
  for (char c : rest.substr(0, e)) {
    if (c != '.') number.digits += c;
  }
  rest.remove_prefix(e + 1);
  if (rest.front() == '+') rest.remove_prefix(1);
  std::from_chars(rest.data(), rest.data() + rest.size(), number.point);
  ++number.point;
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return number.zero() ? Decimal{} : number;
}

/// Rounded to `count` significant digits, half away from zero; with 0, to the power of ten above it or to zero.
Decimal rounded(Decimal number, int count) {
  if (number.zero() || count >= static_cast<int>(number.digits.size())) return number;
  if (count < 0) return {};
  const bool up = number.digits[static_cast<std::size_t>(count)] >= '5';
  number.digits.resize(static_cast<std::size_t>(count));
  if (up) {
    while (!number.digits.empty() && number.digits.back() == '9') number.digits.pop_back();
    if (number.digits.empty()) {
      number.digits = "1";
      ++number.point;
    } else {
      ++number.digits.back();
    }
  }
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return number.zero() ? Decimal{} : number;
}

/// Rounded to `decimals` digits behind the point.
Decimal rounded_at(const Decimal& number, int decimals) {
  return rounded(number, number.point + decimals);
}

Decimal significant(double value, int digits) {
  const Decimal number = decimal(value);
  return rounded(number, std::min(digits, number.point + most_decimals));
}

/// The digits with a point and thousands commas, in units of 10^scale; at least `width` significant digits.
std::string placed(const Decimal& number, int scale, int width = 0) {
  std::string digits = number.digits;
  const int point = number.zero() ? 0 : number.point - scale;
  if (!number.zero() && static_cast<int>(digits.size()) < width) digits.resize(static_cast<std::size_t>(width), '0');
  std::string whole;
  std::string fraction;
  if (point <= 0) {
    fraction = number.zero() ? "" : std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else {
    const auto length = static_cast<std::size_t>(point);
    whole = digits.substr(0, length);
    whole.resize(length, '0');
    if (digits.size() > length) fraction = digits.substr(length);
  }
  if (whole.empty()) whole = "0";
  for (std::size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ",");
  return fraction.empty() ? whole : whole + "." + fraction;
}

/// What stands around a number.
struct Affix {
  std::string before;
  UnitName after;       ///< with its space
  bool word = false;    ///< the scale keeps a space from the number: "100 M tokens"
  int scaled_from = 3;  ///< numbers below 10^this are written out; the style may ask for less
};

const NumberScale unscaled{0, ""};

const NumberScale& scale_of(const Decimal& number, const NumberStyle& style, const Affix& affix) {
  const NumberScale* found = &unscaled;
  if (number.exponent() < std::min(affix.scaled_from, style.scaled_from)) return *found;
  for (const NumberScale& scale : style.scales) {
    if (scale.exponent <= number.exponent()) found = &scale;
  }
  return *found;
}

std::string bare(const Decimal& number, const NumberScale& scale, const NumberStyle& style, int width) {
  return placed(number, scale.exponent, style.keep_zeros ? width : 0);
}

/// The scale's symbol behind a number, where it has one.
std::string symbol(const NumberScale& scale, const NumberStyle& style, const Affix& affix) {
  if (scale.symbol.empty()) return {};
  return std::string(affix.word ? style.word_space : "") + std::string(scale.symbol);
}

std::string sign(const Decimal& number) {
  return number.negative ? "-" : "";
}

std::string one_number(const Decimal& number, const NumberStyle& style, const Affix& affix, int width) {
  const NumberScale& scale = scale_of(number, style, affix);
  const std::string text = bare(number, scale, style, width);
  const bool single = text == "1" && scale.symbol.empty();
  return sign(number) + affix.before + text + symbol(scale, style, affix) +
         (single ? affix.after.one : affix.after.many);
}

std::string range(const Decimal& low, const Decimal& high, const NumberStyle& style, const Affix& affix, int width) {
  if (low == high) return one_number(high, style, affix, width);
  const NumberScale* low_scale = &scale_of(low, style, affix);
  const NumberScale* high_scale = &scale_of(high, style, affix);
  if (low.negative || high.negative) {
    return one_number(low, style, affix, width) + "…" + one_number(high, style, affix, width);
  }
  const int written_out_below = style.scale_on_both_ends ? 5 : 6;  // 41万, but 24,000
  if (low.zero() || low.exponent() >= high_scale->exponent) {
    low_scale = high_scale;
  } else if (low_scale->symbol.empty() && high.exponent() < written_out_below) {
    high_scale = low_scale;
  }
  if (low_scale != high_scale) {
    return one_number(low, style, affix, width) + std::string(en_dash) + one_number(high, style, affix, width);
  }
  const std::string scaled = symbol(*high_scale, style, affix);
  return affix.before + bare(low, *low_scale, style, width) +
         (style.scale_on_both_ends && !low.zero() ? scaled : std::string()) + std::string(en_dash) +
         bare(high, *high_scale, style, width) + scaled + affix.after.many;
}

std::string range(double low, double high, const NumberStyle& style, const Affix& affix) {
  if (!std::isfinite(low) || !std::isfinite(high)) return std::string(style.absent);
  const int digits = low == high ? style.digits : style.range_digits;
  return range(significant(low, digits), significant(high, digits), style, affix, digits);
}

/// The unit behind a number, with the space the language wants.
UnitName behind(const UnitName& unit, const NumberStyle& style) {
  if (unit.many.empty()) return {};
  const std::string space(style.word_space);
  return {space + (unit.one.empty() ? unit.many : unit.one), space + unit.many};
}

/// One unit of a family, in units of its smallest: {1024, "GiB"}.
struct Rung {
  double size;
  std::string_view symbol;
};

const Rung& rung_of(double value, std::span<const Rung> rungs) {
  const Rung* found = &rungs.front();
  for (const Rung& rung : rungs) {
    if (std::abs(value) >= rung.size * 0.9995) found = &rung;  // 999.6 kWh would print as 1,000
  }
  return *found;
}

/// A range in the unit that fits its upper end, or in two units where the ends are more than ten times that apart.
std::string on_ladder(double low, double high, std::span<const Rung> rungs, const NumberStyle& style) {
  if (!std::isfinite(low) || !std::isfinite(high)) return std::string(style.absent);
  const auto affix = [](const Rung& rung) {
    // SI symbols keep their space in every language; a word does not.
    const bool word = (static_cast<unsigned char>(rung.symbol.front()) & 0x80U) != 0;
    const std::string unit = (word ? "" : " ") + std::string(rung.symbol);
    return Affix{"", {unit, unit}, false, 4};
  };
  const Rung& unit = rung_of(high, rungs);
  const Rung& low_unit = rung_of(low, rungs);
  if (low_unit.size != unit.size && low != 0 && std::abs(low) < unit.size / 10) {
    return range(low / low_unit.size, low / low_unit.size, style, affix(low_unit)) + std::string(en_dash) +
           range(high / unit.size, high / unit.size, style, affix(unit));
  }
  return range(low / unit.size, high / unit.size, style, affix(unit));
}

/// Times are planned in whole units: one decimal below 3, none from there on.
Decimal planned(double value, const NumberStyle& style) {
  const Decimal number = decimal(value);
  constexpr double whole_from = 3;
  const int digits = std::max(1, number.point + (std::abs(value) < whole_from ? 1 : 0));
  return rounded(number, std::min(digits, style.digits));
}

std::string duration(double low, double high, const UnitName& unit, const NumberStyle& style) {
  if (!std::isfinite(low) || !std::isfinite(high)) return std::string(style.absent);
  NumberStyle trimmed = style;
  trimmed.keep_zeros = false;
  return range(planned(low, style), planned(high, style), trimmed, {"", behind(unit, style), true, 6}, 0);
}

Affix money_affix(const NumberStyle& style) {
  for (const CurrencyWords& one : currency_words) {
    if (one.code != style.currency) continue;
    if (!style.currency_behind) return {std::string(one.before), {}, false, 3};
    return {"", {std::string(one.behind), std::string(one.behind)}, false, 3};
  }
  if (!style.currency_behind) return {style.currency + " ", {}, false, 3};
  return {"", {" " + style.currency, " " + style.currency}, false, 3};
}

UnitName unit_name(const Texts& texts, std::string_view id) {
  const std::string forms = texts(id);
  const std::size_t bar = forms.find('|');
  if (bar == std::string::npos) return {forms, forms};
  return {forms.substr(0, bar), forms.substr(bar + 1)};
}

}  // namespace

double rounded_outwards(double value, bool upwards) {
  if (value == 0 || !std::isfinite(value)) return value;
  double unit = 1;  // three digits of the value
  while (std::abs(value) / unit >= 1000) unit *= 10;
  while (std::abs(value) / unit < 100) unit /= 10;
  const double steps = value / unit;
  return (upwards ? std::ceil(steps - 1e-9) : std::floor(steps + 1e-9)) * unit;
}

NumberStyle number_style(std::string_view language) {
  NumberStyle style;
  if (language == "zh") {
    style.scales = {{4, "万"}, {8, "亿"}, {12, "万亿"}};
    style.scaled_from = 4;
    style.in_ten_thousands = true;
    style.scale_on_both_ends = true;
    style.word_space = "";
    style.percent = "%";
    style.times = "倍";
    style.currency_behind = true;
    style.millisecond = "毫秒";
    style.second = "秒";
  } else {
    style.scales = {{3, "k"}, {6, "M"}, {9, "B"}, {12, "T"}};
  }
  return style;
}

NumberStyle number_style(const Texts& texts) {
  NumberStyle style = number_style(texts.language());
  style.token = unit_name(texts, "unit.token");
  style.gpu_hour = unit_name(texts, "unit.gpu_hour");
  style.minute = unit_name(texts, "unit.minute");
  style.hour = unit_name(texts, "unit.hour");
  style.day = unit_name(texts, "unit.day");
  style.week = unit_name(texts, "unit.week");
  return style;
}

std::string to_text(double low, double high, const NumberStyle& style) {
  return range(low, high, style, {"", {}, false, 6});
}

std::string to_text(double value, const NumberStyle& style) {
  return to_text(value, value, style);
}

std::string exact_text(double value) {
  if (!std::isfinite(value)) return "–";
  const Decimal number = rounded_at(decimal(value), most_decimals);
  return sign(number) + placed(number, 0);
}

std::string counted(double low, double high, const UnitName& unit, const NumberStyle& style) {
  return range(low, high, style, {"", behind(unit, style), true, 6});
}

std::string percent(double share, const NumberStyle& style, int decimals) {
  if (!std::isfinite(share)) return std::string(style.absent);
  Decimal number = decimal(share);
  if (!number.zero()) number.point += 2;
  Decimal shown = rounded_at(number, decimals);
  // Never 0 or 100 for what is neither.
  const Decimal hundred{false, "1", 3};
  std::string bound;
  if (shown.zero() && share > 0) {
    bound = "<";
    shown = {false, "1", 1 - decimals};
  } else if (shown == hundred && share < 1) {
    bound = ">";
    shown = {false, std::string(static_cast<std::size_t>(2 + decimals), '9'), 2};
  }
  return bound + sign(shown) + placed(shown, 0) + std::string(style.percent);
}

std::string percent(double low, double high, const NumberStyle& style, int decimals) {
  if (!std::isfinite(low) || !std::isfinite(high)) return std::string(style.absent);
  std::array<Decimal, 2> ends = {decimal(low), decimal(high)};
  for (Decimal& end : ends) {
    if (!end.zero()) end.point += 2;
    end = rounded_at(end, decimals);
  }
  if (low == high || ends[0] == ends[1]) return percent(high, style, decimals);
  const bool negative = ends[0].negative || ends[1].negative;
  return sign(ends[0]) + placed(ends[0], 0) + (negative ? "…" : std::string(en_dash)) + sign(ends[1]) +
         placed(ends[1], 0) + std::string(style.percent);
}

std::string times(double low, double high, const NumberStyle& style) {
  const std::string sign_text(style.times);
  return range(low, high, style, {"", {sign_text, sign_text}, false, 6});
}

std::string to_text(Dollars low, Dollars high, const NumberStyle& style) {
  constexpr double smallest = 0.01;  // a cent, a fen: nobody pays less
  const double from = low.value * style.units_per_usd;
  const double to = high.value * style.units_per_usd;
  if (to > 0 && to < smallest) return "<" + range(smallest, smallest, style, money_affix(style));
  return range(from > 0 && from < smallest ? 0 : from, to, style, money_affix(style));
}

std::string to_text(GpuHours low, GpuHours high, const NumberStyle& style) {
  return range(low.value, high.value, style, {"", behind(style.gpu_hour, style), true, 3});
}

std::string to_text(Hours low, Hours high, const NumberStyle& style) {
  constexpr double minutes_per_hour = 60;
  if (high.value > 0 && high.value < 1)
    return duration(low.value * minutes_per_hour, high.value * minutes_per_hour, style.minute, style);
  if (high.value < 2 * hours_per_day) return duration(low.value, high.value, style.hour, style);
  const double low_days = low.value / hours_per_day;
  const double high_days = high.value / hours_per_day;
  if (high_days < 2 * days_per_week) return duration(low_days, high_days, style.day, style);
  return duration(low_days / days_per_week, high_days / days_per_week, style.week, style);
}

std::string to_text(Weeks low, Weeks high, const NumberStyle& style) {
  if (high.value < 1 && high.value > 0) {
    return duration(low.value * days_per_week, high.value * days_per_week, style.day, style);
  }
  return duration(low.value, high.value, style.week, style);
}

std::string to_text(Bytes low, Bytes high, const NumberStyle& style) {
  static constexpr std::array<Rung, 4> rungs = {
      {{1.0, "MiB"}, {1024.0, "GiB"}, {1048576.0, "TiB"}, {1073741824.0, "PiB"}}};
  constexpr double bytes_per_mib = 1048576.0;
  return on_ladder(low.value / bytes_per_mib, high.value / bytes_per_mib, rungs, style);
}

std::string to_text(KilowattHours low, KilowattHours high, const NumberStyle& style) {
  static constexpr std::array<Rung, 4> rungs = {{{1.0, "Wh"}, {1e3, "kWh"}, {1e6, "MWh"}, {1e9, "GWh"}}};
  return on_ladder(low.value * 1e3, high.value * 1e3, rungs, style);
}

std::string to_text(Kilograms low, Kilograms high, const NumberStyle& style) {
  static constexpr std::array<Rung, 4> rungs = {{{1.0, "g"}, {1e3, "kg"}, {1e6, "t"}, {1e9, "kt"}}};
  return on_ladder(low.value * 1e3, high.value * 1e3, rungs, style);
}

std::string to_text(Milliseconds low, Milliseconds high, const NumberStyle& style) {
  const std::array<Rung, 2> rungs = {{{1.0, style.millisecond}, {1e3, style.second}}};
  return on_ladder(low.value, high.value, rungs, style);
}

std::string tokens_text(double low, double high, const NumberStyle& style) {
  return counted(low, high, style.token, style);
}

}  // namespace pathfinder
