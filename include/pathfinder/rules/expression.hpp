// Conditions and values of the strategy table as code for a small stack machine (see parse_expression.hpp), evaluated
// over a block of lanes (scenarios or draws) at a time.
//
// Truth is a number: 0 no, 1/2 unknown, 1 yes. Over points a missing value (NaN) makes a comparison unknown and
// arithmetic missing; if(unknown, a, b) is the mean. Over intervals a comparison is unknown unless it holds, or fails,
// over the whole interval; if(unknown, a, b) is the hull.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/verdict.hpp"

namespace pathfinder {

enum class Op : std::uint32_t {
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

/// One step of the stack machine. Here and below no bytes lie unused between members: expressions are written into the
/// program at build time (data/ready.cpp), and a build gives the same bytes again.
struct Instruction {
  Op op{};
  std::uint32_t arguments = 0;  ///< how many values it takes from the stack
  std::uint32_t operand = 0;    ///< slot, or first index into `constants`
  std::uint32_t count = 0;      ///< constants used by ramp and in_set
};

static_assert(std::has_unique_object_representations_v<Instruction>);

/// A leaf "fact < number", for reasons and thresholds.
struct Comparison {
  std::uint32_t slot = 0;
  Op op{};
  double threshold = 0;
};
static_assert(sizeof(Comparison) == sizeof(std::uint32_t) + sizeof(Op) + sizeof(double));

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
