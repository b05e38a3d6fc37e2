// A file that runs pathfinder in somebody's continuous integration: `init --ci ID` prints it.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

struct CiJob {
  std::string id;
  Translated name;
  std::string path;                ///< where such a file belongs in a repository
  std::vector<std::string> lines;  ///< the file itself
};

}  // namespace pathfinder
