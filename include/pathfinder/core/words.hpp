// The words behind ids and numbers: names, units, texts and sources that a decision cites, in every language. With them
// a decision becomes any report; nothing can be computed with them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/article.hpp"
#include "pathfinder/core/backtest.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/formula.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/language_model.hpp"
#include "pathfinder/core/source.hpp"
#include "pathfinder/core/strategy.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder {

/// All words of the data (a Catalogue holds them), or those that one decision cites: then many texts are empty.
struct Words {
  Words();
  Words(const Words&);
  Words(Words&&) noexcept;
  Words& operator=(const Words&);
  Words& operator=(Words&&) noexcept;
  ~Words();

  std::string data_date;
  Vocabulary vocabulary;
  std::vector<Factor> factors;
  std::vector<Criterion> criteria;
  std::vector<Strategy> strategies;
  Article article;
  std::vector<Formula> formulas;
  Backtest backtest;
  std::vector<Gpu> gpus;
  std::vector<LanguageModel> models;
  std::vector<Region> regions;
  std::map<std::string, Source> sources;
  std::map<std::string, Texts> texts;  ///< by language
  double same_cost_share = 0;          ///< totals nearer than this are called the same
  bool calibrated = false;             ///< figures follow the user's own measurements

  /// \pre there is one with this id
  const Strategy& strategy(std::string_view id) const;
  /// The criterion, accelerator, … with this id; null when there is none.
  const Criterion* criterion(std::string_view id) const;
  /// Sentences in `language`, or in any where that is not spoken.
  const Texts& texts_in(std::string_view language) const;
};

}  // namespace pathfinder
