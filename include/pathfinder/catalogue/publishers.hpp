// Who published a row of observations: rows of one publisher err together. data/observations/publishers.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// One publisher: the families of rows and the addresses that are its own.
struct Publisher {
  std::string id;
  std::vector<std::string> families;
  std::vector<std::string> addresses;  ///< beginnings of addresses, without "https://"
};

/// Describes data/observations/publishers.json for reader and schema.
void describe_publishers(Fields& fields, std::vector<Publisher>& publishers);

/// The publishers of a catalogue's file; empty where there is none.
std::vector<Publisher> publishers_of(const Catalogue& catalogue);

/// The publisher of a row with this family and source (either may be empty), by the rule the file states; `row` is its
/// name where neither says one.
std::string publisher_of(const std::vector<Publisher>& publishers, std::string_view family, std::string_view source,
                         std::string_view row);

}  // namespace pathfinder
