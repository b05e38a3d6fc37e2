#include "pathfinder/catalogue/edition.hpp"

#include <algorithm>

#include "pathfinder/base/embedded_image.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/sha256.hpp"
#include "pathfinder/estimate/parameters.hpp"

namespace pathfinder {

std::string digest_of_data(const Catalogue& catalogue) {
  if (!catalogue.data_sha256.empty()) return catalogue.data_sha256;
  std::vector<std::pair<std::string, std::string>> files;
  for (const JsonDocument& document : catalogue.documents) {
    const std::string_view made = embedded_sha256(document.text);
    files.emplace_back(document.path, made.empty() ? sha256_hex(document.text) : std::string(made));
  }
  std::sort(files.begin(), files.end());
  std::string list;
  for (const auto& [path, hash] : files) list.append(hash).append("  ").append(path).append("\n");
  return sha256_hex(list);
}

Edition edition_of(const Decision& decision, const Catalogue& catalogue) {
  return edition_of(decision, catalogue, digest_of_data(catalogue));
}

Edition edition_of(const Decision& decision, const Catalogue& catalogue, std::string data_sha256) {
  std::vector<GivenFact> given = decision.scenario.given;
  std::stable_sort(given.begin(), given.end(), [](const GivenFact& a, const GivenFact& b) { return a.slot < b.slot; });
  std::string facts;
  for (const GivenFact& fact : given) {
    facts += catalogue.vocabulary.slots[fact.slot].id + " " + json_number(fact.low) + " " + json_number(fact.value) +
             " " + json_number(fact.high) + "\n";
  }
  if (decision.scenario.ad_hoc_gpu) {
    const Gpu& gpu = *decision.scenario.ad_hoc_gpu;
    facts += "gpu " + json_number(gpu.memory_gib) + " " + json_number(gpu.memory_bandwidth_gb_per_s) + " " +
             json_number(gpu.dense_bf16_tflop_per_s) + " " + json_number(gpu.tdp_w) + "\n";
  }
  if (const std::size_t own = catalogue.find("models", own_model_id); own != Vocabulary::none) {
    const ModelShape& shape = catalogue.models[own].shape;
    facts += "model";
    for (const double value : {shape.params_total, shape.params_active, shape.layers, shape.hidden, shape.heads,
                               shape.kv_heads, shape.head_dim, shape.ffn, shape.vocab})
      facts += " " + json_number(value);
    facts += "\n";
  }
  return {PATHFINDER_VERSION, catalogue.data_date, std::move(data_sha256), sha256_hex(facts)};
}

}  // namespace pathfinder
