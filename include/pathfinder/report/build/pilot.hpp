// What a pilot showed, and what that does to the answer, as a document or JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/pilot.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// A pilot between two decisions: what was known before, and with what it counted.
struct PilotReport {
  Pilot pilot;
  std::vector<EvalRun> runs;
  std::vector<GivenFact> found;  ///< facts that the files told
  Decision before, after;
};

Document build_pilot(const PilotReport& report, const Words& words, std::string_view language);

std::string pilot_json(const PilotReport& report, const Words& words, std::string_view language);

}  // namespace pathfinder
