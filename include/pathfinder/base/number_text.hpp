// Numbers as people type them: "50k", "5万", "40k..60k", "41/50", "82%", "300万元". Strict and independent of the
// locale: whatever has two readings is refused with a code, never guessed.
//
// A number: an optional sign; digits, in groups of three where commas stand ("50,000"), with an optional decimal part;
// an optional exponent ("5e10"); or, instead of the exponent, a suffix, behind spaces where wanted:
//   k K thousand   M million   B b bn G billion   T trillion       (m, g, t are refused: milli, gram, tonne?)
//   百 千 万 亿 and what they compose: 十万 百万 千万 十亿 百亿 千亿 万亿; parts in falling order: 1亿5000万
// Full-width digits, commas, signs and letters (５０，０００％) are read as their plain forms.
// An interval: two numbers with "..", "…", "~", "–", "—" or "至" between them.
// Money: a number or interval with a currency before or behind it (list in number_text.cpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pathfinder {

/// Whether "82%" may be typed for 0.82.
enum class Percent { refused, accepted };

/// What was typed, or what is wrong with it.
struct TypedNumber {
  double value = 0;  ///< of an interval without a value of its own, the arithmetic middle
  double low = 0;    ///< low == value == high when exact
  double high = 0;
  std::string currency;    ///< ISO 4217, only where one was written
  std::string_view wrong;  ///< empty, or what is wrong: see below
  int at = 0;              ///< characters before the place that is wrong
  int width = 0;           ///< characters that are wrong, at least 1

  bool ok() const { return wrong.empty(); }
};
// Codes in `wrong`:
//   number-missing        nothing where a number should be        number-too-large      1e999
//   number-syntax         not a number at all                     number-too-small      1e-999: not 0, but as good as
//   number-comma          groups are not of three: 50,00          interval-reversed     60k..40k
//   number-suffix         unknown letters behind it: 50x          interval-ambiguous    40..60k: 40 or 40k?
//   number-suffix-case    m, g or t: write M, G or T              count-not-whole       4.5/50
//   number-percent        a % where the fact is no share          count-above-total     51/50
//   currency-conflict     $300万元                                count-of-nothing      0/0

/// One number.
TypedNumber read_number(std::string_view text, Percent percent = Percent::refused);

/// One number or an interval.
TypedNumber read_interval(std::string_view text, Percent percent = Percent::refused);

/// A share: a number or interval, in percent where wanted, or counted ("41/50"), which gives the Wilson interval. Not
/// checked against 0…1 unless counted.
TypedNumber read_rate(std::string_view text);

/// An amount or interval of money. `currency` is empty where none is written, else the code as written or meant: the
/// caller knows which codes exist. In money "m" can only be million and is accepted.
TypedNumber read_money(std::string_view text);

/// One number, or nothing where it is none.
std::optional<double> parse_number(std::string_view text, Percent percent = Percent::refused);

/// A share with its 80 % interval.
struct CountedRate {
  double value = 0;
  double low = 0;
  double high = 0;
};

/// Wilson score interval at 80 % for `successes` of `trials`; 0 <= low <= value <= high <= 1.
/// \pre 0 <= successes <= trials, trials > 0
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927) 209–212.
CountedRate wilson_interval(double successes, double trials);

}  // namespace pathfinder
