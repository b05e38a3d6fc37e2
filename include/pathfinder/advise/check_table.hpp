// A strategy table held against itself: the tests its files bring along, and what is odd about it although every line
// is right (rules/findings), with the fewest facts under which nothing is left.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/rules/findings.hpp"

namespace pathfinder {

/// What was found.
struct TableCheck {
  TableFindings odd;
  KnownFacts everything_blocked;            ///< the fewest facts found that block every option; empty: none found
  std::vector<std::string> blocking_gates;  ///< there, the first gate of each option
};

/// What `validate` says of the files it was given.
struct ValidationResult {
  std::size_t files = 0;
  std::vector<Diagnostic> errors, warnings;
  const Catalogue* catalogue = nullptr;  ///< with the files on top; null where no table was checked
  TableCheck table;                      ///< \pre catalogue != nullptr
};

/// Runs the tests of all strategies (those that fail are errors), then inspects the compiled table. \pre the catalogue
/// has its documents
TableCheck check_table(const Catalogue& catalogue, Findings& errors);

}  // namespace pathfinder
