// Every file format of data/, described once (base/fields.hpp): the loader reads with these, `schema` prints them,
// `validate` checks with them.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/policy_file.hpp"

namespace pathfinder {

void describe(Fields& fields, std::string_view key, Translated& text, Need need = Need::required);
void describe(Fields& fields, FactSpec& fact);

/// One row of "derived", in facts.json or criteria.json, before its ids are resolved.
struct DerivationRow {
  FactSpec slot;
  std::vector<std::string> from;
  Derivation derivation;
};
void describe(Fields& fields, DerivationRow& row);

/// One row of "consistency" in facts.json, before its ids are resolved.
struct ConsistencyRow {
  Consistency rule;
  std::vector<std::string> facts;
};
void describe(Fields& fields, ConsistencyRow& row);
void describe(Fields& fields, Factor& factor);
void describe(Fields& fields, Criterion& criterion);
void describe(Fields& fields, Strategy& strategy);
void describe(Fields& fields, Gpu& gpu, std::vector<std::string>& aliases);
void describe(Fields& fields, LanguageModel& model, std::vector<std::string>& aliases);
void describe(Fields& fields, Currency& currency);
void describe(Fields& fields, Source& source);
void describe(Fields& fields, Preset& preset);
void describe(Fields& fields, Formula& formula);
void describe(Fields& fields, Constant& constant);
void describe(Fields& fields, Backtest& backtest);
void describe(Fields& fields, CaseBank& bank);
void describe(Fields& fields, Article& article);
void describe(Fields& fields, FrameworkTable& table);
void describe(Fields& fields, PlanSettings& settings);

/// Units of a currency for one dollar, by lower-case code; always holds "usd".
using Rates = std::map<std::string, double>;

/// What a provider's price file holds.
struct PriceFile {
  std::string provider;
  Translated name;
  std::vector<GpuPrice> gpu_hours;
  std::vector<ApiPrice> api_tokens;
  std::vector<ApiPrice> embeddings;
  std::vector<TuningPrice> fine_tuning;
  std::vector<StorePrice> vector_stores;
  std::vector<LabellingPrice> labelling;
};
void describe(Fields& fields, PriceFile& prices, const Rates& rates);

/// data/regions.json.
struct RegionsFile {
  std::vector<Region> regions;
  std::vector<PueRow> pue;
};
void describe(Fields& fields, RegionsFile& file, const Rates& rates);

/// What a policy may limit: one row per key of a policy file. Money has a key per currency ("max_total_cny").
struct LimitKind {
  enum class Test { at_most, at_least, allowed, forbidden };
  std::string_view key;   ///< without the currency
  std::string_view unit;  ///< "usd", "weeks", …; empty: a list of words
  Test test = Test::at_most;
};
std::span<const LimitKind> limit_kinds();
void describe(Fields& fields, PolicyFile& file, const Rates& rates);

/// One format a user may ask the schema of: `describe` fills a throw-away object.
struct FileFormat {
  std::string_view name;     ///< "strategy"
  std::string_view pattern;  ///< where such files live: "strategies/*.json"
  void (*describe)(Fields&);
};

/// The one list: `schema`, `validate` and the tests read it.
std::span<const FileFormat> file_formats();

/// The format of a data file by its path inside a data folder; null when no format claims it.
const FileFormat* format_of(std::string_view path);

}  // namespace pathfinder
