// Everything pathfinder knows, read from data/ and cross-checked: vocabulary, strategy table, hardware, models, prices,
// regions, presets, sources, sentences. All files are read and all findings collected before anything throws.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/language_model.hpp"
#include "pathfinder/core/strategy.hpp"
#include "pathfinder/catalogue/texts.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {

/// What an id in "sources" stands for.
struct Source {
  std::string id;
  std::string title;
  std::string url;
  std::string date;
  std::string kind;  ///< article, paper, vendor, dataset, repository, price_page, statistics, judgement
  bool read = false; ///< false: recalled, not read
};

/// Facts of a kind of organisation; used only where the user names it.
struct Preset {
  std::string id;
  Translated name;
  Translated description;
  std::vector<std::string> article_facts;
  std::uint32_t facts_node = 0;  ///< the "facts" object inside `document`
  JsonDocument document;
  std::map<std::string, Translated> why;
  std::string source;
};

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
  Expression condition;
};

/// A case in which the article's effect formula fails.
struct FailureMode {
  std::string id;
  std::string when;
  Translated text;
  std::string source;
  Expression condition;
};

/// data/article.json.
struct Article {
  std::vector<ArticleFact> facts;
  std::vector<ArticleRule> rules;
  std::vector<FailureMode> failure_modes;
};

/// A formula for `explain`.
struct Formula {
  std::string id;
  Translated name;
  std::string equation;
  std::map<std::string, Translated> symbols;
  std::string source;
  std::string unit;
  Translated text;
};

/// A constant of a formula: value with its range, meaning and where it came from.
struct Constant {
  std::string id;
  double value = 0;
  double low = 0;
  double high = 0;
  std::string unit;
  Translated meaning;
  std::string source;
  std::string date;
  std::string fitted_on;
};

/// One named group of the catalogue as `catalog list` shows it.
struct CatalogueEntry {
  std::string id;
  std::string summary;
  std::string as_of;
  std::string file;  ///< the data file that holds it
};

/// A currency's rate.
struct Currency {
  std::string code;
  Translated name;
  std::string symbol;
  double usd_rate = 1;  ///< units of it for one US dollar
  std::string as_of;
  std::string source;
  bool read = false;
};

struct Catalogue {
  std::vector<JsonDocument> documents;
  std::string data_date;

  Vocabulary vocabulary;
  std::vector<Factor> factors;
  std::vector<Strategy> strategies;
  Program program;

  std::vector<Gpu> gpus;
  std::vector<LanguageModel> models;
  std::vector<Region> regions;
  std::vector<GpuPrice> gpu_prices;
  std::vector<ApiPrice> api_prices;
  std::vector<ApiPrice> embedding_prices;
  std::vector<TuningPrice> tuning_prices;
  std::vector<StorePrice> store_prices;
  std::vector<LabellingPrice> labelling_prices;
  std::vector<PueRow> pue;
  std::map<std::string, std::vector<std::string>> gpu_families;  ///< bare names such as "a100" → versions
  std::vector<Currency> currencies;
  std::vector<Preset> presets;
  Article article;
  std::vector<Formula> formulas;
  std::map<std::string, Constant> constants;
  std::map<std::string, Source> sources;
  std::map<std::string, Texts> texts;  ///< by language
  std::map<std::string, std::size_t> aliases;  ///< "gpus/a100" → index, after normalise()

  /// Index of the entry of `kind` ("gpus", "models", "regions") that this spelling names; size_t(-1) when none does.
  std::size_t find(std::string_view kind, std::string_view spelling) const;
  /// Ids of a kind, in order.
  std::vector<std::string_view> ids(std::string_view kind) const;
  const Strategy& strategy(std::string_view id) const;
  double constant(std::string_view id) const;
};

/// Lower case, without spaces, '-' and '_': how spellings of devices and models are compared.
std::string normalise(std::string_view spelling);

/// Reads and cross-checks all files. Throws InputError with everything found.
Catalogue load_catalogue(std::vector<JsonDocument> documents);

}  // namespace pathfinder
