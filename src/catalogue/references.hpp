// Names in one file that must be rows of another: looked up when all files are read.
#pragma once

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// Reports every reference whose row is not there, where it stands, with the near miss. Throws std::logic_error for a
/// kind that nobody described: our mistake.
void check_references(const RowReferences& references, const Catalogue& catalogue, Findings& findings);

}  // namespace pathfinder
