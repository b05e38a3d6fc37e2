// The options --draws and --keep of every command that decides.
#pragma once

#include <vector>

#include "pathfinder/advise/advise.hpp"

#include "cli/arguments.hpp"

namespace pathfinder::cli {

/// Reads the values of --draws (a whole number from 0 to 1,000,000) and --keep (facts by id or option name); what is
/// wrong lands in `findings`.
AdviseOptions advise_options(const std::vector<Argument>& draws, const std::vector<Argument>& keep,
                             const Catalogue& catalogue, Findings& findings);

}  // namespace pathfinder::cli
