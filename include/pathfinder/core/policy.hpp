// A file of limits that an organisation sets on decisions, as written.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// One limit. Exactly one of `allowed` and `words` is meant, by the limit's kind.
struct Policy {
  std::string id;
  Translated message;
  bool deny = false;       ///< broken: exit 1; false: a warning
  bool at_high = false;    ///< compares the upper end of the 80 % interval instead of the middle
  std::string limit = {};  ///< key without its currency: "max_total", "min_confidence", "forbidden_options", …
  double allowed = 0;      ///< in the limit's unit; money in US dollars
  std::vector<std::string> words = {};
  std::string file = {};  ///< as the user named it; empty: a flag
};

/// The limits of one file, and how many keys of a limit each row had (1 where it is right).
struct PolicyFile {
  Translated name;
  std::vector<Policy> policies;
  std::vector<int> limits_found;
};

}  // namespace pathfinder
