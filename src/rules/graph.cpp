#include "pathfinder/rules/graph.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "pathfinder/rules/program.hpp"

namespace pathfinder {
namespace {

int arguments_of(Op op) {
  switch (op) {
    case Op::constant:
    case Op::slot:
    case Op::known:
      return 0;
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

template <class T>
void append(std::string& key, const T& value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  key.append(bytes, sizeof(T));
}

}  // namespace

Graph::Node Graph::push(Step step) {
  std::string key;
  append(key, step.kind);
  append(key, step.op);
  for (const Node argument : step.arguments) append(key, argument);
  append(key, step.criterion);
  for (const double one : step.constants) append(key, one);
  if (step.kind == Kind::input) append(key, steps_.size());  // every input is its own
  const auto [at, added] = same_.try_emplace(std::move(key), static_cast<Node>(steps_.size()));
  if (!added) return at->second;

  const auto node = static_cast<Node>(steps_.size());
  const bool input = step.kind == Kind::input;
  bool fixed = !input;
  if (step.kind != Kind::constant && !input) {
    const int count = step.kind == Kind::step ? arguments_of(step.op) : (step.kind == Kind::less_where ? 2 : 1);
    for (int i = 0; i < count; ++i) fixed = fixed && steps_[step.arguments[i]].kind == Kind::constant;
  }
  columns_.resize((steps_.size() + 1) * max_lanes);
  if (fixed && step.kind != Kind::constant) {
    double result = 0;
    run(step, 1, &result);
    // The slot stays as this constant, found again under the step's own key.
    step = {};
    step.constants = {result};
  }
  if (fixed) std::fill_n(&columns_[node * max_lanes], max_lanes, step.constants[0]);
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
    if (needed_[i] == 0 || step.kind == Kind::constant || step.kind == Kind::input) continue;
    const int count = step.kind == Kind::step ? arguments_of(step.op) : (step.kind == Kind::less_where ? 2 : 1);
    for (int k = 0; k < count; ++k) needed_[step.arguments[k]] = 1;
  }
  order_.clear();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (needed_[i] != 0 && steps_[i].kind != Kind::constant && steps_[i].kind != Kind::input)
      order_.push_back(static_cast<Node>(i));
  }
}

void Graph::run(const Step& step, std::size_t lanes, double* out) {
  const double* first = column(step.arguments[0]);
  switch (step.kind) {
    case Kind::step:
      apply(step.op, first, column(step.arguments[1]), column(step.arguments[2]), step.constants, lanes, out);
      break;
    case Kind::scaled:
      for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = scale_value(*step.criterion, first[lane]);
      break;
    case Kind::less_where: {
      const double* when = column(step.arguments[1]);
      const double takes = step.constants[0];
      for (std::size_t lane = 0; lane < lanes; ++lane)
        out[lane] = when[lane] == 1.0 ? first[lane] - takes : first[lane];
      break;
    }
    case Kind::within_unit:
      for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = std::clamp(first[lane], 0.0, 1.0);
      break;
    case Kind::constant:
    case Kind::input:
      break;
  }
}

void Graph::evaluate(std::size_t lanes) {
  for (const Node node : order_) run(steps_[node], lanes, column(node));
}

}  // namespace pathfinder
