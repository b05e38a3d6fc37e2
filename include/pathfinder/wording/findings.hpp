// Findings as text: place, message, the line with the spot underlined, and a way out. In JSON the same fields.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder {

/// One finding, as gcc prints them; several lines, each ended.
///   scenario.json:4:17: error: docs must be a count above 0, found the text "many" [wrong-type]
///       4 |     "docs": "many",
///         |             ^~~~~~
///     help: write a number such as 50000, or 50k
std::string render_finding(const Diagnostic& finding, const Texts& texts, bool warning = false);

std::string render_findings(const std::vector<Diagnostic>& findings, const Texts& texts);

/// The message alone.
std::string finding_message(const Diagnostic& finding, const Texts& texts);

/// The way out alone; empty when there is none.
std::string finding_help(const Diagnostic& finding, const Texts& texts);

}  // namespace pathfinder
