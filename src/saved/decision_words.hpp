// The words behind a saved decision: names and sentences that it cites by id, in both languages.
#pragma once

#include <map>
#include <string>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// The part of a catalogue that one decision cites, and the sentences of data/text it names by id.
struct DecisionWords {
  Catalogue slice;  ///< vocabulary, strategies, criteria, article, hardware, sources: names and texts only
  std::map<std::string, Translated> texts;
};

/// "words" of the file.
void describe(Fields& fields, DecisionWords& words);

}  // namespace pathfinder
