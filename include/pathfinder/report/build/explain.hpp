// What `explain` says without facts: what an option, fact, criterion, formula or statement of the article is and where
// it comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// Something that can be explained.
struct Topic {
  enum class Kind { option, fact, criterion, formula, constant, article, source };
  Kind kind{};
  std::string id;
};

/// Everything a word names, by id, option, alias or name in either language; a fact and a criterion may share one.
std::vector<Topic> find_topics(const Catalogue& catalogue, std::string_view word);

/// The ids of all topics, for near misses.
std::vector<std::string> topic_ids(const Catalogue& catalogue);

/// The list of what can be explained.
Document build_topics(const Catalogue& catalogue, std::string_view language);

/// One topic on its own.
Document build_explanation(const Topic& topic, const Catalogue& catalogue, std::string_view language);

}  // namespace pathfinder
