#include "pathfinder/backtest/constants_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// Rounded to five significant digits.
double five_digits(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double exponent = std::floor(log10(std::fabs(value)));
  const double scale = pow(10, std::fabs(4 - exponent));
  return 4 - exponent >= 0 ? std::round(value * scale) / scale : std::round(value / scale) * scale;
}

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

  std::map<std::string_view, double> refitted;
  for (const ConstantChange& change : report.constants) refitted.emplace(change.id, change.refitted);

  std::vector<Replacement> replacements;
  const JsonValue root(*document, 0);
  root.at(root.find("constants")).for_each([&](JsonValue row) {
    const auto found = refitted.find(row.at(row.find("id")).string());
    if (found == refitted.end()) return;
    const auto replace = [&](std::string_view key, std::string text) {
      const std::uint32_t at = row.find(key);
      if (at == 0) return;
      const std::string_view written = row.at(at).source_text();
      replacements.push_back({static_cast<std::size_t>(written.data() - document->text.data()), written.size(), text});
    };
    replace("value", json_number(five_digits(found->second)));
    replace("date", json_string(date));
    replace("fitted_on", json_string(fitted_on));
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
