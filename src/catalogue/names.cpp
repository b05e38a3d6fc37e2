// A name is read by leaving words out, the fewest first, until what is left names an entry: nothing is ever compared by
// likeness. Words that may be left out either say nothing (a maker, "GPU") or say something that is kept (a count, a
// size of memory, a form, a precision) and then has to agree with the entry.
#include "pathfinder/catalogue/names.hpp"

#include <algorithm>
#include <tuple>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/formats.hpp"

#include "catalogue/gpu_names.hpp"
#include "catalogue/model_names.hpp"
#include "catalogue/name_words.hpp"

namespace pathfinder {

void describe(Fields& fields, NameRules& rules) {
  note_date(fields, "as_of", Need::required);
  reference(fields, "source", "sources", rules.source, Need::required);
  fields.object(
      "gpus",
      [&](Fields& gpus) {
        gpus.texts("vendors", rules.gpus.vendors, Need::required);
        gpus.texts("noise", rules.gpus.noise, Need::required);
        named_lists(gpus, "forms", {}, rules.gpus.forms, Need::required);
        gpus.texts("count_words", rules.gpus.count_words, Need::required);
        gpus.texts("node_words", rules.gpus.node_words, Need::required);
        gpus.texts("memory_only", rules.gpus.memory_only, Need::required);
        gpus.named_texts("same", rules.gpus.same);
        named_references(gpus, "boards", "gpus", rules.gpus.boards);
      },
      Need::required);
  fields.object(
      "models",
      [&](Fields& models) {
        models.texts("makers", rules.models.makers, Need::required);
        models.texts("prefixes", rules.models.prefixes, Need::required);
        models.named_texts("written", rules.models.written, Need::required);
        models.texts("variants", rules.models.variants, Need::required);
        named_lists(models, "precisions", {}, rules.models.precisions, Need::required);
        models.texts("containers", rules.models.containers, Need::required);
        models.named_texts("same", rules.models.same);
      },
      Need::required);
}

void describe_instance_types(Fields& fields,
                             const std::function<void(const std::string& type, Fields& row, InstanceType machine,
                                                      const std::string& source)>& visit) {
  note_date(fields, "as_of", Need::required);
  fields.named_objects(
      "instances",
      [&](std::string_view type, Fields& row) {
        InstanceType machine;
        std::string source;
        row.text("provider", machine.provider, Need::required);
        reference(row, "gpu", "gpus", machine.gpu, Need::required);
        row.number("gpus", machine.gpus, positive(Need::required));
        reference(row, "source", "sources", source, Need::required);
        row.note_choice("verified", {"read", "recalled"}, Need::required);
        visit(std::string(type), row, std::move(machine), source);
      },
      Need::required);
}

NameReading read_gpu_name(const Catalogue& catalogue, std::string_view spelling) {
  // What most say is the id: nothing else is prepared for it.
  const std::size_t exact = catalogue.find("gpus", spelling);
  if (exact != Vocabulary::none && normalise(spelling) == normalise(catalogue.gpus[exact].id))
    return {{exact}, 0, 0, memory_in(name_words(plain_name(spelling), {})), {}};
  NameReading reading = gpu_name(catalogue, spelling);
  // Who does not say which version has the data-centre board: the fastest link, then bandwidth, then memory.
  std::stable_sort(reading.entries.begin(), reading.entries.end(), [&](std::size_t a, std::size_t b) {
    const auto order = [&](std::size_t entry) {
      const Gpu& gpu = catalogue.gpus[entry];
      return std::tuple(gpu.interconnect_gb_per_s, gpu.memory_bandwidth_gb_per_s, gpu.memory_gib);
    };
    return order(a) > order(b);
  });
  return reading;
}

std::size_t board_named(const Catalogue& catalogue, std::string_view name, double chips) {
  const std::string key = normalise(plain_name(name)) + "*" + std::to_string(static_cast<int>(chips));
  for (const auto& [board, id] : catalogue.name_rules.gpus.boards) {
    if (normalise(plain_name(board)) == key) return catalogue.find("gpus", id);
  }
  return Vocabulary::none;
}

std::string instance_key(std::string_view type) {
  std::string key = plain_name(type);
  for (const std::string_view lead : {"ecs.", "ml.", "standard_"}) {
    if (key.starts_with(lead)) key.erase(0, lead.size());
  }
  return key;
}

NameReading read_model_name(const Catalogue& catalogue, std::string_view spelling) {
  const std::size_t exact = catalogue.find("models", spelling);
  if (exact != Vocabulary::none && spelling == catalogue.models[exact].id) return {{exact}, 0, 0, 0, {}};
  return model_name(catalogue, spelling);
}

NameReading read_name(const Catalogue& catalogue, std::string_view kind, std::string_view spelling) {
  if (kind == "gpus") return read_gpu_name(catalogue, spelling);
  if (kind == "models") return read_model_name(catalogue, spelling);
  NameReading reading;
  const std::size_t index = catalogue.find(kind, spelling);
  if (index != Vocabulary::none) reading.entries.push_back(index);
  return reading;
}

}  // namespace pathfinder
