#include "pathfinder/rules/graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

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

template <class T>
void append(std::string& key, const T& value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  key.append(bytes, sizeof(T));
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

Graph::Node Graph::push(Step step) {
  std::string key;
  append(key, step.kind);
  append(key, step.op);
  for (const Node argument : step.arguments) append(key, argument);
  append(key, reinterpret_cast<std::uintptr_t>(step.criterion));
  for (const double one : step.constants) append(key, one);
  if (step.kind == Kind::input) append(key, steps_.size());  // every input is its own
  const auto [at, added] = same_.try_emplace(std::move(key), static_cast<Node>(steps_.size()));
  if (!added) return at->second;

  const auto node = static_cast<Node>(steps_.size());
  const int count = arguments_of(step);
  bool fixed = count > 0;
  double values[3] = {0, 0, 0};
  for (int i = 0; i < count; ++i) {
    const Step& argument = steps_[step.arguments[i]];
    fixed = fixed && argument.kind == Kind::constant;
    if (fixed) values[i] = argument.constants[0];
  }
  if (fixed) {
    double result = 0;
    run(step, &values[0], &values[1], &values[2], 1, &result);
    // The slot stays as this constant, found again under the step's own key.
    step = {};
    step.constants = {result};
  }
  steps_.push_back(std::move(step));
  return node;
}

Graph::Node Graph::constant(double value) {
  Step step;
  step.kind = Kind::constant;
  step.constants = {value};
  return push(std::move(step));
}

Graph::Node Graph::input() {
  Step step;
  step.kind = Kind::input;
  return push(std::move(step));
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
  one.constants.assign(constants.begin(), constants.end());
  return push(std::move(one));
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
  return push(std::move(step));
}

Graph::Node Graph::less_where(Node value_node, Node when, double takes) {
  if (value(when) && *value(when) != 1.0) return value_node;
  Step step;
  step.kind = Kind::less_where;
  step.arguments[0] = value_node;
  step.arguments[1] = when;
  step.constants = {takes};
  return push(std::move(step));
}

Graph::Node Graph::within_unit(Node value_node) {
  Step step;
  step.kind = Kind::within_unit;
  step.arguments[0] = value_node;
  return push(std::move(step));
}

std::optional<double> Graph::value(Node node) const {
  if (steps_[node].kind != Kind::constant) return std::nullopt;
  return steps_[node].constants[0];
}

void Graph::finish(std::span<const Node> outputs) {
  needed_.assign(steps_.size(), 0);
  for (const Node output : outputs) needed_[output] = 1;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Step& step = steps_[i];
    if (needed_[i] == 0) continue;
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
    if (steps_[i].kind == Kind::constant) {
      std::fill_n(column(static_cast<Node>(i)), max_lanes, steps_[i].constants[0]);
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
      less_where_lanes(first, second, step.constants[0], lanes, out);
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
