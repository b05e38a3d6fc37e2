#include "support/catalogue.hpp"

#include <algorithm>

#include "pathfinder/advise/read_facts.hpp"

#include "cli/embedded_data.hpp"
#include "support/catch.hpp"

namespace pathfinder::test {

const Catalogue& shipped() {
  static const Catalogue catalogue = load_catalogue(cli::embedded_data());
  return catalogue;
}

std::size_t shipped_options() {
  const std::vector<JsonDocument> documents = cli::embedded_data();
  return static_cast<std::size_t>(std::count_if(documents.begin(), documents.end(), [](const JsonDocument& one) {
    return one.path.rfind("strategies/", 0) == 0;
  }));
}

JsonDocument document(std::string path, std::string text) {
  Findings findings;
  JsonDocument parsed = parse_json(path, std::move(text), findings);
  INFO(summary(findings.all()));
  REQUIRE(findings.empty());
  parsed.path = std::move(path);
  return parsed;
}

Catalogue shipped_with(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<JsonDocument> documents = cli::embedded_data();
  for (const auto& file : files) {
    std::erase_if(documents, [&](const JsonDocument& one) { return one.path == file.first; });
    if (!file.second.empty()) documents.push_back(document(file.first, file.second));
  }
  return load_catalogue(std::move(documents));
}

std::string data_text(std::string_view path) {
  for (const JsonDocument& one : cli::embedded_data()) {
    if (one.path == path) return std::string(one.text);
  }
  FAIL("no data file " << path);
  return {};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string summary(const std::vector<Diagnostic>& findings) {
  std::string all;
  for (const Diagnostic& one : findings) {
    all += (all.empty() ? "" : "; ") + one.code;
    if (one.where.line > 0) all += " " + std::to_string(one.where.line) + ":" + std::to_string(one.where.column);
  }
  return all;
}

Scenario scenario(const std::vector<std::pair<std::string, std::string>>& facts, std::string* found,
                  std::string* warned) {
  Findings findings;
  Findings warnings;
  FactReader reader(shipped(), findings, warnings);
  Scenario result;
  for (const auto& [id, text] : facts) {
    if (id == "currency") reader.set_currency(text);
  }
  for (const auto& [id, text] : facts) {
    const std::size_t slot = shipped().vocabulary.find(id);
    INFO(id);
    REQUIRE(slot != Vocabulary::none);
    reader.read_text(
        slot, id, text, [](int offset, int width) { return Location{"typed", 1, offset + 1, "", "", width, 0}; },
        Origin::given, result);
  }
  if (found != nullptr) {
    *found = summary(findings.all());
  } else {
    INFO(summary(findings.all()));
    REQUIRE(findings.empty());
  }
  if (warned != nullptr) *warned = summary(warnings.all());
  return result;
}

Vocabulary small_vocabulary() {
  Vocabulary vocabulary;
  const auto add = [&](std::string id, FactType type, std::string unit, double low, double high,
                       std::vector<std::string> levels, bool ordered = false) {
    FactSpec spec;
    spec.id = std::move(id);
    spec.type = type;
    spec.unit = std::move(unit);
    spec.low = spec.plausible_low = low;
    spec.high = spec.plausible_high = high;
    spec.ordered = ordered;
    for (std::string& level : levels) spec.levels.push_back({level, {level, level}});
    vocabulary.add(std::move(spec));
  };
  add("docs", FactType::count, "documents", 1, 1e6, {});
  add("tokens", FactType::tokens, "tokens", 0, 1e12, {});
  add("labels", FactType::count, "examples", 0, 1e6, {});
  add("skill", FactType::level, "", 1, 5, {"1", "2", "3", "4", "5"});
  add("task", FactType::category, "", 0, 2, {"qa", "code", "classification"});
  add("changes", FactType::category, "", 0, 2, {"never", "monthly", "daily"}, true);
  add("cited", FactType::boolean, "", 0, 1, {"no", "yes"});
  add("budget", FactType::money, "usd", 0, 1e9, {});
  std::vector<std::string> places;
  for (int i = 0; i < 100; ++i) places.push_back("p" + std::to_string(i));
  add("place", FactType::catalogue, "", 0, 100, places);
  return vocabulary;
}

}  // namespace pathfinder::test
