// data/ is complete, cited, dated and translated; what the binary carries is what lies on disk; the table keeps its own
// promises. A finding here names the file and the place in it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/core/texts.hpp"
#include "pathfinder/estimate/serving.hpp"

#include "cli/embedded_data.hpp"
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

/// Every JSON file of data/ as it lies on disk, by path inside data/.
const std::map<std::string, ordered_json>& files() {
  static const std::map<std::string, ordered_json> all = [] {
    std::map<std::string, ordered_json> read;
    const fs::path root = fs::path(test::source_dir()) / "data";
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".json") continue;
      read[fs::relative(entry.path(), root).generic_string()] = ordered_json::parse(test::file_text(entry.path()));
    }
    return read;
  }();
  return all;
}

/// A value with the keys and objects that lead to it, outermost first.
struct Place {
  std::string file;
  std::string pointer;
  std::string key;  ///< of the value, or of the list it stands in
  std::vector<std::pair<std::string, const ordered_json*>> around;

  std::string text() const { return file + " " + pointer; }
  bool inside(std::string_view name) const {
    return std::any_of(around.begin(), around.end(), [&](const auto& one) { return one.first == name; });
  }
};

using Visit = std::function<void(const Place&, const ordered_json&)>;

void walk(const ordered_json& value, Place& place, const Visit& visit) {
  visit(place, value);
  const std::string pointer = place.pointer;
  const std::string key = place.key;
  if (value.is_object()) place.around.emplace_back(key, &value);
  std::size_t number = 0;
  for (const auto& [name, child] : value.items()) {
    place.pointer = pointer + "/" + (value.is_array() ? std::to_string(number++) : name);
    if (value.is_object()) place.key = name;
    if (value.is_structured()) walk(child, place, visit);
  }
  if (value.is_object()) place.around.pop_back();
  place.pointer = pointer;
  place.key = key;
}

/// Visits every value of every file.
void walk_all(const Visit& visit) {
  for (const auto& [name, root] : files()) {
    Place place{name, "", "", {}};
    walk(root, place, visit);
  }
}

bool ends_with_any(std::string_view text, const std::vector<std::string_view>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return text.ends_with(ending); });
}

bool chinese(std::string_view text) {
  // U+3000 … U+9FFF and full-width forms: three bytes that begin with E3 … E9 or EF.
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0xE3U && byte <= 0xE9U) || byte == 0xEFU;
  });
}

bool is_translated(const ordered_json& value) {
  return value.is_object() && value.contains("en") && value.contains("zh") && value["en"].is_string();
}

std::string join(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

std::set<std::string> fields_of(const std::string& sentence) {
  const std::vector<std::string> names = field_names(sentence);
  return {names.begin(), names.end()};
}

/// Text of every source file, by path.
std::map<std::string, std::string> program_text() {
  std::map<std::string, std::string> all;
  const fs::path root(test::source_dir());
  for (const char* top : {"src", "include"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
      if (entry.is_regular_file())
        all[fs::relative(entry.path(), root).generic_string()] = test::file_text(entry.path());
    }
  }
  return all;
}

std::set<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern); at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

// --- units ----------------------------------------------------------------------------------------------------------

/// What a key may end with: its unit. tests/README.md repeats this list for people.
const std::vector<std::string_view> unit_endings = {
    "_gib",      "_gb",          "_bytes",       "_bytes_kbit",  // memory; bytes per parameter or token
    "_gb_per_s", "_tflop_per_s", "_top_per_s",   "_per_kwh",     // rates
    "_w",        "_kwh",         "_kg",                          // power, energy, mass
    "_ms",       "_s",           "_hours",       "_days",        "_weeks",       "_months",
    "_year",     "_per_month",                             // time
    "_tokens",   "_tokens_one",  "_tokens_zero", "_bf16",  // lengths; kv_bytes_per_token_bf16
    "_usd",      "_cny",         "_usd_per_kwh", "_cny_per_kwh", "_eur_per_kwh", "_gbp_per_kwh",
    "_share",    "_ratio",
    "_rate",  // dimensionless; a rate is units for one US dollar
    "_persons",  "_epochs",      "_b",           "_b_low",       "_b_high",      "_kwh_2021"};  // 10^9 parameters

/// Plain counts and numbers without a unit.
const std::set<std::string> dimensionless = {
    // a model's dimensions
    "layers", "encoder_layers", "full_attention_layers", "sliding_layers", "linear_attention_layers",
    "shared_cache_layers", "expert_layers", "hidden", "heads", "kv_heads", "full_kv_heads", "sliding_kv_heads",
    "head_dim", "full_head_dim", "value_head_dim", "ffn", "moe_ffn", "shared_expert_ffn", "vocab", "experts",
    "experts_active", "shared_experts", "dense_layers_first", "embedding_dim", "kv_lora_rank", "q_lora_rank",
    "rope_head_dim", "languages_stated", "params_total", "params_active",
    // counts
    "nvlink_domain_accelerators", "chips_per_board", "dies_per_card", "measured_serving_rows", "gpus_in_instance",
    "gpus", "norms_per_layer", "matrices", "dimensions", "vectors", "max_batch", "small_card_max_batch", "passages",
    "passages_low", "passages_high", "lora_rank", "rented_accelerators", "most", "rented", "examples_to_reach",
    "sequences_per_example", "weight_bits", "order", "rounds", "rows", "used", "count",
    "rented_accelerators_pretraining",
    // ratios
    "efficiency", "median_abs_log_error", "tokens_per_parameter", "least_tokens_per_parameter", "rank", "sequences",
    "weight", "takes", "points", "missing", "rounds_scale", "density", "penalty", "log_odds", "knowledge_base",
    "training_strategy", "base_model", "min_confidence"};

/// Objects whose members are all of the unit that stands here.
const std::map<std::string, std::string> unit_of_object = {{"weeks", "weeks"},
                                                           {"relative_energy", "ratio"},
                                                           {"shares", "share"},
                                                           {"build", "share"},
                                                           {"later", "share"},
                                                           {"on_payroll", "share"},
                                                           {"on_payroll_by_delivery", "share"},
                                                           {"model_size_b", "10^9 parameters"},
                                                           {"weights", "share"},
                                                           {"density", "ratio"},
                                                           {"calibration", "ratio"},
                                                           {"D3", "ratio"}};

bool is_price_key(const std::string& key) {
  static const std::regex pattern("(usd|cny|eur|gbp)_per_[a-z0-9_]+");
  return std::regex_match(key, pattern);
}

/// The key of a figure that sources differ on, without the end of its range.
std::string without_end(const std::string& key) {
  for (const std::string_view end : {"_low", "_high"}) {
    if (key.ends_with(end)) return key.substr(0, key.size() - end.size());
  }
  return key;
}

bool has_unit(const Place& place) {
  const std::string key = place.file.rfind("gpus/", 0) == 0 ? without_end(place.key) : place.key;
  if (is_price_key(key) || ends_with_any(key, unit_endings) || dimensionless.count(key) != 0) return true;
  for (const auto& [name, object] : place.around) {
    if (object->contains("unit") || unit_of_object.count(name) != 0) return true;
  }
  // Facts carry the unit of their row in facts.json, levels and shares none.
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  if (place.inside("facts") && vocabulary.find_key(key) != Vocabulary::none) return true;
  if (place.file == "facts.json") {
    for (const auto& [name, object] : place.around) {
      if (!object->contains("type")) continue;
      const std::string type = (*object)["type"];
      if (type == "ratio" || type == "level" || type == "category" || type == "bool" || type == "catalogue")
        return true;
    }
  }
  return place.inside("facts") && (key == "low" || key == "high" || key == "value");
}

}  // namespace

TEST_CASE("the binary carries the files of data/ byte for byte", "[data]") {
  const fs::path root = fs::path(test::source_dir()) / "data";
  const std::vector<JsonDocument> documents = cli::embedded_data();
  CHECK(documents.size() == files().size());
  std::string wrong;
  for (const JsonDocument& one : documents) {
    if (one.text != test::file_text(root / one.path)) wrong += one.path + "\n";
  }
  INFO("rebuild; these differ:\n" << wrong);
  CHECK(wrong.empty());
}

TEST_CASE("every number of data/ has a unit in its key or beside it", "[data]") {
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  walk_all([&](const Place& place, const ordered_json& value) {
    if (!value.is_number()) return;
    ++seen;
    if (place.key == "scale" && place.file == "criteria.json") return;  // raw figures in the criterion's unit
    if (!has_unit(place)) wrong.push_back(place.text());
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(seen > 5000);
}

TEST_CASE("every number of data/ has a source and a date", "[data]") {
  // What is no claim about the world needs neither: a fact's range, a table's test, the numbers inside an expression.
  const auto is_choice = [](const Place& place) {
    return place.inside("range") || place.inside("plausible") || place.inside("tests");
  };
  std::vector<std::string> wrong;
  walk_all([&](const Place& place, const ordered_json& value) {
    if (!value.is_number() || is_choice(place)) return;
    if (place.file.rfind("policies/", 0) == 0) return;  // limits for the user to change
    if (place.key == "order") return;                   // of the options in an answer
    bool source = false;
    bool date = false;
    for (const auto& [name, object] : place.around) {
      for (const auto& [key, child] : object->items()) {
        source = source || key == "source" || key == "sources" || key.ends_with("_source") || key == "recalled";
        date = date || key == "as_of" || key == "date" || key.ends_with("_as_of") || key.ends_with("_year") ||
               key == "launch_year";
      }
    }
    if (!source) wrong.push_back(place.text() + ": no source");
    if (!date) wrong.push_back(place.text() + ": no date");
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("dates are written YYYY, YYYY-MM or YYYY-MM-DD", "[data]") {
  const std::regex pattern(R"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)");
  std::vector<std::string> wrong;
  walk_all([&](const Place& place, const ordered_json& value) {
    const bool is_date =
        place.key == "as_of" || place.key == "date" || place.key == "released" || place.key.ends_with("_as_of");
    if (!is_date || !value.is_string() || place.inside("sources")) return;  // there it is a source's id
    if (!std::regex_match(value.get<std::string>(), pattern))
      wrong.push_back(place.text() + ": " + value.get<std::string>());
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("every source that is named exists, with title, kind and date", "[data]") {
  const auto& sources = test::shipped().sources;
  std::vector<std::string> wrong;
  const auto use = [&](const Place& place, const ordered_json& id) {
    if (!id.is_string()) return;
    if (sources.count(id) == 0) wrong.push_back(place.text() + ": " + id.get<std::string>());
  };
  walk_all([&](const Place& place, const ordered_json& value) {
    if (place.file.rfind("sources/", 0) == 0 || place.file.rfind("text/", 0) == 0) return;
    if (place.key == "source" || place.key.ends_with("_source") || place.key == "sources") use(place, value);
    if (!place.around.empty() && place.around.back().first == "sources") use(place, value);
  });
  static const std::set<std::string> kinds = {"article",    "paper",     "vendor",     "dataset", "repository",
                                              "price_page", "judgement", "statistics", "law"};
  for (const auto& [id, source] : sources) {
    if (source.title.empty()) wrong.push_back(id + ": no title");
    if (kinds.count(source.kind) == 0) wrong.push_back(id + ": kind " + source.kind);
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("every source is named by data, or by the program where its row says so", "[data]") {
  std::set<std::string> named;
  walk_all([&](const Place& place, const ordered_json& value) {
    if (place.file.rfind("sources/", 0) == 0 || place.file.rfind("text/", 0) == 0) return;
    if (value.is_string()) named.insert(value);
    if (!value.is_structured()) return;
    for (const ordered_json& child : value) {
      if (child.is_string()) named.insert(child);
    }
  });
  std::string program;
  for (const auto& [path, text] : program_text()) program += text;
  std::vector<std::string> wrong;
  for (const auto& [name, root] : files()) {
    if (name.rfind("sources/", 0) != 0) continue;
    for (const auto& [id, source] : root.items()) {
      const bool by_code = source.value("cited_by_code", false);
      if (by_code && program.find(id) == std::string::npos) wrong.push_back(id + ": not in the program");
      if (!by_code && named.count(id) == 0) wrong.push_back(id + ": named by nothing");
    }
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("a figure that sources differ on lies inside their range, whose ends have sources of their own", "[data]") {
  std::vector<std::string> wrong;
  std::size_t disputed = 0;
  for (const auto& [name, root] : files()) {
    if (name.rfind("gpus/", 0) != 0) continue;
    for (const auto& [key, value] : root.items()) {
      const std::string of = without_end(key);
      if (of == key) continue;
      ++disputed;
      if (!root.contains(of)) {
        wrong.push_back(name + " " + key + ": nothing of that name");
        continue;
      }
      const double figure = root[of];
      if (key.ends_with("_low") ? value.get<double>() > figure : value.get<double>() < figure)
        wrong.push_back(name + " " + key);
      const ordered_json& recalled = root.contains("recalled") ? root["recalled"] : ordered_json::array();
      const bool from_memory = std::find(recalled.begin(), recalled.end(), key) != recalled.end();
      if (root["sources"].contains(key) == from_memory) wrong.push_back(name + " " + key + ": one source or recalled");
    }
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(disputed >= 40);
}

TEST_CASE("the kinds of a model's layers add up to its layers", "[data]") {
  std::vector<std::string> wrong;
  for (const LanguageModel& model : test::shipped().models) {
    const ModelShape& shape = model.shape;
    const double attention = shape.full_attention_layers + shape.sliding_layers + shape.linear_attention_layers;
    const bool all_named = shape.full_attention_layers > 0 && shape.sliding_layers + shape.linear_attention_layers > 0;
    // Layers that hold experts only have no attention of any kind.
    if (attention > shape.layers ||
        (all_named && attention != shape.layers && attention + shape.expert_layers != shape.layers))
      wrong.push_back(model.id);
    if (shape.sliding_layers > 0 && shape.sliding_window <= 0) wrong.push_back(model.id + ": no window");
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("the serving measurements that a model's file counts are the rows of the observations", "[data]") {
  const Catalogue& catalogue = test::shipped();
  std::map<std::string, double> counted;
  for (const char* file : {"serving_public.ndjson", "inference_public.ndjson"}) {
    std::ifstream rows(fs::path(test::source_dir()) / "data" / "observations" / file);
    for (std::string line; std::getline(rows, line);) {
      const ordered_json row = ordered_json::parse(line);
      if (!row.contains("model") || !row["model"].is_string()) continue;
      const std::size_t model = catalogue.find("models", row["model"].get<std::string>());
      if (model != Vocabulary::none) ++counted[catalogue.models[model].id];
    }
  }
  std::vector<std::string> wrong;
  for (const LanguageModel& model : catalogue.models) {
    const auto found = counted.find(model.id);
    const double rows = found == counted.end() ? 0 : found->second;
    if (rows != model.measured_serving_rows) wrong.push_back(model.id + ": " + std::to_string(rows));
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(counted.size() > 15);
}

TEST_CASE("every model that another supersedes names one of the catalogue, and is not offered beside it", "[data]") {
  std::vector<std::string> wrong;
  for (const LanguageModel& model : test::shipped().models) {
    if (model.superseded_by.empty()) continue;
    if (test::shipped().find("models", model.superseded_by) == Vocabulary::none || model.offered)
      wrong.push_back(model.id + ": " + model.superseded_by);
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("no region of a country with a tariff is without one", "[data]") {
  std::vector<std::string> wrong;
  std::size_t borrowed = 0;
  for (const Region& region : test::shipped().regions) {
    if (region.power_price.value <= 0) wrong.push_back(region.id);
    if (region.national_tariff) ++borrowed;
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(borrowed >= 10);
}

TEST_CASE("the cache that a model's file states is the one its dimensions give", "[data]") {
  ServingSetup setup;
  setup.gpu.memory_gib = 80;
  setup.gpu.dense_bf16_tflop_per_s = 1000;
  setup.precision = "bf16";
  std::vector<std::string> wrong;
  std::size_t stated = 0;
  for (const LanguageModel& model : test::shipped().models) {
    const ordered_json& file = files().at("models/" + model.id + ".json");
    if (!file.contains("kv_bytes_per_token_bf16")) continue;
    ++stated;
    setup.model = model.shape;
    // What embeds or ranks a text, or models a sequence, reads it once and keeps nothing.
    const bool keeps = model.kind != "embedding" && model.kind != "reranker" && model.kind != "sequence";
    const double computed = keeps ? kv_bytes_per_token(resolve_serving(setup, test::shipped().serving_profiles)) : 0;
    if (file["kv_bytes_per_token_bf16"] != computed) wrong.push_back(model.id + ": " + std::to_string(computed));
    // A figure that the dimensions do not give has a source, and a note on why.
    if (model.shape.cache_bytes > 0 && !file.contains("note")) wrong.push_back(model.id + ": no note");
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(stated > 100);
}

TEST_CASE("a key that a format promises goes into what is loaded, or is noted", "[data]") {
  // A variable inside a description that is only ever filled swallows its key: nobody is told that it has no effect.
  const std::regex local(R"(\n +(?:std::string|double|bool|Translated|std::vector<std::string>|[A-Z]\w+) )"
                         R"((\w*[A-Za-z0-9])(?: = [\w:.]+)?;)");  // a member of a class ends with '_'
  std::vector<std::string> wrong;
  std::size_t descriptions = 0;
  for (const auto& [path, text] : program_text()) {
    for (std::size_t at = 0; (at = text.find("(Fields& fields", at)) != std::string::npos; ++at) {
      const std::size_t end = text.find("\n}\n", at);
      const std::string body = text.substr(at, end - at);
      if (body.find(';') < body.find('{')) continue;  // a declaration
      ++descriptions;
      for (const std::string& name : matches(body, local)) {
        if (name.ends_with('_')) continue;  // a member of the class behind it
        const std::regex any("\\b" + name + "\\b");
        const std::regex filled(R"((?:\w+\.(?:number|flag|text|choice|texts)|describe\w*)\((?:\w+, )?"\w+", )" + name +
                                R"([,)])");
        const auto count = [&](const std::regex& pattern) {
          return std::distance(std::sregex_iterator(body.begin(), body.end(), pattern), std::sregex_iterator());
        };
        if (count(any) == 1 + count(filled)) wrong.push_back(path + ": " + name);
      }
    }
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(descriptions > 30);
}

TEST_CASE("what is said to be recalled is there", "[data]") {
  std::vector<std::string> wrong;
  walk_all([&](const Place& place, const ordered_json& value) {
    if (place.key != "recalled" || !value.is_string() || place.around.empty()) return;
    const std::string field = value;
    const ordered_json& row = *place.around.back().second;
    // "dimensions" stands for all of a model's dimensions.
    if (field != "dimensions" && !row.contains(field)) wrong.push_back(place.text() + ": " + field);
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("every sentence is cited by the program or by data", "[data]") {
  // Ids of which only the beginning stands in the program; what follows is put together of several words.
  static const std::map<std::string, std::string> composed = {
      {"recipe.", "a kind of training with what was changed to make it fit"},
      {"way.", "rent with the kind of its price"},
      {"bill.people.", "a stage of the project"},
      {"stage.", "a stage of the project"},
      {"command.estimate ", "a kind of estimate"},
      {"example.estimate ", "a kind of estimate"},
      {"estimate.figure.", "a way of obtaining the computing with a sum"},
      {"unit.of.", "amounts by what they are for"},
      {"diff.says.", "a kind of rule with what it said"}};
  static const std::regex literal(R"rx("((?:[^"\\\n]|\\.)*)")rx");
  static const std::regex token(R"([A-Za-z0-9_.+/-]+)");
  std::set<std::string> words;
  for (const auto& [path, text] : program_text()) {
    for (std::string one : matches(text, literal)) {
      words.insert(one);
      for (std::size_t tab = 0; (tab = one.find("\\t", tab)) != std::string::npos;) one.replace(tab, 2, "  ");
      for (auto at = std::sregex_iterator(one.begin(), one.end(), token); at != std::sregex_iterator(); ++at)
        words.insert(at->str());
    }
  }
  walk_all([&](const Place& place, const ordered_json& value) {
    if (place.file.rfind("text/", 0) == 0) return;
    words.insert(place.key);
    if (value.is_string()) words.insert(value.get<std::string>());
  });
  std::vector<std::string> endings;
  for (const std::string& word : words) {
    if (word.size() > 1 && word.front() == '.') endings.push_back(word);
  }
  const auto stands = [&](const std::string& text) {
    return words.count(text) != 0 || std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) {
             return text.ends_with(ending) && words.count(text.substr(0, text.size() - ending.size())) != 0;
           });
  };
  const auto cited = [&](const std::string& id) {
    if (stands(id)) return true;
    for (const auto& [beginning, why] : composed) {
      if (id.rfind(beginning, 0) == 0) return true;
    }
    for (std::size_t end = 2; end < id.size(); ++end) {
      if ((id[end - 1] != '.' && id[end - 1] != '-') || words.count(id.substr(0, end)) == 0) continue;
      if (stands(id.substr(end))) return true;
    }
    return false;
  };
  std::vector<std::string> wrong;
  for (const auto& [id, sentence] : files().at("text/en.json").items()) {
    if (!cited(id)) wrong.push_back(id);
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("sentences exist in both languages, with the same fields", "[data]") {
  const std::map<std::string, std::string> en = files().at("text/en.json");
  const std::map<std::string, std::string> zh = files().at("text/zh.json");
  std::vector<std::string> wrong;
  for (const auto& [id, sentence] : en) {
    const auto other = zh.find(id);
    if (other == zh.end()) {
      wrong.push_back(id + ": not in zh.json");
    } else if (fields_of(sentence) != fields_of(other->second)) {
      wrong.push_back(id + ": other fields in zh.json");
    }
    if (chinese(sentence)) {
      static const std::set<std::string> names_suffixes = {"help.number-suffix", "option.format"};
      if (names_suffixes.count(id) == 0) wrong.push_back(id + ": Chinese in en.json");
    }
  }
  for (const auto& [id, sentence] : zh) {
    if (en.find(id) == en.end()) wrong.push_back(id + ": not in en.json");
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("whatever has a text in one language has it in the other, with the same fields", "[data]") {
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  const std::regex english(R"(([A-Za-z']+ ){4,}[A-Za-z']+)");
  walk_all([&](const Place& place, const ordered_json& value) {
    if (value.is_object() && value.contains("en") != value.contains("zh") && place.file != "facts.json" &&
        !place.inside("shares")) {
      wrong.push_back(place.text() + ": one language only");
    }
    if (!is_translated(value)) return;
    ++seen;
    const std::string en = value["en"];
    const std::string zh = value["zh"];
    if (en.empty() || zh.empty()) wrong.push_back(place.text() + ": empty");
    if (fields_of(en) != fields_of(zh)) wrong.push_back(place.text() + ": other fields in Chinese");
    if (!chinese(zh) && zh != en) wrong.push_back(place.text() + ": zh is not Chinese: " + zh);
    if (std::regex_search(zh, english)) wrong.push_back(place.text() + ": English left in zh: " + zh);
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(seen > 500);
}

TEST_CASE("fields of a rule's text are facts", "[data]") {
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  std::vector<std::string> wrong;
  walk_all([&](const Place& place, const ordered_json& value) {
    if (place.file.rfind("strategies/", 0) != 0 || !is_translated(value)) return;
    for (const std::string& name : fields_of(value["en"])) {
      if (vocabulary.find(name) == Vocabulary::none) wrong.push_back(place.text() + ": {" + name + "}");
    }
  });
  INFO(join(wrong));
  CHECK(wrong.empty());
}

TEST_CASE("every code of a finding has its sentence, and no sentence is left over", "[data]") {
  const std::map<std::string, std::string> en = files().at("text/en.json");
  // Codes are literals on lines that add a finding; number_text names its own in its header.
  const std::regex adding(R"((add\(|wrong\(|io_error\(|error\(|push_back\(\{|code =|code\(|wrong =|return problem))");
  const std::regex literal(R"re("([a-z0-9]+(?:-[a-z0-9]+)+)")re");
  const std::regex prefixed(R"re("(?:error|help)\.([a-z0-9-]+))re");
  std::set<std::string> codes;
  std::set<std::string> literals;
  for (const auto& [path, text] : program_text()) {
    std::istringstream stream(text);
    std::string before;
    for (std::string line; std::getline(stream, line);) {
      const std::set<std::string> here = matches(line, literal);
      literals.insert(here.begin(), here.end());
      const std::set<std::string> more = matches(line, prefixed);
      literals.insert(more.begin(), more.end());
      if (std::regex_search(before + line, adding)) codes.insert(here.begin(), here.end());
      before = line.size() > 1 && (line.back() == ',' || line.back() == '(') ? line : "";
    }
  }
  std::string everything;
  for (const auto& [path, text] : program_text()) everything += text;
  std::vector<std::string> wrong;
  for (const std::string& code : codes) {
    const bool is_help = code.rfind("help", 0) == 0;
    // Other hyphenated words on such lines: ids of recipes, prices and examples, which are no codes.
    static const std::set<std::string> other_words = {
        "ad-hoc",        "on-demand",     "adamw-8bit",     "gpu-hours",     "per-gpu",
        "per-minute",    "serving-power", "number-missing", "number-syntax", "retraining-rounds",
        "single-source", "npu-smi",       "nvidia-smi",     "rocm-smi"};
    if (!is_help && other_words.count(code) == 0 && en.count("error." + code) == 0) wrong.push_back("no error." + code);
  }
  for (const auto& [id, sentence] : en) {
    if (id.rfind("error.", 0) == 0 && literals.count(id.substr(6)) == 0 &&
        everything.find('"' + id.substr(6) + '"') == std::string::npos)
      wrong.push_back(id + " is used nowhere");
    if (id.rfind("help.", 0) == 0 && id.find('-') != std::string::npos) {
      const std::string code = id.substr(5, id.find('.', 5) - 5);
      if (en.count("error." + code) == 0) wrong.push_back(id + " belongs to no error");
    }
  }
  for (const auto& [id, sentence] : en) {
    if (id.rfind("error.", 0) == 0 && en.count("help." + id.substr(6)) == 0) wrong.push_back(id + " has no way out");
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(codes.size() > 50);
}

TEST_CASE("every sentence the program asks for by name exists", "[data]") {
  const std::map<std::string, std::string> en = files().at("text/en.json");
  const std::regex asked(R"re((?:[^.\w]texts_?|texts\(\))\("([a-z][a-z0-9.-]*[a-z0-9])"[,)])re");
  const std::regex resolved(R"re("@([a-z]+\.[a-z0-9_-]+))re");
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  for (const auto& [path, text] : program_text()) {
    for (const std::regex& pattern : {asked, resolved}) {
      for (const std::string& id : matches(text, pattern)) {
        ++seen;
        // "@validate.test.first" is cut at its second dot here: any sentence that begins so will do.
        const auto at = en.lower_bound(id);
        if (at == en.end() || at->first.rfind(id, 0) != 0) wrong.push_back(path + ": " + id);
      }
    }
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(seen > 50);
}

TEST_CASE("an option, a JSON key or a spelling means one thing only", "[data]") {
  std::map<std::string, std::string> taken;
  for (const char* ours : {"--scenario", "--preset", "--data", "--lang", "--format", "--output", "--width", "--help",
                           "--policy", "--prices", "--calibration", "--draws", "--keep", "--strict", "--version"}) {
    taken[ours] = "the program";
  }
  std::vector<std::string> wrong;
  const auto take = [&](const std::string& name, const std::string& fact) {
    const auto [at, added] = taken.emplace(name, fact);
    if (!added) wrong.push_back(name + ": " + at->second + " and " + fact);
  };
  for (const FactSpec& fact : test::shipped().vocabulary.slots) {
    take(fact.id, fact.id);
    for (const std::string& alias : fact.json_aliases) take(alias, fact.id);
    if (fact.kind != FactSpec::Kind::given) continue;
    CHECK(fact.option.rfind("--", 0) == 0);
    take(fact.option, fact.id);
    for (const std::string& alias : fact.aliases) take(alias, fact.id);
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  // The loader refuses a spelling that two devices or models claim.
  CHECK_THROWS_AS(
      test::shipped_with({{"gpus/h100-sxm.json", test::replaced(test::data_text("gpus/h100-sxm.json"), "\"aliases\": [",
                                                                "\"aliases\": [\"A100-80GB-SXM\", ")}}),
      InputError);
}

TEST_CASE("every fact of the contract is in the vocabulary, with its option", "[data]") {
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  const std::vector<std::string> facts = {"docs",
                                          "tokens",
                                          "mean_tokens_per_doc",
                                          "corpus_language",
                                          "modality",
                                          "labelled_examples",
                                          "label_quality",
                                          "unlabelled_tokens",
                                          "unique_data",
                                          "knowledge_changes",
                                          "needs_citations",
                                          "task_kind",
                                          "task_complexity",
                                          "domain_gap",
                                          "knowledge_need",
                                          "style_or_format_needs",
                                          "classes",
                                          "base_accuracy",
                                          "target_accuracy",
                                          "error_cost",
                                          "gpus",
                                          "gpu_type",
                                          "gpu_source",
                                          "gpu_hours",
                                          "domestic_hardware",
                                          "delivery",
                                          "budget",
                                          "deadline_weeks",
                                          "team_ml_skill",
                                          "value_per_answer",
                                          "staff_per_week",
                                          "queries_per_day",
                                          "peak_factor",
                                          "prompt_tokens",
                                          "answer_tokens",
                                          "latency_ms",
                                          "ttft_ms",
                                          "data_sensitivity",
                                          "on_premises",
                                          "model",
                                          "model_size_b",
                                          "organisation_kind",
                                          "region",
                                          "currency",
                                          "horizon_months",
                                          "rounds"};
  for (const std::string& id : facts) {
    INFO(id);
    const std::size_t slot = vocabulary.find(id);
    REQUIRE(slot != Vocabulary::none);
    const FactSpec& fact = vocabulary.slots[slot];
    std::string option = "--" + id;
    std::replace(option.begin(), option.end(), '_', '-');
    CHECK(fact.option == option);
    CHECK(!fact.question.en.empty());
    CHECK(!fact.question.zh.empty());
    for (const Level& level : fact.levels) CHECK(!level.name.en.empty());
  }
  for (const auto& [alias, id] : std::map<std::string, std::string>{{"--labels", "labelled_examples"},
                                                                    {"--changes", "knowledge_changes"},
                                                                    {"--task", "task_kind"},
                                                                    {"--complexity", "task_complexity"},
                                                                    {"--gpu", "gpu_type"},
                                                                    {"--deadline", "deadline_weeks"},
                                                                    {"--skill", "team_ml_skill"},
                                                                    {"--queries", "queries_per_day"},
                                                                    {"--sensitivity", "data_sensitivity"},
                                                                    {"--organisation", "organisation_kind"}}) {
    const auto& aliases = vocabulary.slots[vocabulary.find(id)].aliases;
    INFO(alias);
    CHECK(std::find(aliases.begin(), aliases.end(), alias) != aliases.end());
  }
}

TEST_CASE("every fact's example can be typed", "[data]") {
  for (const FactSpec& fact : test::shipped().vocabulary.slots) {
    if (fact.kind != FactSpec::Kind::given) continue;
    std::string findings;
    INFO(fact.id << " " << fact.example);
    CHECK(!fact.example.empty());
    test::scenario({{fact.id, fact.example}}, &findings);
    CHECK(findings.empty());
  }
}

TEST_CASE("shares of an assumption sum to 1, and its figures rise", "[data]") {
  for (const FactSpec& fact : test::shipped().vocabulary.slots) {
    INFO(fact.id);
    std::vector<Assumption> all = {fact.assumed};
    for (const ConditionalAssumption& one : fact.assumed_if) all.push_back(one.assumed);
    for (const Assumption& one : all) {
      if (!one.present) continue;
      CHECK(!one.source.empty());
      CHECK(one.low <= one.central);
      CHECK((one.central <= one.high || !one.shares.empty()));
      CHECK(one.central >= fact.low);
      CHECK(one.central <= fact.high);
      double sum = one.shares.empty() ? 1 : 0;
      for (double share : one.shares) sum += share;
      CHECK(sum == Approx(1).margin(1e-9));
    }
    CHECK(fact.plausible_low <= fact.plausible_high);
  }
}

TEST_CASE("nobody is assumed to have no labels or no accelerators because they said nothing", "[data]") {
  // A missing fact is unknown, never zero.
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  for (const char* id : {"labelled_examples", "gpus", "unlabelled_tokens"}) {
    const FactSpec& fact = vocabulary.slots[vocabulary.find(id)];
    INFO(id);
    if (fact.assumed.present) {
      CHECK(fact.assumed.central > 0);
      CHECK(fact.assumed.high > fact.assumed.low);
    }
    CHECK(fact.plausible_high > fact.plausible_low);
  }
}

TEST_CASE("every statement of the article appears in data/ by its id", "[data]") {
  std::set<std::string> missing;
  for (const auto& [letter, count] : std::vector<std::pair<char, int>>{{'A', 5}, {'B', 8}, {'C', 5}, {'D', 4}}) {
    for (int i = 1; i <= count; ++i) missing.insert(letter + std::to_string(i));
  }
  walk_all([&](const Place&, const ordered_json& value) {
    if (value.is_string()) missing.erase(value.get<std::string>());
  });
  std::string names;
  for (const std::string& id : missing) names += " " + id;
  INFO("missing:" << names);
  CHECK(missing.empty());
}

TEST_CASE("every statement of the article that data/ discusses says agree or differ, with evidence and sources",
          "[data]") {
  std::vector<const ArticleFact*> facts;
  for (const ArticleFact& fact : test::shipped().article.facts) facts.push_back(&fact);
  REQUIRE(facts.size() >= 15);
  for (const ArticleFact* fact : facts) {
    INFO(fact->id);
    CHECK((fact->agrees == "yes" || fact->agrees == "no" || fact->agrees == "partly"));
    CHECK(!fact->evidence.en.empty());
    CHECK(!fact->sources.empty());
    if (fact->id == "C4") CHECK(fact->steps.size() == 7);
  }
}

TEST_CASE("the table has the nine options of the contract, each cited", "[data]") {
  std::vector<std::string> ids;
  for (const Strategy& strategy : test::shipped().strategies) ids.push_back(strategy.id);
  CHECK(ids == std::vector<std::string>{"prompting", "rag", "peft", "rag+peft", "full_ft", "rag+full_ft",
                                        "continued_pretrain", "pretrain", "classic_ml"});
  std::set<std::string> rules;
  for (const Strategy& strategy : test::shipped().strategies) {
    INFO(strategy.id);
    CHECK(!strategy.tests.empty());
    CHECK(!strategy.description.zh.empty());
    for (const Gate& gate : strategy.gates) {
      CHECK(rules.insert(gate.id).second);
      CHECK(gate.id.rfind(strategy.id + ".", 0) == 0);
    }
    for (const Caution& caution : strategy.cautions) {
      CHECK(rules.insert(caution.id).second);
      CHECK(caution.takes > 0);
    }
    for (const std::string& id : strategy.before) CHECK(std::find(ids.begin(), ids.end(), id) != ids.end());
    for (const std::string& id : strategy.after) CHECK(std::find(ids.begin(), ids.end(), id) != ids.end());
  }
}

TEST_CASE("the table's own tests hold", "[data]") {
  const Catalogue& catalogue = test::shipped();
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  for (const Strategy& strategy : catalogue.strategies) {
    for (const StrategyTest& promise : strategy.tests) {
      ++seen;
      const std::string name = strategy.id + ": " + promise.name;
      std::string findings;
      const Scenario scenario = test::scenario({promise.facts.begin(), promise.facts.end()}, &findings);
      if (!findings.empty()) wrong.push_back(name + ": facts: " + findings);
      const Decision decision = advise(scenario, catalogue);
      const auto at = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                                   [&](const Assessment& one) { return one.strategy == strategy.id; });
      REQUIRE(at != decision.ranking.end());
      static const std::vector<std::string> words = {"open", "conditional", "blocked"};
      const std::string& standing = words[static_cast<std::size_t>(at->standing)];
      if (!promise.standing.empty() && standing != promise.standing) wrong.push_back(name + ": is " + standing);
      const bool first = at->rank == 1 && at->standing != Standing::blocked;
      if (promise.first == Truth::yes && !first)
        wrong.push_back(name + ": is not first but " + decision.ranking.front().strategy);
      if (promise.first == Truth::no && first) wrong.push_back(name + ": is first");
      const auto taken = [&](const std::string& id) {
        return std::any_of(at->cautions.begin(), at->cautions.end(),
                           [&](const CautionResult& one) { return one.id == id && one.taken; });
      };
      if (!promise.caution.empty() && !taken(promise.caution))
        wrong.push_back(name + ": no caution " + promise.caution);
      if (!promise.no_caution.empty() && taken(promise.no_caution))
        wrong.push_back(name + ": caution " + promise.no_caution);
    }
  }
  INFO(join(wrong));
  CHECK(wrong.empty());
  CHECK(seen >= 20);
}

TEST_CASE("presets of the nine bodies and the four classes can be used", "[data]") {
  const Catalogue& catalogue = test::shipped();
  std::set<std::string> ids;
  for (const Preset& preset : catalogue.presets) {
    INFO(preset.id);
    ids.insert(preset.id);
    CHECK(!preset.article_facts.empty());
    const test::Outcome outcome = test::run_command({"advise", "--preset", preset.id, "--format", "json"});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
  }
  for (const char* id : {"startup", "solution_provider", "leading_enterprise", "giant", "government_data_bureau",
                         "procuratorate", "police", "customs", "education_bureau", "research_institute", "metro",
                         "pharmaceutical_company", "ecommerce_service_company"}) {
    INFO(id);
    CHECK(ids.count(id) == 1);
  }
}

TEST_CASE("how far sums of money were off is said as data/backtest.json has it", "[data]") {
  const ordered_json& kinds = files().at("backtest.json")["kinds"];
  const auto costs = std::find_if(kinds.begin(), kinds.end(), [](const auto& one) { return one["kind"] == "costs"; });
  REQUIRE(costs != kinds.end());
  const ordered_json& groups = (*costs)["groups"];
  const auto group =
      std::find_if(groups.begin(), groups.end(), [](const auto& one) { return one["group"] == "costs.strategy"; });
  REQUIRE(group != groups.end());
  const ordered_json& left_out = (*group)["left_out"];
  const auto rounded = [](double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  const std::string factor = rounded(std::exp(left_out["median_abs_log_error"].get<double>()), "%.1f");
  const std::string inside = rounded(std::floor(100 * left_out["coverage_p10_p90_share"].get<double>() + 0.5), "%.0f");
  const std::string rows = rounded((*group)["rows"].get<double>(), "%.0f");
  const std::string en = files().at("text/en.json")["table.money_error"];
  const std::string zh = files().at("text/zh.json")["table.money_error"];
  for (const std::string* sentence : {&en, &zh}) {
    INFO(*sentence);
    CHECK(sentence->find(factor) != std::string::npos);
    CHECK(sentence->find(inside) != std::string::npos);
    CHECK(sentence->find(rows) != std::string::npos);
  }
}

TEST_CASE("files of data/ read as a user's have nothing that the reader would refuse", "[data]") {
  // What is built in is not looked through again at a start: this is where it is.
  Findings findings;
  std::vector<JsonDocument> documents;
  for (const JsonDocument& one : cli::embedded_data()) {
    documents.push_back(parse_json(one.name, std::string(one.text), findings));
    documents.back().path = one.path;
  }
  CHECK(findings.empty());
  try {
    CHECK_FALSE(load_catalogue(std::move(documents)).strategies.empty());
  } catch (const InputError& error) {
    FAIL(test::summary(error.found));
  }
}
