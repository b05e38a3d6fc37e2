// The limits of the user's organisation and what came of them, for every report.
#pragma once

#include <string>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// One row per policy under the label "policies": denied, warning, not known, kept. Empty when none was asked for.
KeyValues policy_rows(const Decision& decision, const Sentences& say);

/// One result in words: its message, what was found, and what is allowed.
std::string policy_text(const PolicyResult& result, const Sentences& say);

/// The same on one line with what came of it: "denied: confidence: 72 %, at least 80 %".
std::string policy_line(const PolicyResult& result, const Sentences& say);

}  // namespace pathfinder
