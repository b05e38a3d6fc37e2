// Grammar: see the header. The text is turned into code points with one plain form per character first, so that places
// in it are places in what was typed. A suffix moves the decimal exponent before the one conversion to binary: "1.1B"
// is the same double as "1100000000".
#include "pathfinder/base/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "pathfinder/base/currencies.hpp"
#include "pathfinder/base/normal.hpp"

#include "base/typed_characters.hpp"

namespace pathfinder {
namespace {

struct Suffix {
  Characters word;
  int exponent;
};

constexpr std::array<Suffix, 13> latin_suffixes = {{{U"k", 3},
                                                    {U"K", 3},
                                                    {U"thousand", 3},
                                                    {U"M", 6},
                                                    {U"million", 6},
                                                    {U"B", 9},
                                                    {U"b", 9},
                                                    {U"bn", 9},
                                                    {U"Bn", 9},
                                                    {U"G", 9},
                                                    {U"billion", 9},
                                                    {U"T", 12},
                                                    {U"trillion", 12}}};
constexpr std::array<Suffix, 11> chinese_suffixes = {{{U"百", 2},
                                                      {U"千", 3},
                                                      {U"万", 4},
                                                      {U"十万", 5},
                                                      {U"百万", 6},
                                                      {U"千万", 7},
                                                      {U"亿", 8},
                                                      {U"十亿", 9},
                                                      {U"百亿", 10},
                                                      {U"千亿", 11},
                                                      {U"万亿", 12}}};

TypedNumber exact(double value) {
  TypedNumber number;
  number.value = number.low = number.high = value;
  return number;
}

TypedNumber wrong(std::string_view code, TextPiece where) {
  TypedNumber number;
  number.wrong = code;
  number.at = where.at;
  number.width = std::max(1, static_cast<int>(where.text.size()));
  return number;
}

/// How a number may be written in the place where it stands.
struct Form {
  Percent percent = Percent::refused;
  bool small_m = false;  ///< "m" is million
};

/// One number, and what an interval must know of its spelling.
struct NumberRead {
  TypedNumber number;
  double written = 0;  ///< without its suffix or %
  double factor = 1;   ///< of its suffix or %
};

/// One number from left to right.
class NumberReader {
 public:
  NumberReader(TextPiece piece, Form form) : rest_(trimmed(piece)), whole_(rest_), form_(form) {}

  NumberRead read() {
    if (whole_.empty()) return failed("number-missing", whole_);
    if (take(U'-')) {
      decimal_ = "-";
    } else {
      take(U'+');
    }
    if (!digits()) return failed(wrong_, where_);
    bool scaled = false;
    if (!rest_.empty() && (rest_.text.front() == U'e' || rest_.text.front() == U'E')) {
      if (!exponent()) return failed(wrong_, where_);
    } else {
      while (!rest_.empty() && is_space(rest_.text.front())) rest_ = rest_.from(1);
      if (!rest_.empty() && is_chinese_suffix(rest_.text.front())) return chinese();
      if (!suffix(scaled)) return failed(wrong_, where_);
    }
    while (!rest_.empty() && is_space(rest_.text.front())) rest_ = rest_.from(1);
    int percent = 0;
    if (!rest_.empty() && rest_.text.front() == U'%') {
      if (form_.percent == Percent::refused) return failed("number-percent", rest_.first(1));
      if (scaled) return failed("number-syntax", rest_.first(1));
      percent = 2;
      rest_ = rest_.from(1);
    }
    if (!rest_.empty()) return failed("number-syntax", rest_);
    const int moved = (scaled ? suffix_exponent_ : 0) - percent;
    return converted(moved);
  }

 private:
  static NumberRead failed(std::string_view code, TextPiece where) { return {wrong(code, where), 0, 1}; }

  bool fail(std::string_view code, TextPiece where) {
    wrong_ = code;
    where_ = where;
    return false;
  }

  bool take(char32_t c) {
    if (rest_.empty() || rest_.text.front() != c) return false;
    rest_ = rest_.from(1);
    return true;
  }

  std::size_t take_digits() {
    std::size_t count = 0;
    while (count < rest_.text.size() && is_decimal(rest_.text[count])) {
      decimal_ += static_cast<char>(rest_.text[count]);
      ++count;
    }
    rest_ = rest_.from(count);
    return count;
  }

  /// Digits with commas and a decimal part.
  bool digits() {
    const TextPiece begin = rest_;
    const std::size_t first = take_digits();
    std::size_t whole = first;
    while (!rest_.empty() && rest_.text.front() == U',') {
      rest_ = rest_.from(1);
      const std::size_t group = take_digits();
      whole += group;
      if (first < 1 || first > 3 || group != 3) return fail("number-comma", begin.first(rest_at(begin)));
    }
    fraction_ = 0;
    if (!rest_.empty() && rest_.text.front() == U'.') {
      const TextPiece point = rest_;
      rest_ = rest_.from(1);
      decimal_ += '.';
      fraction_ = take_digits();
      if (fraction_ == 0) return fail("number-syntax", whole == 0 ? whole_ : point.first(1));
    }
    return whole + fraction_ > 0 || fail("number-syntax", whole_);
  }

  std::size_t rest_at(TextPiece begin) const { return static_cast<std::size_t>(rest_.at - begin.at); }

  bool exponent() {
    const TextPiece begin = rest_;
    rest_ = rest_.from(1);
    std::string text;
    if (take(U'-')) {
      text = "-";
    } else {
      take(U'+');
    }
    const std::string mantissa = std::move(decimal_);
    decimal_.clear();
    const bool any = take_digits() > 0;
    text += decimal_;
    decimal_ = mantissa;
    if (!any) return fail("number-syntax", begin);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent_);
    // Beyond this nothing fits a double, whatever the mantissa anyone would type.
    constexpr int largest = 100'000;
    if (error == std::errc::result_out_of_range) exponent_ = text.front() == '-' ? -largest : largest;
    exponent_ = std::clamp(exponent_, -largest, largest);
    return true;
  }

  bool suffix(bool& scaled) {
    std::size_t length = 0;
    while (length < rest_.text.size() && is_letter(rest_.text[length])) ++length;
    if (length == 0) return true;
    const TextPiece word = rest_.first(length);
    rest_ = rest_.from(length);
    scaled = true;
    for (const Suffix& one : latin_suffixes) {
      if (one.word != word.text) continue;
      suffix_exponent_ = one.exponent;
      return true;
    }
    if (word.text == U"m" && form_.small_m) {
      suffix_exponent_ = 6;
      return true;
    }
    const bool case_matters = word.text == U"m" || word.text == U"g" || word.text == U"t";
    return fail(case_matters ? "number-suffix-case" : "number-suffix", word);
  }

  /// 1.2万, or parts in falling order: 1亿5000万, 3万0500 (all digits that 万 leaves open).
  NumberRead chinese() {
    NumberRead sum;
    int unit_before = std::numeric_limits<int>::max();
    const bool negative = decimal_.front() == '-';
    for (bool first = true;; first = false) {
      const TextPiece begin = rest_;
      if (!first) {
        decimal_.clear();
        if (!digits() || fraction_ > 0) return failed("number-syntax", begin);
      }
      std::size_t length = 0;
      while (length < rest_.text.size() && is_chinese_suffix(rest_.text[length])) ++length;
      const TextPiece word = rest_.first(length);
      rest_ = rest_.from(length);
      suffix_exponent_ = 0;
      if (length > 0) {
        const auto* found = std::find_if(chinese_suffixes.begin(), chinese_suffixes.end(),
                                         [&](const Suffix& one) { return one.word == word.text; });
        if (found == chinese_suffixes.end()) return failed("number-suffix", word);
        suffix_exponent_ = found->exponent;
      } else if (static_cast<int>(decimal_.size()) != unit_before) {
        return failed("number-syntax", begin);
      }
      NumberRead part = converted(suffix_exponent_);
      if (!part.number.ok()) return part;
      if (!first && (suffix_exponent_ >= unit_before ||
                     part.number.value >= parse_number("1e" + std::to_string(unit_before)).value_or(0))) {
        return failed("number-syntax", begin);
      }
      if (first) {
        sum = part;
      } else {
        sum.number = exact(sum.number.value + (negative ? -part.number.value : part.number.value));
      }
      unit_before = suffix_exponent_;
      if (rest_.empty()) return sum;
      if (length == 0 || fraction_ > 0 || !is_decimal(rest_.text.front())) return failed("number-syntax", rest_);
    }
  }

  NumberRead converted(int moved) const {
    const std::string text = decimal_ + "e" + std::to_string(exponent_ + moved);
    NumberRead read;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range || !std::isfinite(value)) {
      const std::string_view digits = std::string_view(decimal_).substr(decimal_.front() == '-' ? 1 : 0);
      const bool small = exponent_ < 0 || digits.front() == '0' || digits.front() == '.';
      return failed(small ? "number-too-small" : "number-too-large", whole_);
    }
    read.number = exact(value == 0 ? 0.0 : value);
    std::from_chars(decimal_.data(), decimal_.data() + decimal_.size(), read.written);
    if (moved != 0) {
      const std::string power = "1e" + std::to_string(moved);
      std::from_chars(power.data(), power.data() + power.size(), read.factor);
    }
    return read;
  }

  TextPiece rest_;
  TextPiece whole_;
  Form form_;
  std::string decimal_;       ///< sign, digits and point, no commas
  std::size_t fraction_ = 0;  ///< digits behind the point
  int exponent_ = 0;
  int suffix_exponent_ = 0;
  std::string_view wrong_;
  TextPiece where_;
};

struct Ends {
  TextPiece low, high;
};

/// The two ends of an interval; nothing when there is no separator.
std::optional<Ends> split(TextPiece piece) {
  for (std::size_t i = 0; i < piece.text.size(); ++i) {
    const char32_t c = piece.text[i];
    const bool dots = c == U'.' && i + 1 < piece.text.size() && piece.text[i + 1] == U'.';
    if (!dots && Characters(U"…~–—至").find(c) == Characters::npos) continue;
    return Ends{piece.first(i), piece.from(dots ? i + 2 : i + 1)};
  }
  return std::nullopt;
}

/// The interval of two numbers as read. "40..60k" has two readings unless one of them is upside down.
TypedNumber joined(const NumberRead& low, const NumberRead& high, TextPiece whole) {
  if (!low.number.ok()) return low.number;
  if (!high.number.ok()) return high.number;
  double from = low.number.value;
  const double to = high.number.value;
  if (low.factor == 1 && high.factor != 1 && from != 0) {
    const bool as_written = from <= to;
    const bool carried = low.written <= high.written;
    if (as_written && carried) return wrong("interval-ambiguous", whole);
    if (carried) from = high.factor < 1 ? from / 100 : from * high.factor;  // below 1 only for %; 57 * 0.01 is not 0.57
  }
  if (from > to) return wrong("interval-reversed", whole);
  TypedNumber interval;
  interval.low = from;
  interval.high = to;
  interval.value = from + (to - from) / 2;
  return interval;
}

TypedNumber number_or_interval(TextPiece piece, Form form) {
  const auto ends = split(piece);
  if (!ends) return NumberReader(piece, form).read().number;
  // "1...5" would otherwise end at 0.5.
  if (!ends->high.empty() && ends->high.text.front() == U'.') return wrong("number-syntax", trimmed(piece));
  return joined(NumberReader(ends->low, form).read(), NumberReader(ends->high, form).read(), trimmed(piece));
}

bool equal(Characters text, Characters lower_word) {
  return text.size() == lower_word.size() &&
         std::equal(text.begin(), text.end(), lower_word.begin(), [](char32_t a, char32_t b) { return lower(a) == b; });
}

bool is_code(Characters text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char32_t c) { return c >= U'A' && c <= U'Z'; });
}

std::string as_code(Characters text) {
  std::string code;
  for (char32_t c : text) code += static_cast<char>(c);
  return code;
}

/// Takes a currency from the front or the back of `piece`; its code, empty when there is none.
std::string take_currency(TextPiece& piece, bool front) {
  // The longest spelling counts: 美元 ends with 元.
  Characters found;
  std::string_view code_found;
  for (const CurrencyWords& one : currency_words) {
    for (const Characters spelling : one.spellings) {
      const std::size_t size = spelling.size();
      if (size <= found.size() || piece.text.size() < size) continue;
      const std::size_t rest = piece.text.size() - size;
      if (!equal(piece.text.substr(front ? 0 : rest, size), spelling)) continue;
      if (front && is_letter(spelling.back()) && rest > 0 && is_letter(piece.text[size])) continue;
      found = spelling;
      code_found = one.code;
    }
  }
  if (!found.empty()) {
    const std::size_t size = found.size();
    piece = trimmed(front ? piece.from(size) : piece.first(piece.text.size() - size));
    return std::string(code_found);
  }
  if (piece.text.size() < 4) return {};
  const std::size_t rest = piece.text.size() - 3;
  const Characters code = piece.text.substr(front ? 0 : rest, 3);
  if (!is_code(code) || is_letter(piece.text[front ? 3 : rest - 1])) return {};
  piece = trimmed(front ? piece.from(3) : piece.first(rest));
  return as_code(code);
}

struct Money {
  NumberRead read;
  std::string currency;
};

Money read_amount(TextPiece piece) {
  piece = trimmed(piece);
  const TextPiece whole = piece;
  Money money;
  bool conflict = false;
  const auto strip = [&](bool front) {
    for (std::string code = take_currency(piece, front); !code.empty(); code = take_currency(piece, front)) {
      conflict = conflict || (!money.currency.empty() && money.currency != code);
      money.currency = code;
    }
  };
  // "-$5": the sign may stand before the symbol.
  const bool negative = piece.text.size() > 1 && piece.text.front() == U'-' && !is_decimal(piece.text[1]);
  if (negative) piece = trimmed(piece.from(1));
  strip(true);
  if (negative && (money.currency.empty() || piece.empty() || piece.text.front() == U'-')) {
    money.read.number = wrong("number-syntax", whole);
    return money;
  }
  strip(false);
  if (piece.empty()) piece = whole.first(0);
  money.read = NumberReader(piece, {Percent::refused, true}).read();
  if (conflict) money.read.number = wrong("currency-conflict", whole);
  if (negative && money.read.number.ok()) {
    money.read.number = exact(-money.read.number.value);
    money.read.written = -money.read.written;
  }
  return money;
}

}  // namespace

TypedNumber read_number(std::string_view text, Percent percent) {
  const std::u32string all = code_points(text);
  return NumberReader({all, 0}, {percent, false}).read().number;
}

TypedNumber read_interval(std::string_view text, Percent percent) {
  const std::u32string all = code_points(text);
  return number_or_interval({all, 0}, {percent, false});
}

TypedNumber read_rate(std::string_view text) {
  const std::u32string all = code_points(text);
  const TextPiece piece{all, 0};
  const std::size_t slash = all.find(U'/');
  if (slash == std::u32string::npos) return number_or_interval(piece, {Percent::accepted, false});
  const TextPiece left = trimmed(piece.first(slash));
  const TextPiece right = trimmed(piece.from(slash + 1));
  TypedNumber count = NumberReader(left, {}).read().number;
  if (!count.ok()) return count;
  TypedNumber total = NumberReader(right, {}).read().number;
  if (!total.ok()) return total;
  if (count.value < 0 || std::floor(count.value) != count.value) return wrong("count-not-whole", left);
  if (total.value < 0 || std::floor(total.value) != total.value) return wrong("count-not-whole", right);
  if (total.value == 0) return wrong("count-of-nothing", right);
  if (count.value > total.value) return wrong("count-above-total", trimmed(piece));
  const CountedRate rate = wilson_interval(count.value, total.value);
  TypedNumber typed;
  typed.value = rate.value;
  typed.low = rate.low;
  typed.high = rate.high;
  return typed;
}

TypedNumber read_money(std::string_view text) {
  const std::u32string all = code_points(text);
  const TextPiece piece{all, 0};
  const auto ends = split(piece);
  if (!ends) {
    Money money = read_amount(piece);
    if (money.read.number.ok()) money.read.number.currency = money.currency;
    return money.read.number;
  }
  if (!ends->high.empty() && ends->high.text.front() == U'.') return wrong("number-syntax", trimmed(piece));
  const Money low = read_amount(ends->low);
  const Money high = read_amount(ends->high);
  TypedNumber interval = joined(low.read, high.read, trimmed(piece));
  if (!interval.ok()) return interval;
  if (!low.currency.empty() && !high.currency.empty() && low.currency != high.currency) {
    return wrong("currency-conflict", trimmed(piece));
  }
  interval.currency = low.currency.empty() ? high.currency : low.currency;
  return interval;
}

std::optional<double> parse_number(std::string_view text, Percent percent) {
  const TypedNumber number = read_number(text, percent);
  if (!number.ok()) return std::nullopt;
  return number.value;
}

CountedRate wilson_interval(double successes, double trials) {
  const double p = successes / trials;
  constexpr double z = normal_p90;
  const double shrink = 1 + z * z / trials;
  const double centre = (p + z * z / (2 * trials)) / shrink;
  const double half = z / shrink * std::sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials));
  return {p, std::clamp(centre - half, 0.0, p), std::clamp(centre + half, p, 1.0)};
}

}  // namespace pathfinder
