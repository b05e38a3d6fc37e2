// The constants of data/constants/ for tests: id -> value with its range.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "pathfinder/estimate/spread.hpp"

#include "support/paths.hpp"

namespace pathfinder {

inline ConstantSpreads constants_from(const std::string& topic) {
  std::ifstream file(std::string(test::source_dir()) + "/data/constants/" + topic + ".json");
  const nlohmann::json document = nlohmann::json::parse(file);
  std::map<std::string, Spread<double>, std::less<>> rows;
  for (const auto& row : document.at("constants")) {
    const double value = row.at("value");
    rows[row.at("id")] = {row.value("low", value), value, row.value("high", value)};
  }
  return [rows](std::string_view id) {
    const auto found = rows.find(id);
    if (found == rows.end()) throw std::logic_error("no constant " + std::string(id));
    return found->second;
  };
}

}  // namespace pathfinder
