// The article that the table follows, as data/article.json tells it: its statements, its own advice, its limits.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// A statement of the article (A1 … D4) with what we say to it.
struct ArticleFact {
  std::string id;
  Translated statement;
  std::string agrees;  ///< yes, no, partly
  Translated evidence;
  std::vector<std::string> sources;
  std::vector<ArticleFact> steps;  ///< C4's seven
};

/// The article's own advice (B1–B5): the first row whose condition certainly holds.
struct ArticleRule {
  std::string id;
  std::string when;
  std::string strategy;
  Translated why;
};

/// A case in which the article's effect formula fails.
struct FailureMode {
  std::string id;
  std::string when;
  Translated text;
  std::string source;
};

/// data/article.json.
struct Article {
  std::vector<ArticleFact> facts;
  std::vector<ArticleRule> rules;
  std::vector<FailureMode> failure_modes;
};

}  // namespace pathfinder
