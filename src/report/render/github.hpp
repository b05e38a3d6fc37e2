// Workflow commands of GitHub Actions: a line of the log becomes a remark at a line of the change.
#pragma once

#include <string>

#include "pathfinder/report/checks.hpp"

namespace pathfinder {

std::string render_github(const CheckList& list);

}  // namespace pathfinder
