#include "pathfinder/backtest/constants_file.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

/// A piece of a text to be written anew.
struct Replacement {
  std::size_t at;
  std::size_t size;
  std::string text;
};

}  // namespace

std::string constants_path(std::string_view kind) {
  return "constants/" + std::string(kind == "inference" ? "serving" : kind) + ".json";
}

std::string refitted_constants(const BacktestReport& report, const Catalogue& catalogue, std::string_view fitted_on,
                               std::string_view date) {
  const std::string path = constants_path(report.kind);
  const auto document = std::find_if(catalogue.documents.begin(), catalogue.documents.end(),
                                     [&](const JsonDocument& one) { return one.path == path; });
  if (document == catalogue.documents.end()) throw std::logic_error("no file " + path);

  std::map<std::string_view, const ConstantChange*> refitted;
  for (const ConstantChange& change : report.constants) {
    if (change.fitted || change.refitted != change.shipped) refitted.emplace(change.id, &change);
  }
  const std::string rows_left_out = std::string(fitted_on) + ", left out by publisher";

  std::vector<Replacement> replacements;
  const JsonValue root(*document, 0);
  root.at(root.find("constants")).for_each([&](JsonValue row) {
    const auto found = refitted.find(row.at(row.find("id")).string());
    if (found == refitted.end()) return;
    const auto replace = [&](std::string_view key, std::string text) {
      const std::uint32_t at = row.find(key);
      if (at == 0) return;
      const std::string_view written = row.at(at).source_text();
      replacements.push_back(
          {static_cast<std::size_t>(written.data() - document->text.data()), written.size(), std::move(text)});
    };
    const std::string value = fmt::format("{:.5g}", found->second->refitted);
    replace("value", value);
    // Bounds of a fit and the range of a prior stay; another width has no range beside its value.
    if (!found->second->fitted && row.find("prior") == 0) {
      replace("low", value);
      replace("high", value);
    }
    replace("date", json_string(date));
    replace("fitted_on", json_string(found->second->fitted ? fitted_on : rows_left_out));
    replace("rows", json_number(static_cast<double>(report.fitted_on)));
  });
  std::sort(replacements.begin(), replacements.end(),
            [](const Replacement& a, const Replacement& b) { return a.at < b.at; });

  std::string text;
  std::size_t at = 0;
  for (const Replacement& replacement : replacements) {
    text += document->text.substr(at, replacement.at - at);
    text += replacement.text;
    at = replacement.at + replacement.size;
  }
  return text + std::string(document->text.substr(at));
}

}  // namespace pathfinder
