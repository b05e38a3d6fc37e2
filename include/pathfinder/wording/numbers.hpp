// Numbers as a person reads them: three significant digits, k M B T or 万 亿, one unit for both ends of a range.
// Rounding, units and currency happen here, once; JSON keeps full precision. Rounding is decimal, half away from zero
// (四舍五入), on the shortest decimal text of the double: no locale, no exponent notation, never "-0", the same bytes
// everywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder {

/// The word of a unit: "1 week", "3–6 weeks". Chinese has one form.
struct UnitName {
  std::string one;
  std::string many;
};

/// A power of ten with its symbol: {6, "M"}, {8, "亿"}.
struct NumberScale {
  int exponent;
  std::string_view symbol;
};

/// How one language writes numbers, and in which currency.
struct NumberStyle {
  std::vector<NumberScale> scales;    ///< rising
  int scaled_from = 6;                ///< bare numbers and counts below 10^this are written out: "50,000", "5万"
  bool in_ten_thousands = false;      ///< sums of money are written in units of 10^4
  bool scale_on_both_ends = false;    ///< "12.8万–32.7万元" instead of "$12.8–32.7k"
  std::string_view word_space = " ";  ///< between a number and a word: "100 M tokens", "1亿词元"
  std::string_view percent = " %";
  std::string_view times = " ×";
  bool currency_behind = false;  ///< "5万元" instead of "¥50k"

  int digits = 3;                 ///< significant digits of a number
  int range_digits = 3;           ///< and of both ends of a range
  bool keep_zeros = false;        ///< "1.00k" instead of "1k"
  std::string_view absent = "–";  ///< in place of a NaN

  std::string currency = "USD";  ///< ISO 4217; amounts of Dollars are shown in it
  double units_per_usd = 1;

  UnitName token, gpu_hour, minute, hour, day, week;  ///< empty: the bare number
  std::string_view millisecond = "ms";
  std::string_view second = "s";
};

/// Scales and symbols of a language, those of English where it has none of its own; no words.
NumberStyle number_style(std::string_view language);

/// The same with words: texts unit.token, unit.gpu_hour, unit.minute, unit.hour, unit.day, unit.week, as "week|weeks"
/// or in one form.
NumberStyle number_style(const Texts& texts);

/// Three digits of a threshold, rounded to the side on which it holds: up where `upwards`.
double rounded_outwards(double value, bool upwards);

/// A bare number: "0.0123", "51,200", "1.23M"; in Chinese "5.12万".
std::string to_text(double low, double high, const NumberStyle& style);
std::string to_text(double value, const NumberStyle& style);

/// Every digit the number has, up to nine behind the point: "51,234", "0.125". For what the user gave.
std::string exact_text(double value);

/// A number of things: "50,000 documents", "1.2–1.9 M tokens", "5万份".
std::string counted(double low, double high, const UnitName& unit, const NumberStyle& style);

/// A share of 1: "71 %", "50–70 %"; "<1 %" and ">99 %" where rounding would say 0 or 100.
std::string percent(double share, const NumberStyle& style, int decimals = 0);
std::string percent(double low, double high, const NumberStyle& style, int decimals = 0);

/// A multiple: "9–14 ×".
std::string times(double low, double high, const NumberStyle& style);

/// "$18–46k", "¥950", "12.8万–32.7万元", converted by `units_per_usd`.
std::string to_text(Dollars low, Dollars high, const NumberStyle& style);

/// "1.2–1.9 k GPU-hours".
std::string to_text(GpuHours low, GpuHours high, const NumberStyle& style);

/// Minutes below an hour, hours below two days, days below two weeks, else weeks; whole numbers from 3 on.
std::string to_text(Hours low, Hours high, const NumberStyle& style);

/// "3–6 weeks"; days below one week.
std::string to_text(Weeks low, Weeks high, const NumberStyle& style);

/// MiB, GiB, TiB, PiB.
std::string to_text(Bytes low, Bytes high, const NumberStyle& style);

/// Wh, kWh, MWh, GWh.
std::string to_text(KilowattHours low, KilowattHours high, const NumberStyle& style);

/// g, kg, t, kt.
std::string to_text(Kilograms low, Kilograms high, const NumberStyle& style);

/// ms, s.
std::string to_text(Milliseconds low, Milliseconds high, const NumberStyle& style);

/// "100 M tokens", "1亿词元".
std::string tokens_text(double low, double high, const NumberStyle& style);

template <class Unit>
std::string to_text(Quantity<Unit> value, const NumberStyle& style) {
  return to_text(value, value, style);
}

template <class Q>
std::string to_text(const Estimate<Q>& estimate, const NumberStyle& style) {
  return to_text(estimate.low, estimate.high, style);
}

}  // namespace pathfinder
