// JUnit XML: what GitLab, Jenkins and most CI systems show as tests.
#pragma once

#include <string>

#include "pathfinder/report/checks.hpp"

namespace pathfinder {

/// One test case a row: what does not fail passes, with what is said as its output; what is not known is skipped.
std::string render_junit(const CheckList& list);

}  // namespace pathfinder
