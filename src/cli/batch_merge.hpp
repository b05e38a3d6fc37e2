// batch --merge: summaries of parts, or of several inputs, become one.
#pragma once

#include <vector>

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Prints the sum of the files, or writes it to the file of --output; exit code.
int merge_summaries(Session& session, const std::vector<Argument>& files, const std::vector<Argument>& output,
                    Findings& findings);

}  // namespace pathfinder::cli
