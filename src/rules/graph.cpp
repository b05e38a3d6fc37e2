#include "pathfinder/rules/graph.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

#include "pathfinder/base/lanes.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {
namespace {

/// \pre no leaf: of those Graph::add makes constants and inputs
int arguments_of(Op op) {
  switch (op) {
    case Op::truth_of:
    case Op::negate:
    case Op::negation:
    case Op::log10:
    case Op::sqrt:
    case Op::ramp:
    case Op::in_set:
      return 1;
    case Op::choose:
      return 3;
    default:
      return 2;
  }
}

/// scale_value() of every lane.
void scale_lanes(const Criterion& criterion, const double* raw, std::size_t lanes, double* out) {
  constexpr std::size_t most = 16;
  const std::size_t points = criterion.scale.size();
  if (points > most) {
    for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = scale_value(criterion, raw[lane]);
    return;
  }
  std::array<double, most> x, y;
  for (std::size_t i = 0; i < points; ++i) {
    x[i] = criterion.scale[i][0];
    y[i] = criterion.scale[i][1];
  }
  pathfinder::lanes::piecewise(raw, out, lanes, x.data(), y.data(), points, criterion.missing);
}

/// What a caution takes where it holds. \pre lanes <= max_lanes
PATHFINDER_WIDE_LANES void less_where_lanes(const double* value, const double* when, double takes, std::size_t lanes,
                                            double* out) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double less = value[lane] - takes;
    out[lane] = when[lane] == 1.0 ? less : value[lane];
  }
}

PATHFINDER_WIDE_LANES void within_unit_lanes(const double* value, std::size_t lanes, double* out) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double one = value[lane];
    const double above = one < 0.0 ? 0.0 : one;
    out[lane] = above > 1.0 ? 1.0 : above;
  }
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;  // 2^64 over the golden ratio, as Fibonacci hashing does
  return hash ^ (hash >> 32U);
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

int Graph::arguments_of(const Step& step) {
  switch (step.kind) {
    case Kind::constant:
    case Kind::input:
      return 0;
    case Kind::step:
      return pathfinder::arguments_of(step.op);
    case Kind::less_where:
      return 2;
    case Kind::scaled:
    case Kind::within_unit:
      return 1;
  }
  return 0;
}

std::uint64_t Graph::hash_of(const Step& step) {
  std::uint64_t hash = (static_cast<std::uint64_t>(step.kind) << 32U) | static_cast<std::uint64_t>(step.op);
  hash = mixed(hash, (static_cast<std::uint64_t>(step.arguments[0]) << 32U) | step.arguments[1]);
  hash = mixed(hash, step.arguments[2]);
  hash = mixed(hash, std::bit_cast<std::uint64_t>(step.number));
  hash = mixed(hash, reinterpret_cast<std::uintptr_t>(step.criterion));
  for (const double one : step.constants) hash = mixed(hash, std::bit_cast<std::uint64_t>(one));
  return hash;
}

bool Graph::same(const Step& a, const Step& b) {
  return a.kind == b.kind && a.op == b.op && std::equal(std::begin(a.arguments), std::end(a.arguments), b.arguments) &&
         a.criterion == b.criterion && same_bits(a.number, b.number) &&
         std::equal(a.constants.begin(), a.constants.end(), b.constants.begin(), b.constants.end(), same_bits);
}

Graph::Node Graph::push(Step step) {
  const auto node = static_cast<Node>(steps_.size());
  Node earlier = none;
  if (step.kind != Kind::input) {  // every input is its own
    const auto [newest, added] = newest_.try_emplace(hash_of(step), node);
    if (!added) {
      for (Node one = newest->second; one != none; one = before_[one]) {
        if (same(steps_[one], step)) return one;
      }
      earlier = std::exchange(newest->second, node);
    }
  }
  const int count = arguments_of(step);
  if (step.kind == Kind::constant) {
    step.fixed = true;
    step.value = step.number;
  } else if (count > 0) {
    double values[3] = {0, 0, 0};
    step.fixed = true;
    for (int i = 0; i < count; ++i) {
      const Step& argument = steps_[step.arguments[i]];
      step.fixed = step.fixed && argument.fixed;
      values[i] = argument.value;
    }
    if (step.fixed) run(step, &values[0], &values[1], &values[2], 1, &step.value);
  }
  steps_.push_back(step);
  before_.push_back(earlier);
  return node;
}

Graph::Node Graph::constant(double value) {
  Step step;
  step.kind = Kind::constant;
  step.number = value;
  return push(step);
}

Graph::Node Graph::input() {
  Step step;
  step.kind = Kind::input;
  return push(step);
}

Graph::Node Graph::step(Op op, std::span<const Node> arguments, std::span<const double> constants) {
  const auto fixed = [&](std::size_t i) { return value(arguments[i]); };
  if (op == Op::choose && fixed(0)) {
    if (*fixed(0) == 1.0) return arguments[1];
    if (*fixed(0) == 0.0) return arguments[2];
  }
  // Truths are 0, 1/2 or 1, never missing: min and max have their neutral and deciding values.
  if (op == Op::conjunction || op == Op::disjunction) {
    const double neutral = op == Op::conjunction ? 1 : 0;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      if (!fixed(i)) continue;
      if (*fixed(i) == neutral) return arguments[1 - i];
      if (*fixed(i) == 1 - neutral) return arguments[i];
    }
  }
  Step one;
  one.kind = Kind::step;
  one.op = op;
  std::copy_n(arguments.begin(), arguments.size(), one.arguments);
  one.constants = constants;
  return push(one);
}

Graph::Node Graph::add(const Expression& expression, std::span<const Node> slots,
                       std::span<const unsigned char> known) {
  std::vector<Node> stack;
  for (const Instruction& code : expression.code) {
    switch (code.op) {
      case Op::constant:
        stack.push_back(constant(expression.constants[code.operand]));
        break;
      case Op::slot:
        stack.push_back(slots[code.operand]);
        break;
      case Op::known:
        stack.push_back(constant(known[code.operand] != 0 ? 1.0 : 0.0));
        break;
      default: {
        const std::size_t first = stack.size() - code.arguments;
        Node result = 0;
        if (code.op == Op::minimum || code.op == Op::maximum) {
          result = stack[first];
          for (std::size_t i = 1; i < code.arguments; ++i) {
            const Node two[] = {result, stack[first + i]};
            result = step(code.op, two, {});
          }
        } else {
          std::span<const double> constants;
          if (code.count > 0) constants = {expression.constants.data() + code.operand, code.count};
          result = step(code.op, {stack.data() + first, code.arguments}, constants);
        }
        stack.resize(first);
        stack.push_back(result);
      }
    }
  }
  return stack.back();
}

Graph::Node Graph::scaled(const Criterion& criterion, Node raw) {
  Step step;
  step.kind = Kind::scaled;
  step.arguments[0] = raw;
  step.criterion = &criterion;
  return push(step);
}

Graph::Node Graph::less_where(Node value_node, Node when, double takes) {
  if (value(when) && *value(when) != 1.0) return value_node;
  Step step;
  step.kind = Kind::less_where;
  step.arguments[0] = value_node;
  step.arguments[1] = when;
  step.number = takes;
  return push(step);
}

Graph::Node Graph::within_unit(Node value_node) {
  Step step;
  step.kind = Kind::within_unit;
  step.arguments[0] = value_node;
  return push(step);
}

std::optional<double> Graph::value(Node node) const {
  return steps_[node].fixed ? std::optional(steps_[node].value) : std::nullopt;
}

void Graph::finish(std::span<const Node> outputs) {
  needed_.assign(steps_.size(), 0);
  for (const Node output : outputs) needed_[output] = 1;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Step& step = steps_[i];
    if (needed_[i] == 0 || step.fixed) continue;
    for (int k = 0; k < arguments_of(step); ++k) needed_[step.arguments[k]] = 1;
  }
  order_.clear();
  places_.assign(steps_.size(), 0);
  std::size_t columns = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (needed_[i] != 0 || steps_[i].kind == Kind::input) places_[i] = columns++;
  }
  columns_.assign(columns * max_lanes, 0.0);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (needed_[i] == 0 || steps_[i].kind == Kind::input) continue;
    if (steps_[i].fixed) {
      std::fill_n(column(static_cast<Node>(i)), max_lanes, steps_[i].value);
    } else {
      order_.push_back(static_cast<Node>(i));
    }
  }
}

void Graph::run(const Step& step, const double* first, const double* second, const double* third, std::size_t lanes,
                double* out) {
  switch (step.kind) {
    case Kind::step:
      apply(step.op, first, second, third, step.constants, lanes, out);
      break;
    case Kind::scaled:
      scale_lanes(*step.criterion, first, lanes, out);
      break;
    case Kind::less_where:
      less_where_lanes(first, second, step.number, lanes, out);
      break;
    case Kind::within_unit:
      within_unit_lanes(first, lanes, out);
      break;
    case Kind::constant:
    case Kind::input:
      break;
  }
}

void Graph::evaluate(std::size_t lanes) {
  for (const Node node : order_) {
    const Step& step = steps_[node];
    const int count = arguments_of(step);
    const auto argument = [&](int i) { return i < count ? column(step.arguments[i]) : nullptr; };
    run(step, argument(0), argument(1), argument(2), lanes, column(node));
  }
}

}  // namespace pathfinder
