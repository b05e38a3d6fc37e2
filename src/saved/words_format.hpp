// The words behind a saved decision: names and sentences that it cites by id, in both languages.
#pragma once

#include <map>
#include <string>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder::saved {

/// Sentences of data/text by id, in both languages.
using CitedTexts = std::map<std::string, Translated>;

/// "words" of the file. Sources stand in a list of their own; `texts` are the sentences that are cited. Where `known`
/// is what was read of the same file before, what the words name among themselves must be there.
void describe(Fields& fields, Words& words, CitedTexts& texts, const Words* known = nullptr);

/// A row of "sources".
void describe(Fields& fields, Source& source);

}  // namespace pathfinder::saved
