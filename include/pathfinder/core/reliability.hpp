// How far a stated confidence can be believed.
#pragma once

#include <string>

namespace pathfinder {

/// How often answers that were called as sure as this one were acceptable on published decisions (data/case_bank.json).
struct Reliability {
  double cases = 0;          ///< decisions answered with that verdict
  double acceptable = 0;     ///< share of them whose first option practitioners would accept
  double low = 0, high = 0;  ///< its 90 % interval
  std::string as_of;
  std::string source;
};

}  // namespace pathfinder
