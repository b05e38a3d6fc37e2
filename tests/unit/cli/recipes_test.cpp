// Every recipe behind the published rows, said on the command line of `estimate`. What cannot be said is counted with
// its reason, so that a part of a recipe that loses its option is noticed. Each run takes some of the rows; `[.long]`
// takes all and prints what is left out.
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using nlohmann::json;

namespace {

using SaidRecipe = std::vector<std::string>;

std::vector<json> published_rows(const std::string& file) {
  std::ifstream stream(test::source_dir() + "/data/observations/" + file);
  std::vector<json> rows;
  for (std::string line; std::getline(stream, line);) rows.push_back(json::parse(line));
  return rows;
}

bool states_key(const json& row, const char* key) {
  return row.contains(key) && !row[key].is_null();
}

std::string stated_text(const json& row, const char* key) {
  if (!states_key(row, key)) return {};
  return row[key].is_string() ? row[key].get<std::string>() : row[key].dump();
}

double stated_number(const json& row, const char* key) {
  return states_key(row, key) && row[key].is_number() ? row[key].get<double>() : 0;
}

std::string digits_of(double value) {
  std::string text = json(value).dump();
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

void say_number(SaidRecipe& said, const std::string& option, double value) {
  if (value > 0) said.insert(said.end(), {option, digits_of(value)});
}

/// A model by its dimensions where the row has them, else by its name.
std::string model_words(const json& row) {
  const json& shape = states_key(row, "arch") ? row["arch"] : row;
  for (const char* key : {"layers", "hidden", "heads", "vocab", "ffn"}) {
    if (stated_number(shape, key) <= 0) return stated_text(row, "model");
  }
  if (stated_number(shape, "experts") > 1 && stated_number(shape, "moe_ffn") <= 0) return stated_text(row, "model");
  std::string words;
  const auto say = [&](const char* as, const char* key) {
    if (stated_number(shape, key) > 0)
      words += (words.empty() ? "" : ",") + std::string(as) + "=" + digits_of(stated_number(shape, key));
  };
  for (const char* key : {"layers", "hidden", "heads", "kv_heads", "head_dim", "ffn", "vocab"}) say(key, key);
  say("params", stated_number(shape, "params_total") > 0 ? "params_total" : "params");
  if (stated_number(shape, "experts") > 1 && stated_number(shape, "experts_active") > 0) {
    for (const char* key : {"experts", "experts_active", "moe_ffn", "params_active"}) say(key, key);
  }
  if (stated_number(shape, "kv_lora_rank") > 0) {
    say("kv_lora_rank", "kv_lora_rank");
    say("rope_head_dim", "qk_rope_head_dim");
  }
  return words;
}

/// The first of `words` that occurs in what a row states; empty: none does.
std::string first_word(const std::string& stated, const std::vector<std::pair<std::string, std::string>>& words) {
  for (const auto& [part, word] : words) {
    if (stated.find(part) != std::string::npos) return word;
  }
  return {};
}

struct PublishedRecipe {
  SaidRecipe args;
  std::string reason;  ///< why it cannot be said
};

PublishedRecipe serving_recipe(const json& row) {
  PublishedRecipe recipe;
  SaidRecipe& said = recipe.args;
  const std::string scenario = stated_text(row, "scenario");
  for (const char* half : {"prefill", "decode", "per node", "per NPU"}) {
    if (scenario.find(half) != std::string::npos) recipe.reason = "half of a divided service";
  }
  if (stated_text(row, "gpu").starts_with("CPU only")) recipe.reason = "no accelerator";
  said = {"serve", "--model", model_words(row), "--gpu", stated_text(row, "gpu")};
  for (const auto& [option, key] : {std::pair{"--gpus", "gpu_count"},
                                    {"--nodes", "nodes"},
                                    {"--tp", "tp"},
                                    {"--pp", "pp"},
                                    {"--attention-dp", "attention_dp"},
                                    {"--ep", "moe_ep"},
                                    {"--input-tokens", "input_len"},
                                    {"--output-tokens", "output_len"},
                                    {"--concurrency", "concurrency"}}) {
    say_number(said, option, stated_number(row, key));
  }
  if (states_key(row, "engine"))
    said.insert(said.end(), {"--engine", stated_text(row, "engine") + " " + stated_text(row, "as_of").substr(0, 7)});
  const std::string stated = stated_text(row, "precision");
  const std::string precision = first_word(stated, {{"q4_k_m", "q4_k_m"},
                                                    {"INT4", "int4"},
                                                    {"INT8", "int8"},
                                                    {"fp4", "fp4"},
                                                    {"w4a16", "int4"},
                                                    {"awq", "awq"},
                                                    {"AWQ", "awq"},
                                                    {"int4", "gptq-int4"},
                                                    {"Int4", "gptq-int4"},
                                                    {"int8", "gptq-int8"},
                                                    {"Int8", "gptq-int8"},
                                                    {"w8a8", "w8a8"},
                                                    {"fp8", "fp8"},
                                                    {"FP8", "fp8"},
                                                    {"fp16", "fp16"},
                                                    {"bf16", "bf16"},
                                                    {"BF16", "bf16"}});
  if (!precision.empty()) said.insert(said.end(), {"--quantization", precision});
  if (!stated.empty() && precision.empty()) recipe.reason = "precision " + stated;
  return recipe;
}

PublishedRecipe training_recipe(const json& row) {
  PublishedRecipe recipe;
  const std::string method = stated_text(row, "method");
  if (method == "rl") recipe.reason = "reinforcement: how long answers take to be drawn is not modelled";
  if (method == "distill") recipe.reason = "distillation: a teacher's time is not modelled";
  SaidRecipe& said = recipe.args;
  const std::string precision = stated_text(row, "precision");
  const bool kbit = precision.find("int8") != std::string::npos || precision.find("nf4") != std::string::npos;
  said = {"train",
          "--method",
          kbit && method == "lora" ? "qlora" : method,
          "--model",
          model_words(row),
          "--gpu",
          stated_text(row, "gpu")};
  say_number(said, "--gpus", stated_number(row, "gpu_count"));
  say_number(said, "--nodes", stated_number(row, "nodes"));
  for (const char* ranks : {"tp", "pp", "cp", "ep"})
    say_number(said, "--" + std::string(ranks), stated_number(row, ranks));
  if (stated_number(row, "tokens") > 0) {
    say_number(said, "--tokens", stated_number(row, "tokens"));
  } else if (stated_number(row, "examples") > 0) {
    say_number(said, "--examples", stated_number(row, "examples"));
    say_number(said, "--mean-len", stated_number(row, "mean_len"));
    say_number(said, "--rounds", stated_number(row, "epochs"));
  } else {
    recipe.reason = "neither tokens nor examples are stated";
  }
  say_number(said, "--seq-len", stated_number(row, "seq_len"));
  say_number(said, "--batch", stated_number(row, "batch"));
  if (stated_number(row, "mean_len") > 0) said.emplace_back("--unpacked");
  const std::string numbers =
      first_word(precision, {{"fp8", "fp8"}, {"fp16", "fp16"}, {"fp32", "fp32"}, {"bf16", "bf16"}});
  if (!numbers.empty()) said.insert(said.end(), {"--precision", numbers});
  if (kbit && (method == "lora" || method == "qlora"))
    said.insert(said.end(), {"--quantization", precision.find("nf4") != std::string::npos ? "nf4" : "int8"});
  const std::string recompute = stated_text(row, "activation_recompute");
  if (recompute == "full" || recompute == "none" || recompute == "selective")
    said.insert(said.end(), {"--recompute", recompute});
  if (states_key(row, "framework")) said.insert(said.end(), {"--framework", stated_text(row, "framework")});
  if (stated_text(row, "kind") == "throughput") said.emplace_back("--steady");
  return recipe;
}

PublishedRecipe memory_recipe(const json& row) {
  PublishedRecipe recipe;
  SaidRecipe& said = recipe.args;
  const std::string method = stated_text(row, "method");
  const bool kbit = stated_number(row, "quant_bits") > 0 && stated_number(row, "quant_bits") < 16;
  const std::string word = first_word(method, {{"dpo qlora", "dpo-qlora"},
                                               {"grpo", "grpo"},
                                               {"qlora", "qlora"},
                                               {"lora", "lora"},
                                               {"dora", "lora"},
                                               {"ia3", "lora"},
                                               {"full", "full_ft"},
                                               {"galore", "full_ft"},
                                               {"lisa", "full_ft"}});
  if (method == "ia3") recipe.reason = "trained vectors instead of matrices";
  if (word.empty()) recipe.reason = "method " + method;
  const bool adapters = word.find("lora") != std::string::npos;
  said = {"memory", "--method", kbit && word == "lora" ? "qlora" : word, "--model", model_words(row)};
  const std::string gpu = stated_text(row, "gpu");
  if (gpu.find("card") == std::string::npos && gpu.find("class") == std::string::npos &&
      gpu.find("table") == std::string::npos && gpu.find("single") == std::string::npos && gpu.find("80GB") != 2 &&
      gpu.find("48GB") != 2 && !gpu.empty() && gpu != "Apple")
    said.insert(said.end(), {"--gpu", gpu.substr(0, gpu.find(','))});
  const double ways = stated_number(row, "sharding_ways");
  if (gpu.find('x') != 1) say_number(said, "--gpus", ways);
  say_number(said, "--seq-len", stated_number(row, "seq_len"));
  say_number(said, "--micro-batch", stated_number(row, "micro_batch"));
  if (adapters) {
    say_number(said, "--lora-rank", stated_number(row, "lora_rank"));
    const std::string targets = stated_text(row, "lora_targets");
    if (!targets.empty()) said.insert(said.end(), {"--lora-targets", targets == "all" ? "all-linear" : targets});
    if (kbit) {
      const std::string bits = digits_of(stated_number(row, "quant_bits"));
      said.insert(said.end(), {"--quantization", bits == "4" ? "nf4" : "int" + bits});
    }
  }
  if (method.find("emb") != std::string::npos) said.emplace_back("--train-embeddings");
  const std::string sharding = stated_text(row, "sharding");
  const std::string way = first_word(
      sharding, {{"split", "split"}, {"fsdp", "fsdp"}, {"zero3", "zero3"}, {"zero2", "zero2"}, {"none", "none"}});
  if (!way.empty()) said.insert(said.end(), {"--sharding", way});
  const std::string optimizer = stated_text(row, "optimizer");
  if (sharding.find("offload") != std::string::npos || optimizer.find("CPU offload") != std::string::npos)
    said.emplace_back("--offload");
  const std::string states_word = first_word(method + " " + optimizer, {{"galore 8bit", "galore-8bit"},
                                                                        {"galore", "galore"},
                                                                        {"badam", "badam"},
                                                                        {"lisa", "lisa"},
                                                                        {"muon", "muon"},
                                                                        {"4bit", "adamw-4bit"},
                                                                        {"backward", "in-backward"},
                                                                        {"paged_adamw8bit", "paged-adamw-8bit"},
                                                                        {"adamw8bit", "adamw-8bit"},
                                                                        {"bf16", "adamw-bf16"}});
  if (!states_word.empty()) said.insert(said.end(), {"--optimizer", states_word});
  const std::string precision =
      first_word(stated_text(row, "precision"), {{"amp", "amp"}, {"fp16", "fp16"}, {"fp32", "fp32"}, {"bf16", "bf16"}});
  if (!precision.empty()) said.insert(said.end(), {"--precision", precision});
  if (states_key(row, "gradient_checkpointing"))
    said.insert(said.end(), {"--recompute", row["gradient_checkpointing"] == true ? "full" : "none"});
  if (states_key(row, "flash_attention"))
    said.insert(said.end(), {"--attention", row["flash_attention"] == true ? "flash" : "eager"});
  if (states_key(row, "sample_packing")) said.emplace_back(row["sample_packing"] == true ? "--packed" : "--unpacked");
  const std::string reading =
      first_word(stated_text(row, "reading"),
                 {{"alloc", "allocated"}, {"mlx", "allocated"}, {"reserved", "reserved"}, {"smi", "device"}});
  if (!reading.empty()) said.insert(said.end(), {"--reading", reading});
  if (states_key(row, "framework")) said.insert(said.end(), {"--framework", stated_text(row, "framework")});
  return recipe;
}

/// How many rows were said, and the reasons of the others.
struct SaidRows {
  int answered = 0, all = 0;
  std::map<std::string, int> reasons;
  std::string told() const {
    std::string text;
    for (const auto& [reason, count] : reasons) text += std::to_string(count) + " " + reason + "\n";
    return text;
  }
};

/// What the program says is wrong, without its place.
std::string first_code(const std::string& message) {
  const std::size_t end = message.find(']');
  const std::size_t begin = message.rfind('[', end);
  const std::size_t line = message.rfind("error:", begin);
  return end == std::string::npos ? message : message.substr(line + 7, end - line - 6);
}

SaidRows say_rows(const std::string& file, PublishedRecipe (*recipe_of)(const json&), std::size_t every) {
  SaidRows said;
  const std::vector<json> rows = published_rows(file);
  for (std::size_t i = 0; i < rows.size(); i += every) {
    ++said.all;
    PublishedRecipe recipe = recipe_of(rows[i]);
    if (recipe.reason.empty()) {
      recipe.args.insert(recipe.args.begin(), "estimate");
      const test::Outcome outcome = test::run_command(recipe.args);
      if (outcome.code <= 1 || outcome.code == 3) {
        ++said.answered;
        continue;
      }
      recipe.reason = first_code(outcome.err);
    }
    ++said.reasons[recipe.reason];
  }
  return said;
}

constexpr struct {
  const char* file;
  PublishedRecipe (*recipe_of)(const json&);
  std::size_t every;   ///< of the rows in an ordinary run
  double least_share;  ///< of them that can be said
} kinds_of_rows[] = {{"runs_public.ndjson", training_recipe, 47, 0.65},
                     {"memory_public.ndjson", memory_recipe, 37, 0.9},
                     {"inference_public.ndjson", serving_recipe, 71, 0.9},
                     {"serving_public.ndjson", serving_recipe, 331, 0.95}};

}  // namespace

TEST_CASE("recipes of published rows can be said on the command line", "[cli][estimate]") {
  for (const auto& kind : kinds_of_rows) {
    const SaidRows said = say_rows(kind.file, kind.recipe_of, kind.every);
    INFO(kind.file << "\n" << said.told());
    CHECK(said.answered >= kind.least_share * said.all - 1);
  }
}

TEST_CASE("and every one of them, with the reasons of those that cannot", "[.long]") {
  for (const auto& kind : kinds_of_rows) {
    const SaidRows said = say_rows(kind.file, kind.recipe_of, 1);
    WARN(kind.file << ": " << said.answered << " of " << said.all << " said\n" << said.told());
    CHECK(said.answered >= kind.least_share * said.all);
  }
}
