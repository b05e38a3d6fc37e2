// Changes to a JSON file, one at a time: a field left out, misspelt, of another type, word, sign, size, order or day.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace pathfinder::test {

using OrderedJson = nlohmann::ordered_json;

/// One change at one place.
struct Change {
  OrderedJson::json_pointer at;
  std::string kind;
};

/// All changes to `file` that mean something where they stand.
std::vector<Change> changes_of(const OrderedJson& file);

void apply(OrderedJson& file, const Change& change);

/// What became of changes, by the kind of file and of change: refused and taken.
class ChangeCounts {
 public:
  void count(const std::string& file, const std::string& change, bool taken);
  /// A line a kind of file: "field left out 12/14 …", refused of all that were tried.
  std::string table() const;

 private:
  struct Count {
    std::size_t refused = 0, tried = 0;
  };
  std::map<std::string, std::map<std::string, Count>> counts_;
};

}  // namespace pathfinder::test
