// What a listing of accelerators says, as facts: which entry of the catalogue each card is, and how many there are.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/inventory.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// One kind of card found.
struct FoundKind {
  std::vector<std::size_t> entries;  ///< of the catalogue; several where the listing leaves the version open
  std::string name;                  ///< as the listing prints it
  double memory_gib = 0;
  double count = 0;
};

/// The kinds of an inventory, the largest group first. Machines of a cloud that the table does not hold are findings.
std::vector<FoundKind> kinds_of(const Inventory& inventory, const Catalogue& catalogue, const Location& where,
                                Findings& findings);

/// Says number and kind of the largest group as measured facts, where nothing stronger is said; what else was found, or
/// counted otherwise than listed, becomes warnings.
void add_inventory(const Inventory& inventory, const Catalogue& catalogue, const Location& where, Scenario& scenario,
                   Findings& findings, Findings& warnings);

}  // namespace pathfinder
