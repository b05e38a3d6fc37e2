#include "pathfinder/rules/expression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "pathfinder/base/lanes.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// Without initial values: a stack of them costs nothing to make.
struct Bounds {
  double low;
  double high;
};

double as_truth(bool value) {
  return value ? 1.0 : 0.0;
}
double ramp_at(std::span<const double> points, double x) {
  if (std::isnan(x)) return x;
  if (x <= points[0]) return points[1];
  for (std::size_t i = 2; i < points.size(); i += 2) {
    if (x > points[i]) continue;
    const double share = (x - points[i - 2]) / (points[i] - points[i - 2]);
    return points[i - 1] + share * (points[i + 1] - points[i - 1]);
  }
  return points[points.size() - 1];
}
bool holds(std::span<const double> set, double level) {
  return std::find(set.begin(), set.end(), level) != set.end();
}

// Arithmetic over points.
double compare(Op op, double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return 0.5;
  switch (op) {
    case Op::less:
      return as_truth(a < b);
    case Op::less_equal:
      return as_truth(a <= b);
    case Op::greater:
      return as_truth(a > b);
    case Op::greater_equal:
      return as_truth(a >= b);
    case Op::equal:
      return as_truth(a == b);
    default:
      return as_truth(a != b);
  }
}
double arithmetic(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    default:
      return b == 0 ? std::nan("") : a / b;
  }
}
double smaller(double a, double b) {
  return std::isnan(a) ? b : (std::isnan(b) ? a : std::min(a, b));
}
double larger(double a, double b) {
  return std::isnan(a) ? b : (std::isnan(b) ? a : std::max(a, b));
}
double truth_of(double a) {
  return std::isnan(a) ? 0.5 : as_truth(a != 0);
}
double member(std::span<const double> set, double a) {
  return std::isnan(a) ? 0.5 : as_truth(holds(set, a));
}
double choose(double condition, double a, double b) {
  if (condition == 1.0) return a;
  if (condition == 0.0) return b;
  return std::isnan(a) ? b : (std::isnan(b) ? a : (a + b) / 2);
}
double apply_rising(double (*function)(double), double a) {
  return function(a);
}
double negate(double a) {
  return -a;
}
double not_of(double a) {
  return 1.0 - a;
}
double ramp_over(std::span<const double> points, double a) {
  return ramp_at(points, a);
}
double constant_of(double value, double /*like*/) {
  return value;
}

// Arithmetic over intervals.
Bounds compare(Op op, Bounds a, Bounds b) {
  const auto decided = [](bool always, bool never) {
    const double value = always ? 1.0 : (never ? 0.0 : 0.5);
    return Bounds{value, value};
  };
  switch (op) {
    case Op::less:
      return decided(a.high < b.low, a.low >= b.high);
    case Op::less_equal:
      return decided(a.high <= b.low, a.low > b.high);
    case Op::greater:
      return decided(a.low > b.high, a.high <= b.low);
    case Op::greater_equal:
      return decided(a.low >= b.high, a.high < b.low);
    case Op::equal:
      return decided(a.low == a.high && b.low == b.high && a.low == b.low, a.high < b.low || b.high < a.low);
    default:
      return decided(a.high < b.low || b.high < a.low, a.low == a.high && b.low == b.high && a.low == b.low);
  }
}
Bounds hull(std::initializer_list<double> values) {
  Bounds range{INFINITY, -INFINITY};
  for (double value : values) {
    if (std::isnan(value)) return {-INFINITY, INFINITY};
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}
Bounds arithmetic(Op op, Bounds a, Bounds b) {
  switch (op) {
    case Op::add:
      return hull({a.low + b.low, a.high + b.high});
    case Op::subtract:
      return hull({a.low - b.high, a.high - b.low});
    case Op::multiply:
      return hull({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
    default:
      if (b.low <= 0 && b.high >= 0) return {-INFINITY, INFINITY};
      return hull({a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high});
  }
}
Bounds smaller(Bounds a, Bounds b) {
  return {std::min(a.low, b.low), std::min(a.high, b.high)};
}
Bounds larger(Bounds a, Bounds b) {
  return {std::max(a.low, b.low), std::max(a.high, b.high)};
}
Bounds truth_of(Bounds a) {
  const double value = a.low == a.high ? as_truth(a.low != 0) : 0.5;
  return {value, value};
}
Bounds member(std::span<const double> set, Bounds a) {
  double within = 0;  // different levels of the set inside the range
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i] >= a.low && set[i] <= a.high && !holds(set.first(i), set[i])) ++within;
  }
  const double possible = std::floor(a.high) - std::ceil(a.low) + 1;
  const double value = within == 0 ? 0.0 : (within >= possible ? 1.0 : 0.5);
  return {value, value};
}
Bounds choose(Bounds condition, Bounds a, Bounds b) {
  if (condition.low == 1.0) return a;
  if (condition.low == 0.0) return b;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}
Bounds apply_rising(double (*function)(double),
                    Bounds a) {  // both functions rise; below 0 they are missing, which is any value
  return hull({function(a.low), function(a.high)});
}
Bounds negate(Bounds a) {
  return {-a.high, -a.low};
}
Bounds not_of(Bounds a) {
  return {1.0 - a.high, 1.0 - a.low};
}
Bounds ramp_over(std::span<const double> points, Bounds a) {
  Bounds range = hull({ramp_at(points, a.low), ramp_at(points, a.high)});
  for (std::size_t i = 0; i < points.size(); i += 2) {
    if (points[i] > a.low && points[i] < a.high) {
      range = {std::min(range.low, points[i + 1]), std::max(range.high, points[i + 1])};
    }
  }
  return range;
}
Bounds constant_of(double value, Bounds /*like*/) {
  return {value, value};
}

/// ramp_over() of every lane.
void ramp_lanes(const double* at, std::span<const double> points, std::size_t lanes, double* out) {
  constexpr std::size_t most = 16;
  const std::size_t count = points.size() / 2;
  if (count > most) {
    for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = ramp_at(points, at[lane]);
    return;
  }
  std::array<double, most> x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = points[2 * i];
    y[i] = points[2 * i + 1];
  }
  pathfinder::lanes::piecewise(at, out, lanes, x.data(), y.data(), count, std::nan(""));
}

double square_root(double x) {
  return x < 0 ? std::nan("") : std::sqrt(x);
}
double logarithm(double x) {
  return pathfinder::log10(x);
}

/// What a step does with its arguments, lane by lane; the operations above make it points or intervals.
template <class Number, class Each>
inline __attribute__((always_inline)) void apply_step(Op op, const Number* first, const Number* second,
                                                      const Number* third, std::span<const double> constants,
                                                      const Each& each) {
  // The operation is chosen outside the loop over lanes.
  const auto comparing = [&](auto which) {
    each([&](std::size_t lane) { return compare(which(), first[lane], second[lane]); });
  };
  const auto reckoning = [&](auto which) {
    each([&](std::size_t lane) { return arithmetic(which(), first[lane], second[lane]); });
  };
  switch (op) {
    case Op::truth_of:
      return each([&](std::size_t lane) { return truth_of(first[lane]); });
    case Op::add:
      return reckoning([] { return Op::add; });
    case Op::subtract:
      return reckoning([] { return Op::subtract; });
    case Op::multiply:
      return reckoning([] { return Op::multiply; });
    case Op::divide:
      return reckoning([] { return Op::divide; });
    case Op::negate:
      return each([&](std::size_t lane) { return negate(first[lane]); });
    case Op::less:
      return comparing([] { return Op::less; });
    case Op::less_equal:
      return comparing([] { return Op::less_equal; });
    case Op::greater:
      return comparing([] { return Op::greater; });
    case Op::greater_equal:
      return comparing([] { return Op::greater_equal; });
    case Op::equal:
      return comparing([] { return Op::equal; });
    case Op::not_equal:
      return comparing([] { return Op::not_equal; });
    case Op::in_set:
      return each([&](std::size_t lane) { return member(constants, first[lane]); });
    case Op::conjunction:
    case Op::minimum:
      return each([&](std::size_t lane) { return smaller(first[lane], second[lane]); });
    case Op::disjunction:
    case Op::maximum:
      return each([&](std::size_t lane) { return larger(first[lane], second[lane]); });
    case Op::negation:
      return each([&](std::size_t lane) { return not_of(first[lane]); });
    case Op::log10:
      return each([&](std::size_t lane) { return apply_rising(logarithm, first[lane]); });
    case Op::sqrt:
      return each([&](std::size_t lane) { return apply_rising(square_root, first[lane]); });
    case Op::choose:
      return each([&](std::size_t lane) { return choose(first[lane], second[lane], third[lane]); });
    case Op::ramp:
      return each([&](std::size_t lane) { return ramp_over(constants, first[lane]); });
    case Op::constant:
    case Op::slot:
    case Op::known:
      break;  // leaves
  }
}

using pathfinder::apply;

/// The same for intervals.
void apply(Op op, const Bounds* first, const Bounds* second, const Bounds* third, std::span<const double> constants,
           std::size_t lanes, Bounds* out) {
  const auto each = [&](auto&& compute) {
    for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = compute(lane);
  };
  apply_step(op, first, second, third, constants, each);
}

/// The constants of a ramp or set.
std::span<const double> constants_of(const Expression& expression, const Instruction& step) {
  if (step.count == 0) return {};
  return {expression.constants.data() + step.operand, step.count};
}

/// Runs the code over all lanes, one instruction at a time; apply() makes it points or intervals. The result stands
/// until the next run of this thread.
template <class Number, class Load>
const Number* run(const Expression& expression, std::size_t lanes, const unsigned char* known, const Load& load) {
  thread_local std::vector<Number> stack;
  const std::size_t places = (expression.depth + 3) * max_lanes;  // a step looks at up to three places
  if (stack.size() < places) stack.resize(places);
  std::size_t top = 0;
  for (const Instruction& step : expression.code) {
    top -= step.arguments;
    Number* result = &stack[top * max_lanes];
    switch (step.op) {
      case Op::constant:
        std::fill_n(result, lanes, constant_of(expression.constants[step.operand], Number{}));
        break;
      case Op::slot:
        for (std::size_t lane = 0; lane < lanes; ++lane) result[lane] = load(step.operand, lane);
        break;
      case Op::known:
        std::fill_n(result, lanes, constant_of(known[step.operand] != 0 ? 1.0 : 0.0, Number{}));
        break;
      case Op::minimum:
      case Op::maximum:
        for (std::uint32_t i = 1; i < step.arguments; ++i)
          apply(step.op, result, result + i * max_lanes, nullptr, {}, lanes, result);
        break;
      default:
        apply(step.op, result, result + max_lanes, result + 2 * max_lanes, constants_of(expression, step), lanes,
              result);
    }
    ++top;
  }
  return stack.data();
}

/// The same for one lane, as one scenario's facts are: no loops, and nothing is kept from run to run.
/// \pre expression.depth <= max_depth
constexpr std::size_t max_depth = 32;
template <class Number, class Load>
Number run_one(const Expression& expression, const unsigned char* known, const Load& load) {
  std::array<Number, max_depth + 3> stack;  // a step looks at up to three places
  Number* result = stack.data();
  for (const Instruction& step : expression.code) {
    result -= step.arguments;
    const auto each = [result](auto&& compute) { *result = compute(0); };
    switch (step.op) {
      case Op::constant:
        *result = constant_of(expression.constants[step.operand], Number{});
        break;
      case Op::slot:
        *result = load(step.operand);
        break;
      case Op::known:
        *result = constant_of(known[step.operand] != 0 ? 1.0 : 0.0, Number{});
        break;
      case Op::minimum:
        for (std::uint32_t i = 1; i < step.arguments; ++i) *result = smaller(*result, result[i]);
        break;
      case Op::maximum:
        for (std::uint32_t i = 1; i < step.arguments; ++i) *result = larger(*result, result[i]);
        break;
      default:
        apply_step(step.op, result, result + 1, result + 2, constants_of(expression, step), each);
    }
    ++result;
  }
  return stack.front();
}

}  // namespace

PATHFINDER_WIDE_LANES void apply(Op op, const double* first, const double* second, const double* third,
                                 std::span<const double> constants, std::size_t lanes, double* out) {
  constexpr std::size_t several = 8;
  if (op == Op::log10 && lanes >= several) return pathfinder::lanes::log10(first, out, lanes);
  if (op == Op::ramp && lanes >= several) return ramp_lanes(first, constants, lanes, out);
  // A full block is the usual case: with the count fixed the compiler makes vectors of it.
  const auto each = [&](auto&& compute) {
    if (lanes == max_lanes) {
      for (std::size_t lane = 0; lane < max_lanes; ++lane) out[lane] = compute(lane);
    } else {
      for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = compute(lane);
    }
  };
  apply_step(op, first, second, third, constants, each);
}

void evaluate(const Expression& expression, const ValueBlock& block, std::span<double> out) {
  if (block.lanes == 1 && expression.depth <= max_depth) {
    out[0] =
        run_one<double>(expression, block.known, [&](std::uint32_t slot) { return block.values[slot * block.stride]; });
    return;
  }
  const double* values = run<double>(expression, block.lanes, block.known, [&](std::uint32_t slot, std::size_t lane) {
    return block.values[slot * block.stride + lane];
  });
  std::copy_n(values, block.lanes, out.data());
}

void evaluate(const Expression& expression, const RangeBlock& block, std::span<double> low, std::span<double> high) {
  if (block.lanes == 1 && expression.depth <= max_depth) {
    const Bounds range = run_one<Bounds>(expression, block.known, [&](std::uint32_t slot) {
      return Bounds{block.low[slot * block.stride], block.high[slot * block.stride]};
    });
    low[0] = range.low;
    high[0] = range.high;
    return;
  }
  const Bounds* ranges = run<Bounds>(expression, block.lanes, block.known, [&](std::uint32_t slot, std::size_t lane) {
    return Bounds{block.low[slot * block.stride + lane], block.high[slot * block.stride + lane]};
  });
  for (std::size_t lane = 0; lane < block.lanes; ++lane) {
    low[lane] = ranges[lane].low;
    high[lane] = ranges[lane].high;
  }
}

}  // namespace pathfinder
