// A saved decision, read back with the words it needs: reports of it compute nothing, and later changes of the data do
// not matter.
#pragma once

#include <map>
#include <string>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// A decision with the part of a catalogue that it cites.
struct StoredDecision {
  Decision decision;
  Catalogue catalogue;  ///< words only: nothing can be computed with it
};

/// Reads what `advise --format json` wrote; `texts` are the program's own sentences by language. Everything wrong lands
/// in `findings`: then the result must not be used.
StoredDecision read_decision(const JsonDocument& document, const std::map<std::string, Texts>& texts,
                             Findings& findings);

}  // namespace pathfinder
