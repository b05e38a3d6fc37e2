// Conditions and values: what they mean over points and over intervals.
#include "pathfinder/rules/expression.hpp"

#include <cmath>
#include <random>

#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::small_vocabulary;

namespace {

const Vocabulary& vocabulary() {
  static const Vocabulary small = small_vocabulary();
  return small;
}
const double missing = std::nan("");

/// Values of the small vocabulary's slots; every fact is missing until set, with its whole range as interval.
struct Lane {
  Lane() {
    for (const FactSpec& spec : vocabulary().slots) {
      values.push_back(missing);
      low.push_back(spec.low);
      high.push_back(spec.high);
      known.push_back(0);
    }
  }
  Lane& set(std::string_view id, double value) { return set(id, value, value, value); }
  Lane& set(std::string_view id, double from, double value, double to) {
    const std::size_t slot = vocabulary().find(id);
    values[slot] = value;
    low[slot] = from;
    high[slot] = to;
    known[slot] = 1;
    return *this;
  }
  std::vector<double> values, low, high;
  std::vector<unsigned char> known;
};

Expression parsed(std::string_view text, Expect expect) {
  std::vector<ExpressionError> errors;
  Expression expression = parse_expression(text, expect, vocabulary(), errors);
  INFO(text);
  for (const ExpressionError& error : errors) UNSCOPED_INFO(error.code << " at " << error.offset);
  REQUIRE(errors.empty());
  return expression;
}

double at(const Expression& expression, const Lane& lane) {
  std::vector<double> out(1);
  evaluate(expression, ValueBlock{1, 1, lane.values.data(), lane.known.data()}, out);
  return out[0];
}
std::pair<double, double> over(const Expression& expression, const Lane& lane) {
  std::vector<double> low(1), high(1);
  evaluate(expression, RangeBlock{1, 1, lane.low.data(), lane.high.data(), lane.known.data()}, low, high);
  return {low[0], high[0]};
}

double number(std::string_view text, const Lane& lane = {}) {
  return at(parsed(text, Expect::number), lane);
}
Truth holds(std::string_view text, const Lane& lane = {}) {
  return truth(at(parsed(text, Expect::truth), lane));
}
Truth certain(std::string_view text, const Lane& lane = {}) {
  return truth(over(parsed(text, Expect::truth), lane).first);
}

}  // namespace

TEST_CASE("arithmetic binds as in school: products before sums, signs before products, parentheses first", "[rules]") {
  CHECK(number("2 + 3 * 4") == 14);
  CHECK(number("(2 + 3) * 4") == 20);
  CHECK(number("10 - 3 - 2") == 5);
  CHECK(number("24 / 4 / 2") == 3);
  CHECK(number("-2 * 3 + 10") == 4);
  CHECK(number("2 * -3") == -6);
  CHECK(number("-(2 + 3)") == -5);
  CHECK(number("- -5") == 5);
}

TEST_CASE("numbers take suffixes and exponents", "[rules]") {
  CHECK(number("200k") == 200e3);
  CHECK(number("1.5M") == 1.5e6);
  CHECK(number("2B") == 2e9);
  CHECK(number("3T") == 3e12);
  CHECK(number("5e10") == 5e10);
  CHECK(number(".5") == 0.5);
}

TEST_CASE("not binds before and, and before or", "[rules]") {
  Lane lane;
  lane.set("docs", 10).set("labels", 0);
  CHECK(holds("docs == 10 or labels == 1 and docs == 11", lane) == Truth::yes);
  CHECK(holds("(docs == 10 or labels == 1) and docs == 11", lane) == Truth::no);
  CHECK(holds("not docs == 11 and labels == 0", lane) == Truth::yes);
  CHECK(holds("not (docs == 11 or labels == 0)", lane) == Truth::no);
  CHECK(holds("not not docs == 10", lane) == Truth::yes);
}

TEST_CASE("comparisons include or exclude their bound as written", "[rules]") {
  Lane lane;
  lane.set("labels", 5000);
  CHECK(holds("labels < 5000", lane) == Truth::no);
  CHECK(holds("labels <= 5000", lane) == Truth::yes);
  CHECK(holds("labels > 5000", lane) == Truth::no);
  CHECK(holds("labels >= 5000", lane) == Truth::yes);
  CHECK(holds("labels == 5000", lane) == Truth::yes);
  CHECK(holds("labels != 5000", lane) == Truth::no);
}

TEST_CASE("Kleene's tables hold over points and over intervals", "[rules]") {
  // cited is the left operand, `labels > 5` the right one; a missing fact makes unknown.
  const auto lane = [](int left, int right) {
    Lane made;
    if (left != 1) made.set("cited", left == 2 ? 1 : 0);
    if (right != 1) made.set("labels", right == 2 ? 10 : 0);
    return made;
  };
  for (int left = 0; left <= 2; ++left) {
    for (int right = 0; right <= 2; ++right) {
      INFO("left " << left << ", right " << right);
      const auto both = static_cast<Truth>(std::min(left, right));
      const auto either = static_cast<Truth>(std::max(left, right));
      CHECK(holds("cited and labels > 5", lane(left, right)) == both);
      CHECK(holds("cited or labels > 5", lane(left, right)) == either);
      CHECK(certain("cited and labels > 5", lane(left, right)) == both);
      CHECK(certain("cited or labels > 5", lane(left, right)) == either);
    }
    CHECK(holds("not cited", lane(left, 0)) == static_cast<Truth>(2 - left));
    CHECK(certain("not cited", lane(left, 0)) == static_cast<Truth>(2 - left));
  }
}

TEST_CASE("a comparison over an interval is unknown unless it holds or fails over the whole of it", "[rules]") {
  Lane lane;
  lane.set("labels", 4000, 4500, 6000);
  CHECK(certain("labels < 5000", lane) == Truth::unknown);
  CHECK(certain("labels < 6001", lane) == Truth::yes);
  CHECK(certain("labels < 6000", lane) == Truth::unknown);
  CHECK(certain("labels <= 6000", lane) == Truth::yes);
  CHECK(certain("labels < 4000", lane) == Truth::no);
  CHECK(certain("labels <= 4000", lane) == Truth::unknown);
  CHECK(certain("labels > 3999", lane) == Truth::yes);
  CHECK(certain("labels >= 6001", lane) == Truth::no);
  CHECK(certain("labels == 5000", lane) == Truth::unknown);
  CHECK(certain("labels == 7000", lane) == Truth::no);
  CHECK(certain("labels != 7000", lane) == Truth::yes);
  CHECK(certain("labels != 5000", lane) == Truth::unknown);
  lane.set("labels", 5000);
  CHECK(certain("labels == 5000", lane) == Truth::yes);
  CHECK(certain("labels != 5000", lane) == Truth::no);
}

TEST_CASE("a missing value makes comparisons unknown and arithmetic missing", "[rules]") {
  CHECK(holds("docs < 5") == Truth::unknown);
  CHECK(holds("docs != 5") == Truth::unknown);
  CHECK(holds("task == qa") == Truth::unknown);
  CHECK(holds("task in {qa, code}") == Truth::unknown);
  CHECK(std::isnan(number("docs + 1")));
  CHECK(std::isnan(number("2 * docs")));
  CHECK(std::isnan(number("log10(docs)")));
  CHECK(std::isnan(number("ramp(docs, 0, 0, 1, 1)")));
  CHECK(std::isnan(number("1 / 0")));
  CHECK(std::isnan(number("sqrt(-1)")));
}

TEST_CASE("known asks whether a fact was said, not what it is", "[rules]") {
  Lane lane;
  CHECK(holds("known(docs)", lane) == Truth::no);
  CHECK(certain("not known(docs)", lane) == Truth::yes);
  lane.set("docs", 1, 5, 9);
  CHECK(holds("known(docs)", lane) == Truth::yes);
  CHECK(certain("known(docs)", lane) == Truth::yes);
}

TEST_CASE("if takes a branch, and where nobody knows the mean over points and the hull over intervals", "[rules]") {
  Lane lane;
  CHECK(number("if(cited, 10, 20)", lane) == 15);
  CHECK(over(parsed("if(cited, 10, 20)", Expect::number), lane) == std::pair<double, double>{10, 20});
  lane.set("cited", 1);
  CHECK(number("if(cited, 10, 20)", lane) == 10);
  CHECK(over(parsed("if(cited, 10, 20)", Expect::number), lane) == std::pair<double, double>{10, 10});
  CHECK(over(parsed("if(not cited, 10, 20)", Expect::number), lane) == std::pair<double, double>{20, 20});
  CHECK(number("if(docs > 1, docs, 7)", lane) == 7);  // an unknown branch that is missing leaves the other
}

TEST_CASE("ramp is linear between its points and flat outside", "[rules]") {
  const Expression ramp = parsed("ramp(labels, 0, -1, 10, 1, 20, 0.5)", Expect::number);
  const auto value = [&](double x) { return at(ramp, Lane().set("labels", x)); };
  CHECK(value(-5) == -1);
  CHECK(value(0) == -1);
  CHECK(value(5) == 0);
  CHECK(value(10) == 1);
  CHECK(value(15) == 0.75);
  CHECK(value(99) == 0.5);
  // Over an interval the peak inside counts, not only the ends.
  CHECK(over(ramp, Lane().set("labels", 5, 10, 20)) == std::pair<double, double>{0, 1});
}

TEST_CASE("a ramp may have any number of points, for one lane as for many", "[rules]") {
  std::string line = "ramp(labels, 0, 0";
  for (int i = 1; i <= 40; ++i) line += ", " + std::to_string(i) + ", " + std::to_string(i % 2);  // a zigzag
  const Expression zigzag = parsed(line + ")", Expect::number);
  Lane all;
  std::vector<double> values(all.values.size() * max_lanes, missing), out(max_lanes);
  for (std::size_t lane = 0; lane < max_lanes; ++lane)
    values[vocabulary().find("labels") * max_lanes + lane] = 0.25 + 0.75 * static_cast<double>(lane);
  evaluate(zigzag, ValueBlock{max_lanes, max_lanes, values.data(), all.known.data()}, out);
  for (std::size_t lane = 0; lane < max_lanes; ++lane) {
    const double x = 0.25 + 0.75 * static_cast<double>(lane);
    const double tooth = std::abs(x - 2 * std::round(x / 2));
    INFO(x);
    CHECK(out[lane] == (x > 40 ? 0 : tooth));
    CHECK(at(zigzag, Lane().set("labels", x)) == out[lane]);
  }
}

TEST_CASE("a quotient over intervals is any value only where the divisor may be nothing", "[rules]") {
  const Expression quotient = parsed("docs / labels", Expect::number);
  const auto by = [&](double low, double high) {
    return over(quotient, Lane().set("docs", 8, 8, 16).set("labels", low, high, high));
  };
  const std::pair<double, double> any(-INFINITY, INFINITY);
  CHECK(by(2, 4) == std::pair<double, double>{2, 8});
  CHECK(by(-4, -2) == std::pair<double, double>{-8, -2});
  CHECK(by(-2, 4) == any);
  CHECK(by(0, 4) == any);
  CHECK(by(-4, 0) == any);
}

TEST_CASE("min, max, log10 and sqrt compute what they say", "[rules]") {
  CHECK(number("min(3, 1, 2)") == 1);
  CHECK(number("max(3, 1, 2, 9)") == 9);
  CHECK(number("log10(1000)") == Approx(3));
  CHECK(number("sqrt(16)") == 4);
}

TEST_CASE("categories compare by their words, and by order only where they have one", "[rules]") {
  Lane lane;
  lane.set("task", 1).set("changes", 1);
  CHECK(holds("task == code", lane) == Truth::yes);
  CHECK(holds("task != qa", lane) == Truth::yes);
  CHECK(holds("task in {qa, classification}", lane) == Truth::no);
  CHECK(holds("cited == no", Lane().set("cited", 0)) == Truth::yes);
  CHECK(holds("cited == yes", Lane().set("cited", 0)) == Truth::no);
  CHECK(holds("cited == no", Lane().set("cited", 1)) == Truth::no);
  CHECK(holds("changes >= monthly", lane) == Truth::yes);
  CHECK(holds("changes > monthly", lane) == Truth::no);
}

TEST_CASE("membership over an interval is certain only when every level in it is, or none", "[rules]") {
  CHECK(certain("task in {qa, code, classification}") == Truth::yes);
  CHECK(certain("task in {qa, code}") == Truth::unknown);
  CHECK(certain("task in {qa, code}", Lane().set("task", 0, 0, 1)) == Truth::yes);
  CHECK(certain("task in {classification}", Lane().set("task", 0, 0, 1)) == Truth::no);
}

TEST_CASE("a set may name any entry of a long catalogue", "[rules]") {
  CHECK(holds("place in {p3, p40, p99}", Lane().set("place", 40)) == Truth::yes);
  CHECK(holds("place in {p3, p40, p99}", Lane().set("place", 8)) == Truth::no);
  CHECK(certain("place in {p3, p40, p99}", Lane().set("place", 99)) == Truth::yes);
  CHECK(certain("place in {p3}") == Truth::unknown);
}

TEST_CASE("what a line reads and compares is listed for reasons", "[rules]") {
  const Expression condition = parsed("labels < 5000 and docs > 10 and labels > 3", Expect::truth);
  REQUIRE(condition.reads == std::vector<std::size_t>{vocabulary().find("labels"), vocabulary().find("docs")});
  REQUIRE(condition.comparisons.size() == 3);
  CHECK(condition.comparisons[0].slot == vocabulary().find("labels"));
  CHECK(condition.comparisons[0].threshold == 5000);
}

namespace {

/// Random well-formed lines; not every one is well-typed in its units, so all numbers are made unitless by "* 1".
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::string truth(int depth) {
    switch (pick(depth > 0 ? 7 : 3)) {
      case 0:
        return "cited";
      case 1:
        return pick(2) == 0 ? "task in {qa, code}" : "changes >= monthly";
      case 2:
        return number(depth - 1) + comparison() + number(depth - 1);
      case 3:
        return "(" + truth(depth - 1) + " and " + truth(depth - 1) + ")";
      case 4:
        return "(" + truth(depth - 1) + " or " + truth(depth - 1) + ")";
      case 5:
        return "not (" + truth(depth - 1) + ")";
      default:
        return pick(2) == 0 ? "known(docs)" : "task == classification";
    }
  }
  std::string number(int depth) {
    switch (pick(depth > 0 ? 10 : 3)) {
      case 0:
        return std::to_string(pick(20) - 5) + ".5";
      case 1:
        return "(docs * 1)";
      case 2:
        return "(labels * 1)";
      case 3:
        return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
      case 4:
        return "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
      case 5:
        return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
      case 6:
        return "(" + number(depth - 1) + " / " + number(depth - 1) + ")";
      case 7:
        return "if(" + truth(depth - 1) + ", " + number(depth - 1) + ", " + number(depth - 1) + ")";
      case 8:
        return "ramp(" + number(depth - 1) + ", -3, 2, 0, -1, 4, 5)";
      default:
        return (pick(2) == 0 ? "log10(" : "sqrt(") + number(depth - 1) + ")";
    }
  }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() % 10001) / 10000.0;
  }
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

 private:
  std::string comparison() {
    static const std::vector<std::string> signs = {" < ", " <= ", " > ", " >= ", " == ", " != "};
    return signs[static_cast<std::size_t>(pick(6))];
  }
  std::mt19937 random_;
};

/// A lane with random intervals and random points inside them.
Lane random_lane(Writer& writer) {
  Lane lane;
  const auto numeric = [&](std::string_view id) {
    if (writer.pick(6) == 0) return;  // left unknown: the point is missing, the interval the whole range
    const double low = writer.uniform(0, 10);
    const double high = writer.pick(3) == 0 ? low : writer.uniform(low, 12);
    lane.set(id, low, writer.uniform(low, high), high);
  };
  numeric("docs");
  numeric("labels");
  const auto level = [&](std::string_view id, int count) {
    if (writer.pick(3) == 0) return;
    const int low = writer.pick(count);
    const int high = low + writer.pick(count - low);
    lane.set(id, low, low + writer.pick(high - low + 1), high);
  };
  level("task", 3);
  level("changes", 3);
  level("cited", 2);
  return lane;
}

}  // namespace

TEST_CASE("whatever the line, the interval contains the point", "[rules]") {
  Writer writer(20261124);
  int decided = 0;
  for (int i = 0; i < 4000; ++i) {
    const bool as_truth = writer.pick(2) == 0;
    const std::string text = as_truth ? writer.truth(4) : writer.number(4);
    const Expression expression = parsed(text, as_truth ? Expect::truth : Expect::number);
    for (int j = 0; j < 5; ++j) {
      const Lane lane = random_lane(writer);
      const double point = at(expression, lane);
      const auto [low, high] = over(expression, lane);
      const auto knows = [&](std::string_view id) { return lane.known[vocabulary().find(id)] != 0; };
      const bool all_known = knows("docs") && knows("labels") && knows("task") && knows("changes") && knows("cited");
      INFO(text << "\n point " << point << " interval " << low << " … " << high);
      if (as_truth) {
        REQUIRE(low == high);
        // A certain answer over the interval is the answer at the point, unless the point does not know: a missing fact
        // has a range all the same, and so has the root or logarithm of a negative number, or a division by nothing.
        const bool always_a_number = text.find("sqrt") == std::string::npos &&
                                     text.find("log10") == std::string::npos && text.find('/') == std::string::npos;
        if (low != 0.5) {
          REQUIRE((point == low || (point == 0.5 && !(all_known && always_a_number))));
          ++decided;
        }
      } else {
        REQUIRE(!std::isnan(low));
        REQUIRE(!std::isnan(high));
        REQUIRE(low <= high);
        if (!std::isnan(point) && all_known) {
          const double slack = 1e-9 * (1 + std::abs(point));
          REQUIRE(point >= low - slack);
          REQUIRE(point <= high + slack);
        }
      }
    }
  }
  CHECK(decided > 1000);  // or the test would say nothing
}

TEST_CASE("a block of 64 lanes gives the same bits as 64 blocks of one", "[rules]") {
  Writer writer(7);
  for (int i = 0; i < 200; ++i) {
    const bool as_truth = i % 2 == 0;
    const Expression expression =
        parsed(as_truth ? writer.truth(4) : writer.number(4), as_truth ? Expect::truth : Expect::number);
    std::vector<Lane> lanes;
    for (std::size_t lane = 0; lane < max_lanes; ++lane) lanes.push_back(random_lane(writer));
    const std::size_t slots = vocabulary().size();
    std::vector<double> values(slots * max_lanes), low(slots * max_lanes), high(slots * max_lanes);
    const std::vector<unsigned char> known(slots, 1);
    for (std::size_t lane = 0; lane < max_lanes; ++lane) {
      lanes[lane].known = known;  // one set of known facts per block
      for (std::size_t slot = 0; slot < slots; ++slot) {
        values[slot * max_lanes + lane] = lanes[lane].values[slot];
        low[slot * max_lanes + lane] = lanes[lane].low[slot];
        high[slot * max_lanes + lane] = lanes[lane].high[slot];
      }
    }
    std::vector<double> points(max_lanes), lows(max_lanes), highs(max_lanes);
    evaluate(expression, ValueBlock{max_lanes, max_lanes, values.data(), known.data()}, points);
    evaluate(expression, RangeBlock{max_lanes, max_lanes, low.data(), high.data(), known.data()}, lows, highs);
    for (std::size_t lane = 0; lane < max_lanes; ++lane) {
      const double one = at(expression, lanes[lane]);
      REQUIRE((one == points[lane] || (std::isnan(one) && std::isnan(points[lane]))));
      REQUIRE(over(expression, lanes[lane]) == std::pair<double, double>{lows[lane], highs[lane]});
    }
  }
}
