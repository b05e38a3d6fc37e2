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
  bool weak = false;  ///< read, but copied or machine-written without a source of its own: no figure should rest on it
};

}  // namespace pathfinder
