// The file of a decision, described once: the same functions write it, read it back, print its schema and find
// what it cites. Behind the figures stand the words, in both languages, so that a saved decision becomes any report
// later, with nothing computed again and whatever has become of the data since.
#pragma once

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder::saved {

class FormatContext;

/// All but the words: what is computed.
void describe_figures(Fields& fields, Decision& decision, FormatContext& context);

/// Everything in the file, "words" included.
void describe_decision(Fields& fields, Decision& decision, FormatContext& context);

}  // namespace pathfinder::saved
