// SARIF 2.1.0: what code scanning of GitHub, and editors, read.
#pragma once

#include <string>

#include "pathfinder/report/checks.hpp"

namespace pathfinder {

/// With every property that GitHub asks for; what is kept is no result.
std::string render_sarif(const CheckList& list);

}  // namespace pathfinder
