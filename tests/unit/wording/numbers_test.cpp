#include "pathfinder/wording/numbers.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/number_text.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const Texts& words(std::string_view language) {
  static const Texts en("en", {{"unit.token", "token|tokens"},
                               {"unit.gpu_hour", "GPU-hour|GPU-hours"},
                               {"unit.minute", "min"},
                               {"unit.hour", "h"},
                               {"unit.day", "day|days"},
                               {"unit.week", "week|weeks"}});
  static const Texts zh("zh", {{"unit.token", "词元"},
                               {"unit.gpu_hour", "卡时"},
                               {"unit.minute", "分钟"},
                               {"unit.hour", "小时"},
                               {"unit.day", "天"},
                               {"unit.week", "周"}});
  return language == "zh" ? zh : en;
}

const NumberStyle en = number_style(words("en"));
const NumberStyle zh = number_style(words("zh"));

NumberStyle yuan(NumberStyle style) {
  style.currency = "CNY";
  style.units_per_usd = 1;
  return style;
}

std::string dollars(double low, double high) {
  return to_text(Dollars{low}, Dollars{high}, en);
}

/// One of `count` values, the same on every platform.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

/// A positive value whose logarithm is even between 10^low and 10^high.
double spread(std::mt19937& random, double low, double high) {
  return pathfinder::pow(10, low + (high - low) * static_cast<double>(pick(random, 1'000'000)) / 1e6);
}

}  // namespace

TEST_CASE("a number shows three significant digits", "[wording]") {
  CHECK(to_text(0.012345, en) == "0.0123");
  CHECK(to_text(0.82, en) == "0.82");
  CHECK(to_text(1.0, en) == "1");
  CHECK(to_text(12.345, en) == "12.3");
  CHECK(to_text(2000, en) == "2,000");
  CHECK(to_text(51234, en) == "51,200");
  CHECK(to_text(1.2345e6, en) == "1.23M");
  CHECK(to_text(2e12, en) == "2T");
  CHECK(to_text(5e16, en) == "50,000T");
  CHECK(to_text(2000, zh) == "2,000");
  CHECK(to_text(51234, zh) == "5.12万");
  CHECK(to_text(1.2345e8, zh) == "1.23亿");
  CHECK(to_text(2e12, zh) == "2万亿");
}

TEST_CASE("rounding is decimal, half up, and carries into the next digit and the next scale", "[wording]") {
  CHECK(to_text(999.5, en) == "1,000");
  CHECK(to_text(999.4, en) == "999");
  CHECK(to_text(1.005, en) == "1.01");
  CHECK(to_text(1.125, en) == "1.13");
  CHECK(to_text(0.9995, en) == "1");
  CHECK(to_text(999500, en) == "1M");
  CHECK(to_text(999499, en) == "999,000");
  CHECK(to_text(9995, zh) == "1万");
  CHECK(dollars(999.5, 999.5) == "$1k");
  CHECK(dollars(999500, 999500) == "$1M");
  NumberStyle zeros = en;
  zeros.keep_zeros = true;
  CHECK(to_text(Dollars{999.5}, zeros) == "$1.00k");
  CHECK(to_text(Dollars{12000}, zeros) == "$12.0k");
}

TEST_CASE("zero has no sign, nothing unknown has digits, nothing is written with an exponent", "[wording]") {
  CHECK(to_text(0.0, en) == "0");
  CHECK(to_text(-0.0, en) == "0");
  CHECK(to_text(-1e-12, en) == "0");
  CHECK(percent(-0.001, en) == "0 %");
  CHECK(exact_text(-0.0) == "0");
  CHECK(to_text(-5.0, en) == "-5");
  CHECK(to_text(-5.0, 3.0, en) == "-5…3");
  CHECK(dollars(-5, -5) == "-$5");
  CHECK(to_text(std::nan(""), en) == "–");
  CHECK(to_text(1.0, INFINITY, en) == "–");
  CHECK(to_text(Hours{NAN}, en) == "–");
  CHECK(to_text(1e-9, en) == "0.000000001");
  CHECK(to_text(1e-300, en) == "0");
  CHECK(to_text(1e300, en).find('e') == std::string::npos);
}

TEST_CASE("what the user gave keeps all its digits", "[wording]") {
  CHECK(exact_text(51234) == "51,234");
  CHECK(exact_text(0.125) == "0.125");
  CHECK(exact_text(1e12) == "1,000,000,000,000");
  CHECK(exact_text(2.0 / 3) == "0.666666667");
  CHECK(exact_text(999) == "999");
}

TEST_CASE("both ends of a range share scale and unit", "[wording]") {
  CHECK(dollars(18000, 46000) == "$18–46k");
  CHECK(dollars(2100, 4800) == "$2.1–4.8k");
  CHECK(dollars(62000, 130000) == "$62–130k");
  CHECK(dollars(800e3, 1.2e6) == "$800k–$1.2M");
  CHECK(dollars(0, 46000) == "$0–46k");
  CHECK(to_text(GpuHours{1200}, GpuHours{1900}, en) == "1.2–1.9 k GPU-hours");
  CHECK(tokens_text(100e6, 100e6, en) == "100 M tokens");
  CHECK(tokens_text(60000, 60000, en) == "60,000 tokens");
  CHECK(tokens_text(80e6, 120e6, en) == "80–120 M tokens");
  CHECK(times(9, 14, en) == "9–14 ×");
}

TEST_CASE("ends too far apart for one scale are written out or named twice", "[wording]") {
  CHECK(dollars(50, 1200) == "$50–1,200");
  CHECK(dollars(950, 1200) == "$950–1,200");
  CHECK(dollars(5000, 1.2e6) == "$5k–$1.2M");
  CHECK(to_text(Dollars{500}, Dollars{25000}, yuan(zh)) == "500–25,000元");
  CHECK(to_text(gibibytes(0.01), gibibytes(80), en) == "10.2 MiB–80 GiB");
}

TEST_CASE("identical ends collapse to one number", "[wording]") {
  CHECK(dollars(18000, 18000) == "$18k");
  CHECK(dollars(18001, 18004) == "$18k");
  CHECK(to_text(Weeks{3.6}, Weeks{4.4}, en) == "4 weeks");
  CHECK(to_text(Weeks{1}, Weeks{1}, en) == "1 week");
  CHECK(percent(0.711, 0.714, en) == "71 %");
}

TEST_CASE("Chinese counts in 万 and 亿, with the scale on both ends and the unit behind", "[wording]") {
  CHECK(to_text(Dollars{128'000}, Dollars{327'000}, yuan(zh)) == "12.8万–32.7万元");
  CHECK(to_text(Dollars{8000}, Dollars{25000}, yuan(zh)) == "8,000–25,000元");
  CHECK(to_text(Dollars{0}, Dollars{25000}, yuan(zh)) == "0–2.5万元");
  CHECK(to_text(Dollars{12'834'000}, yuan(zh)) == "1,280万元");
  CHECK(to_text(Dollars{950}, yuan(zh)) == "950元");
  CHECK(to_text(Dollars{18000}, Dollars{46000}, zh) == "1.8万–4.6万美元");
  CHECK(tokens_text(1e8, 1e8, zh) == "1亿词元");
  CHECK(counted(50000, 50000, {"份", "份"}, zh) == "5万份");
  CHECK(to_text(GpuHours{1200}, GpuHours{1900}, zh) == "1,200–1,900卡时");
  CHECK(to_text(Weeks{3}, Weeks{6}, zh) == "3–6周");
  CHECK(percent(0.71, zh) == "71%");
  CHECK(times(9, 14, zh) == "9–14倍");
}

TEST_CASE("dollars are shown in the currency asked for", "[wording]") {
  NumberStyle style = en;
  style.currency = "CNY";
  style.units_per_usd = 7.1;
  CHECK(to_text(Dollars{10000}, Dollars{20000}, style) == "¥71–142k");
  style.currency = "EUR";
  style.units_per_usd = 0.87;
  CHECK(to_text(Dollars{10000}, style) == "€8.7k");
  style.currency = "CHF";
  CHECK(to_text(Dollars{10000}, style) == "CHF 8.7k");
  style = zh;
  style.currency = "CHF";
  CHECK(to_text(Dollars{20000}, style) == "2万 CHF");
}

TEST_CASE("a share is never rounded to none or all", "[wording]") {
  CHECK(percent(0.71, en) == "71 %");
  CHECK(percent(0.5, 0.7, en) == "50–70 %");
  CHECK(percent(0, en) == "0 %");
  CHECK(percent(1, en) == "100 %");
  CHECK(percent(0.001, en) == "<1 %");
  CHECK(percent(0.999, en) == ">99 %");
  CHECK(percent(0.0001, en, 1) == "<0.1 %");
  CHECK(percent(0.99999, en, 1) == ">99.9 %");
  CHECK(percent(0.0714, en, 1) == "7.1 %");
  CHECK(percent(0.57, en) == "57 %");
  CHECK(percent(1.5, en) == "150 %");
}

TEST_CASE("time is told in the unit a person would choose, in whole units from three on", "[wording]") {
  CHECK(to_text(Hours{0.5}, en) == "30 min");
  CHECK(to_text(Hours{5}, Hours{9}, en) == "5–9 h");
  CHECK(to_text(Hours{1.5}, Hours{5.7}, en) == "1.5–6 h");
  CHECK(to_text(Hours{47}, en) == "47 h");
  CHECK(to_text(Hours{48}, en) == "2 days");
  CHECK(to_text(Hours{24.0 * 14}, Hours{24.0 * 35}, en) == "2–5 weeks");
  CHECK(to_text(Weeks{3.2}, Weeks{5.7}, en) == "3–6 weeks");
  CHECK(to_text(Weeks{1.5}, Weeks{2.5}, en) == "1.5–2.5 weeks");
  CHECK(to_text(Weeks{0.45}, Weeks{0.8}, en) == "3–6 days");
  CHECK(to_text(Weeks{0}, en) == "0 weeks");
  CHECK(to_text(Hours{0}, en) == "0 h");
  CHECK(to_text(Hours{5}, Hours{9}, zh) == "5–9小时");
}

TEST_CASE("memory, energy, carbon and latency climb to the unit that fits", "[wording]") {
  CHECK(to_text(gibibytes(79.6), en) == "79.6 GiB");
  CHECK(to_text(gibibytes(14), gibibytes(22), en) == "14–22 GiB");
  CHECK(to_text(gibibytes(1536), en) == "1.5 TiB");
  CHECK(to_text(gibibytes(0.5), en) == "512 MiB");
  CHECK(to_text(KilowattHours{850}, en) == "850 kWh");
  CHECK(to_text(KilowattHours{999.6}, en) == "1 MWh");
  CHECK(to_text(KilowattHours{900}, KilowattHours{2300}, en) == "0.9–2.3 MWh");
  CHECK(to_text(KilowattHours{0.2}, en) == "200 Wh");
  CHECK(to_text(Kilograms{450}, en) == "450 kg");
  CHECK(to_text(Kilograms{4500}, en) == "4.5 t");
  CHECK(to_text(Milliseconds{850}, Milliseconds{2500}, en) == "0.85–2.5 s");
  CHECK(to_text(Milliseconds{850}, en) == "850 ms");
  CHECK(to_text(KilowattHours{0}, en) == "0 Wh");
}

TEST_CASE("an estimate prints its interval", "[wording]") {
  Estimate<Dollars> estimate;
  estimate.low = {18000};
  estimate.central = {30000};
  estimate.high = {46000};
  CHECK(to_text(estimate, en) == "$18–46k");
}

TEST_CASE("what is printed reads back within half a percent, in both languages", "[wording]") {
  std::mt19937 random(17);
  const NumberStyle styles[] = {en, zh};
  for (int i = 0; i < 20000; ++i) {
    const NumberStyle& style = styles[pick(random, 2)];
    const double value = spread(random, -6, 15);
    const std::string text = to_text(value, style);
    CAPTURE(value, text);
    const auto back = parse_number(text);
    if (!back || std::abs(*back - value) > 0.005 * value * (1 + 1e-9)) FAIL("number");
    const std::string amount = to_text(Dollars{value}, style);
    const TypedNumber money = read_money(amount);
    if (value < 0.01) {
      if (amount != to_text(Dollars{0.001}, style)) FAIL("less than a cent " << amount);
    } else if (!money.ok() || money.currency != "USD" || std::abs(money.value - value) > 0.005 * value * (1 + 1e-9)) {
      FAIL("money " << amount);
    }
    const auto exact = parse_number(exact_text(value));
    if (!exact || std::abs(*exact - value) > 5.1e-10 + 1e-15 * value) FAIL("exact " << exact_text(value));
  }
}

TEST_CASE("the ends of a printed range are in order and none carries an exponent", "[wording]") {
  std::mt19937 random(23);
  for (int i = 0; i < 20000; ++i) {
    const double low = spread(random, -3, 13);
    const double high = low * spread(random, 0, 4);
    for (const NumberStyle& style : {en, yuan(zh)}) {
      const std::string text = to_text(Dollars{low}, Dollars{high}, style);
      CAPTURE(low, high, text);
      if (text.find('e') != std::string::npos || text.find("-0") != std::string::npos) FAIL("exponent or minus zero");
      const std::size_t dash = text.find("–");
      if (dash == std::string::npos) continue;
      const TypedNumber last = read_money(text.substr(dash + std::string("–").size()));
      if (high < 0.01 * style.units_per_usd) continue;  // "less than a cent" has no ends
      if (!last.ok() || std::abs(last.value - high) > 0.005 * high * (1 + 1e-9)) FAIL("upper end");
    }
  }
}

TEST_CASE("digits of a range can be fewer", "[wording]") {
  NumberStyle rough = en;
  rough.range_digits = 2;
  CHECK(to_text(Dollars{18234}, Dollars{46321}, rough) == "$18–46k");
  CHECK(to_text(Dollars{18234}, rough) == "$18.2k");
}
