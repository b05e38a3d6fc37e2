// What differs between two decisions, as a document and as JSON.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/decision_diff.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The decision first, then what moved it, money, facts, rules, prices, policies, data. \pre diff.changed()
Document build_diff(const DecisionDiff& diff, const Words& words, std::string_view language);

/// The same with every figure; "changed" is false where nothing differs.
std::string diff_json(const DecisionDiff& diff);

}  // namespace pathfinder
