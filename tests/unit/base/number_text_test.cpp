#include "pathfinder/base/number_text.hpp"

#include <cmath>
#include <random>
#include <string>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

struct Example {
  std::string text;
  double value;
};

struct Refusal {
  std::string text;
  std::string code;
};

/// One of `count` values, the same on every platform.
std::size_t pick(std::mt19937& random, std::size_t count) {
  return static_cast<std::size_t>(random()) % count;
}

}  // namespace

TEST_CASE("a number as people type it is the double its digits say, bit for bit", "[base]") {
  const Example examples[] = {{"50000", 50000},
                              {"50,000", 50000},
                              {"1,234,567.5", 1234567.5},
                              {"0.25", 0.25},
                              {".5", 0.5},
                              {"-3", -3},
                              {"+3", 3},
                              {"−3", -3},
                              {"5e10", 5e10},
                              {"1E-3", 1e-3},
                              {"1.5e+6", 1.5e6},
                              {" 8 ", 8},
                              {"50k", 50000},
                              {"50K", 50000},
                              {"100M", 100e6},
                              {"1.1B", 1100000000},
                              {"7b", 7e9},
                              {"1.2G", 1.2e9},
                              {"2T", 2e12},
                              {"140 B", 140e9},
                              {"1 bn", 1e9},
                              {"3 million", 3e6},
                              {"5万", 50000},
                              {"5 万", 50000},
                              {"1亿", 1e8},
                              {"1.2万亿", 1.2e12},
                              {"3百万", 3e6},
                              {"3千万", 3e7},
                              {"2千", 2000},
                              {"1亿5000万", 1.5e8},
                              {"3千5百", 3500},
                              {"3万0500", 30500},
                              {"-1亿5000万", -1.5e8},
                              {"５０，０００", 50000},
                              {"５萬", 50000},
                              {"4.35k", 4350},
                              {"0", 0},
                              {"-0", 0},
                              {"0e999", 0},
                              {"1,000k", 1e6}};
  for (const Example& example : examples) {
    CAPTURE(example.text);
    const TypedNumber number = read_number(example.text);
    CHECK(number.wrong == "");
    CHECK(number.value == example.value);
    CHECK_FALSE(std::signbit(number.value) != std::signbit(example.value));
    CHECK(number.low == number.value);
    CHECK(number.high == number.value);
  }
}

TEST_CASE("what is not one plain number is refused with a code", "[base]") {
  const Refusal refusals[] = {{"", "number-missing"},
                              {"  ", "number-missing"},
                              {"many", "number-syntax"},
                              {"nan", "number-syntax"},
                              {"NaN", "number-syntax"},
                              {"inf", "number-syntax"},
                              {"-inf", "number-syntax"},
                              {"infinity", "number-syntax"},
                              {"0x10", "number-suffix"},
                              {"--5", "number-syntax"},
                              {"+-5", "number-syntax"},
                              {"- 5", "number-syntax"},
                              {"5-", "number-syntax"},
                              {"5 6", "number-syntax"},
                              {"50 docs", "number-suffix"},
                              {"50x", "number-suffix"},
                              {"50kk", "number-suffix"},
                              {"5k6", "number-syntax"},
                              {"5.", "number-syntax"},
                              {".", "number-syntax"},
                              {"1.2.3", "number-syntax"},
                              {"1e", "number-syntax"},
                              {"1e5k", "number-syntax"},
                              {"1e999", "number-too-large"},
                              {"1e999999999999", "number-too-large"},
                              {"1e308k", "number-syntax"},
                              {"1e-999", "number-too-small"},
                              {"50,00", "number-comma"},
                              {"5,0000", "number-comma"},
                              {",500", "number-comma"},
                              {"1234,567", "number-comma"},
                              {"1,5", "number-comma"},
                              {"1,,000", "number-comma"},
                              {"3m", "number-suffix-case"},
                              {"3t", "number-suffix-case"},
                              {"50%", "number-percent"},
                              {"3万5", "number-syntax"},
                              {"1万亿亿", "number-suffix"},
                              {"5千3万", "number-syntax"},
                              {"1.5亿3万", "number-syntax"},
                              {"1千5000", "number-syntax"},
                              {"万", "number-syntax"},
                              {"5兆", "number-syntax"},
                              {"5\x80", "number-syntax"},
                              {std::string("5\0", 2), "number-syntax"},
                              {"$5", "number-syntax"},
                              {"41/50", "number-syntax"},
                              {"0b1", "number-syntax"},
                              {"1_000", "number-syntax"}};
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.text);
    CHECK(read_number(refusal.text).wrong == refusal.code);
    CHECK_FALSE(parse_number(refusal.text).has_value());
  }
}

TEST_CASE("a refusal says where, in characters of what was typed", "[base]") {
  const TypedNumber suffix = read_number(" ５０xyz");
  CHECK(suffix.wrong == "number-suffix");
  CHECK(suffix.at == 3);
  CHECK(suffix.width == 3);
  CHECK(read_interval("40k..many").at == 5);
  CHECK(read_rate("51/x").at == 3);
  CHECK(read_number("").width == 1);
}

TEST_CASE("a percent sign is read only where the fact is a share", "[base]") {
  CHECK(parse_number("82%", Percent::accepted) == 0.82);
  CHECK(parse_number("57 %", Percent::accepted) == 0.57);
  CHECK(parse_number("８２％", Percent::accepted) == 0.82);
  CHECK_FALSE(parse_number("82%"));
  CHECK(read_number("5k%", Percent::accepted).wrong == "number-syntax");
  CHECK(read_number("5%%", Percent::accepted).wrong == "number-syntax");
}

TEST_CASE("an interval has two ends in order", "[base]") {
  for (const char* text :
       {"40k..60k", "40000 .. 60000", "40k…60k", "40k~60k", "40k–60k", "4万～6万", "4万至6万", "4万—6万"}) {
    CAPTURE(text);
    const TypedNumber interval = read_interval(text);
    CHECK(interval.wrong == "");
    CHECK(interval.low == 40000);
    CHECK(interval.high == 60000);
    CHECK(interval.value == 50000);
  }
  CHECK(read_interval("-5..5").low == -5);
  CHECK(read_interval("1.5..2.5").low == 1.5);
  CHECK(read_interval("7..7").high == 7);
  CHECK(read_interval("50k").low == 50000);
  CHECK(read_interval("60k..40k").wrong == "interval-reversed");
  for (const char* text : {"..", "..5", "5..", "40k..", "~"}) {
    CAPTURE(text);
    CHECK(read_interval(text).wrong == "number-missing");
  }
  for (const char* text : {"1...5", "1..2..3", "40k-60k", "1..x"}) {
    CAPTURE(text);
    CHECK(read_interval(text).wrong == "number-syntax");
  }
}

TEST_CASE("a suffix on one end only is refused where it would have two readings", "[base]") {
  CHECK(read_interval("40..60k").wrong == "interval-ambiguous");
  CHECK(read_interval("40..60万").wrong == "interval-ambiguous");
  CHECK(read_interval("500..2k").low == 500);
  CHECK(read_interval("0..60k").high == 60000);
  CHECK(read_interval("40k..60000").high == 60000);
  const TypedNumber share = read_interval("57..60%", Percent::accepted);
  CHECK(share.low == 0.57);
  CHECK(share.high == 0.6);
  CHECK(read_interval("0.5..60%", Percent::accepted).wrong == "interval-ambiguous");
}

TEST_CASE("a counted rate becomes its Wilson interval", "[base]") {
  const TypedNumber rate = read_rate("41/50");
  CHECK(rate.value == 0.82);
  // The ends solve (rate - p)^2 = z^2 p (1 - p) / n, Wilson 1927.
  constexpr double z = 1.2815515655446004;
  for (const double end : {rate.low, rate.high}) {
    CHECK((0.82 - end) * (0.82 - end) == Approx(z * z * end * (1 - end) / 50));
  }
  CHECK(rate.low == Approx(0.7406).margin(5e-5));
  CHECK(rate.high == Approx(0.8791).margin(5e-5));
  CHECK(read_rate("0/10").low == 0);
  CHECK(read_rate("0/10").high > 0.1);
  CHECK(read_rate("10/10").high == 1);
  CHECK(read_rate("4,100 / 5k").value == 0.82);
  CHECK(read_rate("４１／５０").value == 0.82);
  CHECK(read_rate("0.82").low == 0.82);
  CHECK(read_rate("82%").value == 0.82);
  CHECK(read_rate("80%..90%").high == 0.9);
  const Refusal refusals[] = {
      {"51/50", "count-above-total"}, {"4.5/50", "count-not-whole"}, {"4/50.5", "count-not-whole"},
      {"-1/50", "count-not-whole"},   {"0/0", "count-of-nothing"},   {"/50", "number-missing"},
      {"41/", "number-missing"},      {"41/50/2", "number-syntax"},  {"41%/50", "number-percent"}};
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.text);
    CHECK(read_rate(refusal.text).wrong == refusal.code);
  }
}

TEST_CASE("a Wilson interval holds its rate, stays within 0 and 1, and narrows with more trials", "[base]") {
  for (double trials = 1; trials <= 4096; trials *= 2) {
    for (int i = 0; i <= 8; ++i) {
      const double successes = std::floor(trials * i / 8);
      const CountedRate rate = wilson_interval(successes, trials);
      CHECK(0 <= rate.low);
      CHECK(rate.low <= rate.value);
      CHECK(rate.value <= rate.high);
      CHECK(rate.high <= 1);
      const CountedRate more = wilson_interval(successes * 4, trials * 4);
      CHECK(more.high - more.low < rate.high - rate.low);
    }
  }
}

TEST_CASE("money is an amount with the currency that was written", "[base]") {
  struct Amount {
    std::string text;
    double value;
    std::string currency;
  };
  const Amount amounts[] = {{"300万元", 3e6, "CNY"},
                            {"CNY 3M", 3e6, "CNY"},
                            {"$420k", 420e3, "USD"},
                            {"420k USD", 420e3, "USD"},
                            {"€10k", 10e3, "EUR"},
                            {"¥3M", 3e6, "CNY"},
                            {"￥3M", 3e6, "CNY"},
                            {"30000", 30000, ""},
                            {"30,000 usd", 30000, "USD"},
                            {"US$1.5B", 1.5e9, "USD"},
                            {"人民币300万元", 3e6, "CNY"},
                            {"300万元人民币", 3e6, "CNY"},
                            {"5万美元", 5e4, "USD"},
                            {"2元", 2, "CNY"},
                            {"1.2万元", 12000, "CNY"},
                            {"3MEUR", 3e6, "EUR"},
                            {"£2m", 2e6, "GBP"},
                            {"$420k USD", 420e3, "USD"},
                            {"JPY 3M", 3e6, "JPY"},
                            {"3M JPY", 3e6, "JPY"},
                            {"300万日元", 3e6, "JPY"},
                            {"JP¥5000", 5000, "JPY"},
                            {"5亿韩元", 5e8, "KRW"},
                            {"₹2m", 2e6, "INR"},
                            {"-$5", -5, "USD"},
                            {"$-5", -5, "USD"},
                            {"RMB 3 million", 3e6, "CNY"},
                            {"1亿5000万元", 1.5e8, "CNY"},
                            {"80 dollars", 80, "USD"},
                            {"$ 80", 80, "USD"}};
  for (const Amount& amount : amounts) {
    CAPTURE(amount.text);
    const TypedNumber money = read_money(amount.text);
    CHECK(money.wrong == "");
    CHECK(money.value == amount.value);
    CHECK(money.low == amount.value);
    CHECK(money.currency == amount.currency);
  }
  const TypedNumber interval = read_money("$18k..46k");
  CHECK(interval.low == 18000);
  CHECK(interval.high == 46000);
  CHECK(interval.currency == "USD");
  CHECK(read_money("30万..50万元").currency == "CNY");
  CHECK(read_money("300万元至400万元").high == 4e6);
}

TEST_CASE("money that cannot be meant is refused", "[base]") {
  const Refusal refusals[] = {{"", "number-missing"},
                              {"$", "number-missing"},
                              {"万元", "number-syntax"},
                              {"$300万元", "currency-conflict"},
                              {"$18k..€46k", "currency-conflict"},
                              {"30..50万元", "interval-ambiguous"},
                              {"$46k..18k", "interval-reversed"},
                              {"HK$3M", "number-syntax"},
                              {"3000泰铢", "number-syntax"},
                              {"$--5", "number-syntax"},
                              {"--$5", "number-syntax"},
                              {"-$-5", "number-syntax"},
                              {"$5%", "number-percent"},
                              {"$nan", "number-syntax"},
                              {"$5 a month", "number-suffix"},
                              {"usd", "number-missing"},
                              {"usdk", "number-syntax"},
                              {"$1e999", "number-too-large"},
                              {"a lot", "number-syntax"}};
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.text);
    CHECK(read_money(refusal.text).wrong == refusal.code);
  }
}

TEST_CASE("no text, however wild, does more than be refused or give a finite number", "[base]") {
  const std::string alphabet[] = {"0",  "5",  "9", ".", ",", "-",  "+", "e",  "k",   "M",    "万", "亿",
                                  "千", "..", "/", "%", "$", "元", " ", "～", "USD", "\xff", "x",  "1e308"};
  std::mt19937 random(7);
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (std::size_t n = pick(random, 9); n > 0; --n) text += alphabet[pick(random, std::size(alphabet))];
    CAPTURE(text);
    for (const TypedNumber& number : {read_number(text), read_interval(text), read_rate(text), read_money(text)}) {
      const bool good = number.ok()
                            ? std::isfinite(number.low) && number.low <= number.value && number.value <= number.high
                            : number.at >= 0 && number.width >= 1;
      if (!good) FAIL("not a number and not refused");
    }
  }
}
