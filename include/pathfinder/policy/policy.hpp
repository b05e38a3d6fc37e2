// Limits that an organisation sets on decisions: read from a file, and checked against a decision. A limit on a figure
// that nobody knows is neither kept nor broken: it is reported as unknown, and does not deny.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/plan_limits.hpp"
#include "pathfinder/core/policy.hpp"

namespace pathfinder {

/// Reads the policies of a file and checks their words (options, regions, licences, hardware) against the catalogue;
/// everything wrong lands in `findings`, with its place and near miss.
std::vector<Policy> read_policies(const JsonDocument& document, const Catalogue& catalogue, Findings& findings);

/// Words that a list of this kind may hold: ids of options, regions, licences, or accelerators with their families,
/// makers and generations and "domestic". `limit` as "forbidden_hardware".
std::vector<std::string> words_of_limit(std::string_view limit, const Catalogue& catalogue);

/// What the policies that deny rule out of the search for a plan: options, licences, places, hardware, money.
PlanLimits plan_limits(const std::vector<Policy>& policies, const Catalogue& catalogue);

/// Every policy against the recommended option, in the order given. `today` is the day prices are aged to, as
/// "2026-11-24".
std::vector<PolicyResult> check_policies(const std::vector<Policy>& policies, const Decision& decision,
                                         const Catalogue& catalogue, std::string_view today);

/// Whether a result ends the run with exit 1.
inline bool broken(const PolicyResult& result) {
  return result.deny && result.holds == Truth::no;
}

}  // namespace pathfinder
