// A limit that the user's organisation sets on decisions, and what came of it.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/verdict.hpp"

namespace pathfinder {

/// One limit checked against a decision.
struct PolicyResult {
  std::string id;
  Translated message;
  bool deny = false;  ///< broken: exit 1; false: a warning
  std::string limit;  ///< what is limited: "max_total_usd", "min_confidence", "forbid", …
  Truth holds = Truth::unknown;
  double allowed = 0;              ///< in `unit`; not meaningful where the limit is a list of words
  double found = 0;                ///< NaN: not known
  std::string unit;                ///< "usd", "months", "kwh", "kg", "share", "days", "" for words
  std::vector<std::string> words;  ///< what broke it: options, regions, licences, price ids
  std::string file;                ///< of the policy; empty: a flag
};

}  // namespace pathfinder
