// What may have been meant by a name of the catalogue that no entry has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"

namespace pathfinder {

struct Catalogue;

/// Entries that may have been meant by a name that none has.
struct NearNames {
  std::vector<std::string> ids;  ///< nearest first, at most three; a slip of the pen, or the same family near the size
  std::string family;            ///< the family that the name speaks of, as written; empty where there is none to see
  bool family_known = false;     ///< the catalogue has entries of that family
};

/// Suggestions stay inside the family and near the size: digits are part of a name, never a slip.
NearNames near_names(const Catalogue& catalogue, std::string_view kind, std::string_view spelling);

/// The finding for a name that no entry has, with the way out: what may have been meant, or how to describe one's own.
Diagnostic& refuse_entry(const Catalogue& catalogue, std::string_view kind, std::string_view spelling, Location where,
                         Findings& findings);

}  // namespace pathfinder
