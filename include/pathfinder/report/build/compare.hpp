// Several scenarios side by side: what each is told, the facts in which they differ, and every option's standing. The
// numbers come from the decisions; nothing is reckoned here.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// A scenario as it is called, with its answer.
struct ComparedScenario {
  std::string name;
  Decision decision;
};

/// \pre at least one scenario
Document build_compare(std::span<const ComparedScenario> scenarios, const Words& words, std::string_view language);

/// The same as JSON: "scenarios", "facts" (those that differ) and "options", each with one entry per scenario.
std::string compare_json(std::span<const ComparedScenario> scenarios, const Words& words);

}  // namespace pathfinder
