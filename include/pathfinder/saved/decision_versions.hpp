// The forms that the file of a decision has had. Adding a key changes none of them: readers pass over what they do not
// know. Removing or renaming a key, or giving a figure another meaning, counts up: the current number here, and a row
// that turns the form before into it. A file of each form is kept in tests/data/decisions/ and read by the tests.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/json_edit.hpp"

namespace pathfinder {

inline constexpr int decision_version = 2;
inline constexpr std::string_view decision_family = "pathfinder/decision/";
inline constexpr std::string_view decision_schema = "pathfinder/decision/2";

/// A step from one form to the next.
struct DecisionStep {
  int from = 0;  ///< number of the form that it reads; what it makes has the next
  void (*upgrade)(JsonEdit& file) = nullptr;
  std::vector<std::string_view> figures;  ///< keys of figures that mean something else behind it: "monthly_usd"
};

/// All steps, the oldest first; the last ends at the current form.
std::span<const DecisionStep> decision_steps();

/// The forms that are read, for messages: "pathfinder/decision/1".
std::string readable_decisions(std::span<const DecisionStep> steps = decision_steps());

/// Keys of figures that cannot be compared between files of two forms.
std::vector<std::string> not_comparable(int one, int other, std::span<const DecisionStep> steps = decision_steps());

}  // namespace pathfinder
