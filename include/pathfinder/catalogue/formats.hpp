// What the files of data/ hold, each thing described once (base/fields.hpp): the loader reads with these, `schema`
// prints them, `validate` checks with them. Prices: price_formats.hpp; the list of all files: file_formats.hpp.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// A text in every language, as the object `fields` is; under a key.
void describe(Fields& fields, Translated& text);
void describe(Fields& fields, std::string_view key, Translated& text, Need need = Need::required);
/// An annotation in every language; it may be left out.
void note_translated(Fields& fields, std::string_view key);
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
void describe(Fields& fields, Source& source);
void describe(Fields& fields, Preset& preset);
void describe(Fields& fields, Formula& formula);
void describe(Fields& fields, Constant& constant);
void describe(Fields& fields, Backtest& backtest);
void describe(Fields& fields, CaseBank& bank);
void describe(Fields& fields, Article& article);
void describe(Fields& fields, FrameworkTable& table);
void describe(Fields& fields, PlanSettings& settings);
void describe_gpu_families(Fields& fields, std::map<std::string, std::vector<std::string>>& families);

/// true, false or "partly": whether evidence bears the article out.
void describe_agrees(Fields& fields, std::string& agrees);

/// Whether a row was read in its source or only recalled.
void describe_verified(Fields& fields, std::string_view key, bool& read);

}  // namespace pathfinder
