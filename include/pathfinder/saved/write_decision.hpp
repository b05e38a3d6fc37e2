// The decision as JSON, full precision: schema pathfinder/decision/1. read_decision.hpp reads it back.
#pragma once

#include <string>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One decision, indented, with a line end. Sentences are in `language`; the words it cites stand behind it in both.
std::string render_json(const Decision& decision, const Catalogue& catalogue, std::string_view language);

/// Names every key of the file, for its schema.
void describe_decision(Fields& fields);

}  // namespace pathfinder
