// A saved decision, read back with the words it needs: reports of it compute nothing, and later changes of the data do
// not matter. Files of every earlier form are read too (decision_versions.hpp).
#pragma once

#include <map>
#include <span>
#include <string>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/saved/decision_versions.hpp"
#include "pathfinder/saved/stored_decision.hpp"

namespace pathfinder {

/// What `advise --format json` wrote, whole: every id must have its words, since a report prints them. `texts` are the
/// program's own sentences by language. Everything wrong lands in `findings`: then the result must not be used.
StoredDecision read_decision(const JsonDocument& document, const std::map<std::string, Texts>& texts,
                             Findings& findings, std::span<const DecisionStep> steps = decision_steps());

/// The same for comparing, where a decision may have been made with other data or changed by hand: what is not as
/// expected is passed over, and facts without words keep their ids. Only a file that is no decision of a form that we
/// read is a finding.
StoredDecision read_for_comparison(const JsonDocument& document, Findings& findings,
                                   std::span<const DecisionStep> steps = decision_steps());

}  // namespace pathfinder
