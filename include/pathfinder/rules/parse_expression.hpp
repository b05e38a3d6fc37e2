// Conditions and values of the strategy table: one readable line each, parsed once at load.
//
//   labelled_examples < 5000                      comparisons; numbers take suffixes (200k, 1.5M, 2B)
//   task_kind in {classification, extraction}     categories by their words; >= where the levels have an order
//   needs_citations and not on_premises           bools bare; and, or, not after Kleene: and = min, or = max
//   ramp(log10(good_examples), 1, 0, 3, 1)        piecewise linear, flat outside; min max if sqrt log10 known
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/rules/expression.hpp"

namespace pathfinder {

/// Parentheses, calls and signs within each other that one line may have: more lies in no table, but would exhaust the
/// stack.
inline constexpr int max_expression_depth = 100;

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

}  // namespace pathfinder
