// What the catalogue rests on, counted over data/ as it is written: figures from memory, rows that have grown old,
// entries that one source alone stands behind, sources that nothing cites; and how many entries use an entry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/entries.hpp"

namespace pathfinder {

/// One thing that `catalog check` lists.
struct EvidenceRow {
  std::string kind;     ///< "gpus"
  std::string entry;    ///< "h200-nvl"
  std::string finding;  ///< "recalled", "stale", "single-source", "uncited", "weak"
  std::string what;     ///< the keys recalled, the date of what is old, the one source
};

/// How many of a kind there are, and how they are backed. A figure is what has a source of its own: a field of an
/// accelerator or a model, a row of a price list, a tariff, a constant, a rule.
struct EvidenceCount {
  std::string kind;
  double entries = 0;
  double figures = 0;
  double recalled = 0;       ///< of the figures
  double stale = 0;          ///< of the rows that age: prices after a year, tariffs after three
  double single_source = 0;  ///< entries of several figures that all come from one source
  double uncited = 0;        ///< sources that neither data nor program names
  double weak = 0;           ///< sources marked weak
};

struct Evidence {
  std::vector<EvidenceCount> counts;  ///< by kind, in the order of entry_kinds()
  std::vector<EvidenceRow> rows;
};

/// `today`: the day that rows are aged to.
Evidence evidence_of(const Catalogue& catalogue, std::string_view today);

/// Whether a price row, or a tariff, of that date is too old to go by.
bool stale_price(std::string_view as_of, std::string_view today);
bool stale_tariff(std::string_view as_of, std::string_view today);

/// How many other entries of data/ name an entry: rows with its price, models it stands behind, rules that read it.
double reach(const Catalogue& catalogue, const EntryText& entry);

}  // namespace pathfinder
