// The decision as JSON, full precision: schema pathfinder/decision/1 (spec 6).
#pragma once

#include <string>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One decision, indented, with a line end. Sentences are in `language`.
std::string render_json(const Decision& decision, const Catalogue& catalogue, std::string_view language);

}  // namespace pathfinder
