// What a decision cites by id, gathered while it is walked or written: of all words these must stand behind it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"

#include "saved/words_format.hpp"

namespace pathfinder::saved {

/// What an id may name.
enum class Cited { strategy, fact, criterion, text, article_rule, failure_mode, contradiction, gpu, model, region };

struct Citations {
  std::map<Cited, std::set<std::string>> ids;
  std::map<std::string, std::set<std::string>> rules;   ///< by strategy: gates, cautions and reasons
  std::map<std::string, std::set<std::string>> levels;  ///< by fact
  std::set<std::string> units;
  std::set<std::string> sources;

  bool has(Cited kind, const std::string& id) const;

  /// Of `all` what is cited. Sentences stay whole, since reports have some of their own, and so does the vocabulary:
  /// the decision's facts are found by its slots.
  Words words(const Words& all, const Decision& decision) const;
  /// The facts that are cited, in slots of their own. `words` are what words() gives.
  Vocabulary vocabulary(const Words& words) const;
  /// The sentences that are cited.
  CitedTexts texts(const Words& all) const;
};

}  // namespace pathfinder::saved
