// Prices that the user was quoted: one JSON object a line ("--prices FILE"). They count as given: a quote stands in for
// every price of the same thing in data/, and for what data/ has no price of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/core/quote.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// Currencies of a catalogue as units for one dollar, by lower-case code.
Rates rates_of(const Catalogue& catalogue);

/// The description of one line, for its reader and its schema. Money in any currency of `rates`.
void describe(Fields& fields, Quote& quote, const Rates& rates);

/// The line of a quote for an item with its price and supplier still to be written: for who is told to get one.
/// `named`: the accelerator, region or model, where the item needs one; `currency`: its code.
std::string quote_to_fill(std::string_view item, const std::string& named, std::string_view currency,
                          std::string_view day);

/// The quotes of a file named `file`, checked against the catalogue; everything wrong lands in `findings` with its
/// line and column. Empty lines are left out.
std::vector<Quote> read_quotes(const std::string& file, std::string_view text, const Catalogue& catalogue,
                               Findings& findings);

/// Puts the quotes into the catalogue: each as a source of its own, rents and rates of an API and tariffs in place of
/// those of data/; an API that is quoted is the one that plans use.
void add_quotes(Catalogue& catalogue, std::vector<Quote> quotes);

/// Lowest, middle and highest quote for an item (for accelerators: of this one); nothing where there is none.
std::optional<Spread<Dollars>> quoted_price(const Catalogue& catalogue, std::string_view item, std::string_view gpu);

/// Adds the ids of the quotes that `quoted_price` rests on.
void add_quote_sources(const Catalogue& catalogue, std::string_view item, std::string_view gpu,
                       std::vector<std::string>& sources);

/// The id of the first quote for an item; empty where there is none.
std::string quote_source(const Catalogue& catalogue, std::string_view item);

/// Quotes that were no longer valid on the day of the data.
std::vector<const Quote*> expired_quotes(const Catalogue& catalogue);

}  // namespace pathfinder
