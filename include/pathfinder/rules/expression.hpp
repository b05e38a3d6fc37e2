// Conditions and values of the strategy table: one readable line each, parsed once at load into code for a small stack
// machine, and evaluated over a block of lanes (scenarios or draws) at a time.
//
//   labelled_examples < 5000                      comparisons; numbers take suffixes (200k, 1.5M, 2B)
//   task_kind in {classification, extraction}     categories by their words; >= where the levels have an order
//   needs_citations and not on_premises           bools bare; and, or, not after Kleene: and = min, or = max
//   ramp(log10(good_examples), 1, 0, 3, 1)        piecewise linear, flat outside; min max if sqrt log10 known
//
// Truth is a number: 0 no, 1/2 unknown, 1 yes. Over points a missing value (NaN) makes a comparison unknown and
// arithmetic missing; if(unknown, a, b) is the mean. Over intervals a comparison is unknown unless it holds, or fails,
// over the whole interval; if(unknown, a, b) is the hull.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/verdict.hpp"

namespace pathfinder {

enum class Op : std::uint8_t {
  constant,
  slot,
  known,
  truth_of,  // leaves; truth_of: a number as truth (a bare bool)
  add,
  subtract,
  multiply,
  divide,
  negate,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  in_set,
  conjunction,
  disjunction,
  negation,
  minimum,
  maximum,
  log10,
  sqrt,
  choose,
  ramp
};

/// One step of the stack machine.
struct Instruction {
  Op op{};
  std::uint32_t arguments = 0;  ///< how many values it takes from the stack
  std::uint32_t operand = 0;    ///< slot, or first index into `constants`
  std::uint32_t count = 0;      ///< constants used by ramp and in_set
};

/// A leaf "fact < number", for reasons and thresholds.
struct Comparison {
  std::size_t slot = 0;
  Op op{};
  double threshold = 0;
};

/// A parsed condition or value.
struct Expression {
  std::string text;
  bool is_truth = false;
  std::vector<Instruction> code;
  std::vector<double> constants;
  std::vector<std::size_t> reads;  ///< slots, each once, in order of appearance
  std::vector<Comparison> comparisons;
  std::size_t depth = 0;  ///< stack values needed
};

/// What is wrong inside a line: code, characters from its start, width, and the fields of the message.
struct ExpressionError {
  std::string code;
  int offset = 0;
  int width = 1;
  std::vector<Field> fields;
};

enum class Expect { truth, number };

/// Parses one line. On errors the expression is empty and `errors` says what and where, with near misses.
Expression parse_expression(std::string_view text, Expect expect, const Vocabulary& vocabulary,
                            std::vector<ExpressionError>& errors);

/// Values of all slots for a block of lanes: column s begins at s * stride.
struct ValueBlock {
  std::size_t lanes = 0;
  std::size_t stride = 0;
  const double* values = nullptr;
  const unsigned char* known = nullptr;  ///< one per slot, the same for all lanes
};

/// The same with an interval per slot and lane.
struct RangeBlock {
  std::size_t lanes = 0;
  std::size_t stride = 0;
  const double* low = nullptr;
  const double* high = nullptr;
  const unsigned char* known = nullptr;
};

/// Parentheses, calls and signs within each other that one line may have: more lies in no table, but would exhaust the
/// stack.
inline constexpr int max_expression_depth = 100;

/// Largest number of lanes evaluate() takes at once.
inline constexpr std::size_t max_lanes = 64;

/// Evaluates over points: out[lane]. \pre block.lanes <= max_lanes
void evaluate(const Expression& expression, const ValueBlock& block, std::span<double> out);

/// Evaluates over intervals: low[lane] <= high[lane]; both equal for truths. \pre block.lanes <= max_lanes
void evaluate(const Expression& expression, const RangeBlock& block, std::span<double> low, std::span<double> high);

/// One step of the stack machine over lanes of points: what evaluate() does for it. `first`, `second` and `third` are
/// its arguments as far as it takes any (minimum and maximum: two at a time), `constants` the numbers of a ramp or set.
/// `out` may be an argument. Not for leaves (constant, slot, known). \pre lanes <= max_lanes
void apply(Op op, const double* first, const double* second, const double* third, std::span<const double> constants,
           std::size_t lanes, double* out);

/// A truth number as a word of logic.
constexpr Truth truth(double value) {
  return value > 0.75 ? Truth::yes : (value < 0.25 ? Truth::no : Truth::unknown);
}

}  // namespace pathfinder
