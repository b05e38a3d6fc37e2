// Prices, regions and currencies as data/ has them: in the seller's currency in the file, in dollars inside.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/interval.hpp"

namespace pathfinder {

/// Units of a currency for one dollar, by lower-case code; always holds "usd".
using Rates = std::map<std::string, double>;

/// What an item usually costs in a country where nobody was asked: a dated range.
struct DefaultPrice {
  std::string item;     ///< "staff", "hosting", "server", "managed-search", …
  std::string country;  ///< two letters; empty: where no other row says more
  std::string gpu;      ///< catalogue id, of a server's eight accelerators; else empty
  Interval<Dollars> price;
  PriceSource source;
};

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
  std::vector<DefaultPrice> defaults;
};
void describe(Fields& fields, PriceFile& prices, const Rates& rates);

/// An average to compare a region with; no scenario can be placed there. The one of a country that has a tariff lends
/// it to the country's regions that have none.
struct ReferenceRow {
  Region region;          ///< of it only id, name, carbon and tariff
  std::string tariff_of;  ///< country that borrows the tariff
};

/// data/regions.json.
struct RegionsFile {
  std::vector<Region> regions;
  std::vector<ReferenceRow> references;
  std::vector<PueRow> pue;
};
void describe(Fields& fields, RegionsFile& file, const Rates& rates);
void describe(Fields& fields, Currency& currency);

}  // namespace pathfinder
