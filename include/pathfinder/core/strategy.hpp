// The strategy table as read from data/strategies/ and data/criteria.json: options, their rules, their stages.
// Conditions and values stay text here; rules/program compiles them.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/provenance.hpp"
#include "pathfinder/core/verdict.hpp"

namespace pathfinder {

/// One of the article's three factors, or operations.
struct Factor {
  std::string id;
  Translated name;
  Translated description;
  std::string source;
};

/// What is scored: weight and fixed scale. "From the worst anchor to the best is worth `weight`."
struct Criterion {
  std::string id;
  std::string factor;
  Translated name;
  Translated description;
  std::string unit;
  double weight = 0;
  std::vector<std::array<double, 2>> scale;  ///< raw to 0…1, piecewise linear, flat outside
  double missing = 0.5;                      ///< value where the raw figure is not known
  std::string mix;  ///< raw value of a mix from those of its parts, {retrieval} and {training}; empty: {training}
  Translated pro;   ///< what to say for an option that does well here
  Translated con;
  std::string source;
  std::string date;
};

/// A condition that makes an option impossible, unlawful or excluded. `alone`, here and below: it holds where the
/// option stands by itself; a mix that is composed of it leaves it out.
struct Gate {
  std::string id;
  std::string when;
  Translated text;
  std::string source;
  std::string date;
  bool alone = false;
};

/// A threshold that takes `takes` from a criterion's value and never blocks.
struct Caution {
  std::string id;
  std::string when;
  std::string criterion;
  double takes = 0;
  Translated text;
  std::string source;
  std::string date;
  bool alone = false;
};

/// How an option does on one criterion: an expression over facts and estimated slots.
struct ValueRule {
  std::string criterion;
  std::string raw;
  std::string source;
  std::string date;
};

/// A sentence for the winner (`for_it`) or against a loser, shown where `when` holds.
struct Reason {
  std::string id;
  std::string when;
  std::string criterion;
  Translated text;
  bool for_it = true;
  bool alone = false;
};

/// One step of a path: cost and weeks come from the estimates, the words from here.
struct Stage {
  std::string id;
  std::string strategy;
  Translated text;
  double weeks_low = 0;
  double weeks_central = 0;
  double weeks_high = 0;
  Translated opens_when;
  Translated stops_when;
  Translated exit_test;
  std::vector<std::string> article_steps;
  std::string source;
};

/// What the estimates compute for an option.
struct StrategyRecipe {
  bool retrieval = false;
  bool prompt_corpus = false;     ///< the whole text goes into the prompt where it fits
  std::string training = "none";  ///< id of a kind of training
  std::size_t kind = 0;           ///< its row in the catalogue
};

/// What the article says of an option beside what evidence says.
struct ArticleFigure {
  std::vector<std::string> facts;  ///< "A3"
  double low = 0;
  double high = 0;
  std::string of;  ///< what the figure is relative to
  Translated text;
  std::string agrees;  ///< yes, no, partly
  Translated evidence;
  std::vector<std::string> sources;
};

/// Facts and the standing the table promises for them.
struct StrategyTest {
  std::string name;
  std::map<std::string, std::string> facts;  ///< as a person would type them
  std::string standing;
  Truth first = Truth::unknown;  ///< whether the option must come out first; unknown: not tested
  std::string caution;
  std::string no_caution;
};

/// One option.
struct Strategy {
  Strategy();
  Strategy(const Strategy&);
  Strategy(Strategy&&) noexcept;
  Strategy& operator=(const Strategy&);
  Strategy& operator=(Strategy&&) noexcept;
  ~Strategy();

  std::string id;
  std::string as_of;
  double order = 0;  ///< place in lists; 0: behind those that have one, a mix behind its parts
  Translated name;
  Translated description;
  StrategyRecipe recipe;
  std::vector<std::string> mixes_with;  ///< options that are run together with it: "rag" makes the option "rag+ID"
  ArticleFigure article;
  std::vector<Gate> gates;
  std::vector<Caution> cautions;
  std::vector<ValueRule> values;
  std::vector<Reason> reasons;
  std::vector<Stage> stages;
  std::vector<std::string> before;  ///< cheaper steps on the way to it
  std::vector<std::string> after;   ///< conditional later steps
  Translated opens_when;            ///< its opening test as a later stage
  std::vector<StrategyTest> tests;
};

}  // namespace pathfinder
