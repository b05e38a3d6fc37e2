// A decision with the words that it cites: all that reports of it need.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/saved/decision_versions.hpp"

namespace pathfinder {

struct StoredDecision {
  Decision decision;
  Words words;                 ///< its own
  int written = 0;             ///< number of the form that the file has: 1 of pathfinder/decision/1
  std::string runner_up = {};  ///< as the file has it: options may have been cut from it; empty: see the ranking
};

/// The same where both live elsewhere.
struct DecisionInWords {
  const Decision& decision;
  const Words& words;
  int written = decision_version;
  std::string_view runner_up = {};

  DecisionInWords(const Decision& made, const Words& named) : decision(made), words(named) {}
  DecisionInWords(const StoredDecision& stored)
      : decision(stored.decision), words(stored.words), written(stored.written), runner_up(stored.runner_up) {}
};

/// Of `words` those that the decision cites; their slots are the same. Nothing is cut from words that are cut already.
Words cited(const Decision& decision, const Words& words);

}  // namespace pathfinder
