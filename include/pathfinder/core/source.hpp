// A source that data cites by id.
#pragma once

#include <string>

namespace pathfinder {

/// What an id in "sources" stands for.
struct Source {
  std::string id;
  std::string title;
  std::string url;
  std::string date;
  std::string kind;   ///< article, paper, vendor, dataset, repository, price_page, statistics, judgement
  bool read = false;  ///< false: recalled, not read
};

}  // namespace pathfinder
