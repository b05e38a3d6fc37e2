// What the recommended option's figures rest on: which sources, read or only recalled, and prices of which day.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One figure of an option: an estimate or a priced line of its bill.
struct RestingFigure {
  std::string id;                   ///< "total_usd", or "bill.serving-power": a text id
  std::vector<std::string> unread;  ///< its sources that nobody read; "" where it names none
  bool any_read = false;            ///< at least one of its sources was read
};

/// Every figure of an option, in the order reports show them.
std::vector<RestingFigure> resting_figures(const Assessment& option, const Catalogue& catalogue);

/// A dated price that an option's bill rests on.
struct PriceUsed {
  std::string id;      ///< "rent:h100-sxm", "power:cn-guangdong", "api:openai/gpt-5", "labelling:…", "rate:CNY"
  std::string kind;    ///< "rent", "power", "api", "store", "labelling", "rate"
  std::string as_of;   ///< of several rows the oldest that counts
  std::string source;  ///< of that row
  bool read = false;
};
std::vector<PriceUsed> prices_used(const Decision& decision, const Assessment& option, const Catalogue& catalogue);

/// Facts that nobody gave, whose assumption rests on a source nobody read, and that the option's figures rest on.
std::vector<std::string> unread_assumptions(const Decision& decision, const Assessment& option,
                                            const Catalogue& catalogue);

}  // namespace pathfinder
