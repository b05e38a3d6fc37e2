// A price that the user was quoted: it counts as given and stands in for prices of data/ or for a quote needed.
#pragma once

#include <string>

#include "pathfinder/base/quantity.hpp"

namespace pathfinder {

/// One line of a quotes file, in dollars at the rate of data/currencies.json.
struct Quote {
  std::string id;    ///< what bills cite, "quote-3" for line 3
  std::string item;  ///< what is priced: "hosting", "staff", "purchase", "rent", …
  std::string gpu;   ///< catalogue id, or "ad-hoc"
  std::string kind;  ///< of rent: "on-demand", "reserved-1y", "spot"
  std::string model;
  std::string region;
  Dollars price;   ///< per unit of the item
  Dollars output;  ///< of an API: per million output tokens
  Dollars cached;  ///< and per million cached prompt tokens; 0: no such rate
  Dollars per_job;
  std::string supplier;
  std::string as_of;
  std::string valid_until;
  std::string note;
};

}  // namespace pathfinder
