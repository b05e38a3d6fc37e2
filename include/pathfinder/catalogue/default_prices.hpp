// Dated ranges of prices by country for what nobody has quoted: data/prices/{staff,hosting,servers,…}.json. A default
// is marked as one wherever it is used, and a quote takes its place.
#pragma once

#include <span>
#include <string_view>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/estimate/effort.hpp"

namespace pathfinder {

/// The row for an item in a country, else the one of the world; of an accelerator (`gpu` an id) only a row that names
/// it, else (`gpu` empty) only one that names none. Null where there is none. `country`: two letters, in any case.
const DefaultPrice* default_price(std::span<const DefaultPrice> rows, std::string_view item, std::string_view country,
                                  std::string_view gpu = {});

/// Prices of a project's country and accelerators; `gpu` null: those of a usual class.
ProjectPrices project_prices(const Catalogue& catalogue, std::string_view country, const Gpu* gpu);

/// The constants of the cost model as shipped.
CostModel shipped_cost_model(const Catalogue& catalogue);

}  // namespace pathfinder
