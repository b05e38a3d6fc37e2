// Names of accelerators and models as people, tools and hubs write them, read into entries of the catalogue:
// "NVIDIA H100 80GB HBM3", "8卡H20", "qwen3:8b", "org/Name-Instruct-FP8". What may be left out of a name, and what it
// says when it is there, is data (data/name_rules.json); what is left must be the name of an entry, letter for letter.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"

namespace pathfinder {

struct Catalogue;

/// data/name_rules.json.
struct NameRules {
  struct Gpus {
    std::vector<std::string> vendors;                       ///< makers and brands: say nothing that the name does not
    std::vector<std::string> noise;                         ///< "GPU", "显卡", kinds of memory
    std::map<std::string, std::vector<std::string>> forms;  ///< "sxm" → its spellings: they choose among versions
    std::vector<std::string> count_words;                   ///< "卡" in 8卡
    std::vector<std::string> node_words;                    ///< "台", "nodes"
    std::vector<std::string> memory_only;                   ///< "card" in "24 GB card"
    std::map<std::string, std::string> same;                ///< further names of one entry, or of a family
    std::map<std::string, std::string> boards;              ///< "Ascend910*2": a card that shows so many chips
  } gpus;
  struct Models {
    std::vector<std::string> makers;                             ///< in front of a name: "Meta", "NVIDIA"
    std::vector<std::string> prefixes;                           ///< "https://huggingface.co/", "ollama/"
    std::map<std::string, std::string> written;                  ///< "通义千问" → "qwen"
    std::vector<std::string> variants;                           ///< tuned differently, same dimensions: "Instruct"
    std::map<std::string, std::vector<std::string>> precisions;  ///< "int4" → AWQ, GPTQ-Int4, Q4_K_M, …
    std::vector<std::string> containers;                         ///< "GGUF": a form of file, no number of bits
    std::map<std::string, std::string> same;                     ///< names that others gave an entry: ollama's tags
  } models;
  std::string source;
};

void describe(Fields& fields, NameRules& rules);

/// data/instance_types.json: `visit` is called with every type of machine, what it holds and its source.
struct InstanceType;
void describe_instance_types(Fields& fields,
                             const std::function<void(const std::string& type, Fields& row, InstanceType machine,
                                                      const std::string& source)>& visit);

/// What a name says.
struct NameReading {
  std::vector<std::size_t> entries;  ///< indices in the catalogue; several where the name leaves its version open
  double count = 0;                  ///< of accelerators in all; 0: not said
  double nodes = 0;                  ///< servers; 0: not said
  double memory_gib = 0;             ///< memory that was named; with no entry: all that is known of the card
  std::string precision;             ///< of a model's weights: "fp8", "int4"; empty: not said

  bool understood() const { return !entries.empty(); }
  bool ambiguous() const { return entries.size() > 1; }
};

/// Reads the name of an accelerator. Never a relative: what the catalogue has no entry for has no entries here. Of
/// several versions the one that most mean stands first.
NameReading read_gpu_name(const Catalogue& catalogue, std::string_view spelling);

/// The card that shows itself as `chips` devices of one name; size_t(-1) where the rules know none.
std::size_t board_named(const Catalogue& catalogue, std::string_view name, double chips);

/// Reads the name of a model in the same way.
NameReading read_model_name(const Catalogue& catalogue, std::string_view spelling);

/// The same for any kind of the catalogue ("gpus", "models", "regions").
NameReading read_name(const Catalogue& catalogue, std::string_view kind, std::string_view spelling);

/// A machine of a cloud, data/instance_types.json.
struct InstanceType {
  std::string provider;
  std::string gpu;  ///< id
  double gpus = 0;
};

/// The name of a machine as compared: lower case, without "ecs.", "ml." and "standard_".
std::string instance_key(std::string_view type);

}  // namespace pathfinder
