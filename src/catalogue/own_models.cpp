#include "pathfinder/catalogue/own_models.hpp"

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

void describe_architectures(Fields& fields, Architectures& architectures, std::string& source) {
  note_date(fields, "as_of", Need::required);
  reference(fields, "source", "sources", source, Need::required);
  fields.named_objects(
      "types",
      [&](std::string_view type, Fields& row) {
        ArchitectureTraits& traits = architectures[std::string(type)];
        row.flag("qkv_bias", traits.qkv_bias);
        row.flag("output_bias", traits.output_bias);
        row.choice("qk_norm", traits.qk_norm, {"head", "full"});
        row.number("norms_per_layer", traits.norms_per_layer, positive());
        row.flag("gated_query", traits.gated_query);
        row.flag("shared_gate", traits.shared_gate);
        row.flag("tied_embeddings", traits.tied_embeddings);
        row.number("matrices", traits.matrices, positive());
        row.choice("refused", traits.refused,
                   {"mamba", "linear", "per-layer", "interleaved", "compressed", "convolution", "bias", "parallel",
                    "encoder"});
      },
      Need::required);
}

std::size_t add_model(Catalogue& catalogue, LanguageModel model) {
  const std::string id = model.id;
  const std::string name = model.name.empty() ? id : model.name;
  std::size_t index = catalogue.find("models", id);
  if (index != Vocabulary::none) {
    catalogue.models[index] = std::move(model);
    return index;
  }
  index = catalogue.models.size();
  catalogue.models.push_back(std::move(model));
  catalogue.aliases["models/" + normalise(id)] = index;
  for (FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.type != FactType::catalogue || fact.catalogue != "models") continue;
    fact.levels.push_back({id, {id, id}});
    fact.high = fact.plausible_high = static_cast<double>(fact.levels.size());
  }
  return index;
}

}  // namespace pathfinder
