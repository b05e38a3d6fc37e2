// What rules say about one option: three-valued truth, gates, cautions, contributions to the score.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/enum_words.hpp"

namespace pathfinder {

/// Kleene's three values: and = min, or = max.
enum class Truth { no, unknown, yes };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<Truth> = {"no", "unknown", "yes"};

/// A fact as a rule read it.
struct Reading {
  std::string fact;
  double value = 0;  ///< NaN when nobody knows
  double low = 0;    ///< the range the rule had to consider
  double high = 0;
  double threshold = 0;  ///< NaN when the rule compares with no number
};

/// One gate on one option: `yes` blocks it, `unknown` makes it conditional.
struct GateResult {
  std::string id;
  std::string source;
  Truth blocks = Truth::unknown;
  std::vector<Reading> read;
  std::vector<std::string> missing;  ///< facts that could still decide it
};

/// One caution on one option: it takes a stated amount from a criterion's value and never blocks.
struct CautionResult {
  std::string id;
  std::string source;
  std::string criterion;
  Truth applies = Truth::unknown;
  bool taken = false;  ///< whether the score lost `takes`: assumed facts feed the score
  double takes = 0;
  std::vector<Reading> read;
};

/// One criterion's part of a score: points = weight x value, a multiple of 2^-40 so that sums are exact in any order.
struct Contribution {
  std::string criterion;
  double raw = 0;    ///< in the criterion's unit
  double value = 0;  ///< 0…1 after scale and cautions
  double weight = 0;
  double points = 0;
};

enum class Standing { open, conditional, blocked };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<Standing> = {"open", "conditional", "blocked"};

}  // namespace pathfinder
