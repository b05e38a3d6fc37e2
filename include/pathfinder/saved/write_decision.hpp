// The decision as JSON, full precision. read_decision.hpp reads it back.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder {

/// One decision, indented, with a line end. Sentences are in `language`; the words it cites stand behind it in both.
std::string render_json(const Decision& decision, const Words& words, std::string_view language);

/// Throws std::logic_error where a figure is infinite, outside what the schema allows or above its upper end: our
/// mistake, which no report must show.
void check_decision(const Decision& decision, const Words& words);

/// Names every key of the file, for its schema.
void describe_decision(Fields& fields);

}  // namespace pathfinder
