// What the catalogue holds as lists: one row per entry, each cell as shown and as JSON.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/core/procurement.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// A list under construction: one row per entry, each cell as shown and as JSON.
class Listing {
 public:
  explicit Listing(const Sentences& say) : say_(say) {}

  void begin() { rows_.emplace_back(); }

  void text(std::string_view key, std::string_view value, ColumnRole role = ColumnRole::label);
  /// A figure with all its digits.
  void figure(std::string_view key, double value);
  /// A figure of which 0 means that nobody knows it.
  void known(std::string_view key, double value);
  /// A computed figure or interval, rounded; empty where low > high.
  void range(std::string_view key, double low, double high);
  /// A figure for which a line has no room.
  void only_json(std::string_view key, double value);

  /// The rows as a table of `width` columns, one line each: words give way to figures. A column of `once` that says the
  /// same in every row is left out and named in the caption.
  Table table(int width, std::initializer_list<std::string_view> once = {}) const;
  /// The same as a list of objects; figures have all their digits.
  std::string json() const;

 private:
  struct Column {
    std::string key;
    ColumnRole role;
    Align align;
  };
  struct Cell {
    std::string shown, json;
  };
  using Row = std::map<std::string, Cell, std::less<>>;

  std::string header(const Column& column) const;
  static std::string cell(const Row& row, std::string_view key);
  void put(std::string_view key, ColumnRole role, Align align, std::string shown, std::string json);

  const Sentences& say_;
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

/// The kinds of entries: how many there are of each, and the newest date among them.
Listing list_kinds(const Catalogue& catalogue, const Sentences& say);

/// One line per entry of a kind, with the figures people look for. `ranks`: all regions by cost and by carbon, where
/// regions are listed.
Listing list_entries(const Catalogue& catalogue, const EntryKind& kind, const std::vector<RegionView>& ranks,
                     const Sentences& say);

/// Every dated price row that `wanted(provider, gpu or catalogue model)` takes, with its age on the day `today`.
Listing list_prices(const Catalogue& catalogue, const Sentences& say, std::string_view today,
                    const std::function<bool(std::string_view, std::string_view)>& wanted);

}  // namespace pathfinder
