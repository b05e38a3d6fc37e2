#include "pathfinder/catalogue/recognise.hpp"

#include <array>

#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/catalogue/file_formats.hpp"

namespace pathfinder {
namespace {

/// Keys that tell what kind of data file this is, wherever it lies, and the folder or file of data/ it belongs to.
struct Signature {
  std::string_view key;
  std::string_view path;
};
constexpr std::array<Signature, 20> signatures = {{{"values", "strategies/"},
                                                   {"trains", "training_kinds/"},
                                                   {"forms", "variants/"},
                                                   {"policies", "policies/"},
                                                   {"criteria", "criteria.json"},
                                                   {"chapters", "templates/"},
                                                   {"lines", "ci/"},
                                                   {"params_total", "models/"},
                                                   {"memory_gib", "gpus/"},
                                                   {"provider", "prices/"},
                                                   {"regions", "regions.json"},
                                                   {"currencies", "currencies.json"},
                                                   {"formulas", "formulas/"},
                                                   {"constants", "constants/"},
                                                   {"article_facts", "presets/"},
                                                   {"families", "gpu_families.json"},
                                                   {"effect_failure_modes", "article.json"},
                                                   {"kinds", "backtest.json"},
                                                   {"bands", "case_bank.json"},
                                                   {"traits", "practice.json"}}};

/// The last `count` parts of a path: the name, or folder and name.
std::string last_parts(const std::string& path, int count) {
  std::size_t at = path.size();
  for (int i = 0; i < count && at != std::string::npos; ++i) at = at == 0 ? std::string::npos : path.rfind('/', at - 1);
  return at == std::string::npos ? path : path.substr(at + 1);
}

}  // namespace

std::string data_path_of(JsonValue root, const std::string& inside, const std::string& whole) {
  if (member_text(root, "schema").starts_with("pathfinder/scenario")) return std::string(scenario_path);
  if (member_text(root, "schema").starts_with("pathfinder/policy")) return "policies/" + inside;
  if (inside.find('/') != std::string::npos && format_of(inside) != nullptr) return inside;
  const std::string name = last_parts(whole, 1);
  const std::string two = last_parts(whole, 2);
  if (format_of(two) != nullptr) return two;

  const std::uint32_t facts = root.find("facts");
  const bool fact_list = facts != 0 && root.at(facts).kind() == JsonKind::array;
  for (const Signature& signature : signatures) {
    if (root.find(signature.key) == 0) continue;
    if (signature.path.back() != '/') return std::string(signature.path);
    const std::string_view id = member_text(root, signature.key == "provider" ? "provider" : "id");
    return std::string(signature.path) + (id.empty() ? name.substr(0, name.rfind('.')) : std::string(id)) + ".json";
  }
  if (facts != 0 && !fact_list) return std::string(scenario_path);
  if (format_of(name) != nullptr) return name;
  return fact_list ? "facts.json" : "";
}

}  // namespace pathfinder
