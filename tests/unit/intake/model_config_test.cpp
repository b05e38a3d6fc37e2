// Models of one's own: configurations as published, and dimensions as typed.
#include "pathfinder/intake/model_config.hpp"

#include <iostream>

#include "pathfinder/estimate/parameters.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;

namespace {

/// A published configuration, with what the publisher's weights count.
struct Published {
  const char* id;
  double total, active;
  const char* config;
};

// clang-format off
const std::vector<Published> published = {
    {"qwen3-8b", 8190735360, 8190735360,
     R"({"model_type": "qwen3", "hidden_size": 4096, "num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 12288, "vocab_size": 151936, "tie_word_embeddings": false, "max_position_embeddings": 40960, "attention_bias": false, "sliding_window": null, "use_sliding_window": false})"},
    {"qwen3-0.6b", 596049920, 596049920,
     R"({"model_type": "qwen3", "hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 3072, "vocab_size": 151936, "tie_word_embeddings": true, "max_position_embeddings": 40960, "attention_bias": false, "sliding_window": null, "use_sliding_window": false})"},
    {"llama-3.1-8b", 8030261248, 8030261248,
     R"({"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": false, "max_position_embeddings": 131072, "attention_bias": false})"},
    {"llama-3.1-405b", 405853388800, 405853388800,
     R"({"model_type": "llama", "hidden_size": 16384, "num_hidden_layers": 126, "num_attention_heads": 128, "num_key_value_heads": 8, "intermediate_size": 53248, "vocab_size": 128256, "tie_word_embeddings": false, "max_position_embeddings": 131072, "attention_bias": false})"},
    {"qwen3-30b-a3b", 30532122624, 3353032704,
     R"({"model_type": "qwen3_moe", "hidden_size": 2048, "num_hidden_layers": 48, "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128, "intermediate_size": 6144, "vocab_size": 151936, "tie_word_embeddings": false, "max_position_embeddings": 40960, "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768, "attention_bias": false, "decoder_sparse_step": 1, "sliding_window": null, "use_sliding_window": false})"},
    {"qwen3-235b-a22b", 235093634560, 22190763520,
     R"({"model_type": "qwen3_moe", "hidden_size": 4096, "num_hidden_layers": 94, "num_attention_heads": 64, "num_key_value_heads": 4, "head_dim": 128, "intermediate_size": 12288, "vocab_size": 151936, "tie_word_embeddings": false, "max_position_embeddings": 40960, "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 1536, "attention_bias": false, "decoder_sparse_step": 1, "sliding_window": null, "use_sliding_window": false})"},
    {"mixtral-8x7b", 46702792704, 12879925248,
     R"({"model_type": "mixtral", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 32000, "tie_word_embeddings": false, "max_position_embeddings": 32768, "num_local_experts": 8, "num_experts_per_tok": 2, "sliding_window": null})"},
    {"deepseek-v3", 671026404352, 37552282624,
     R"({"model_type": "deepseek_v3", "hidden_size": 7168, "num_hidden_layers": 61, "num_attention_heads": 128, "num_key_value_heads": 128, "intermediate_size": 18432, "vocab_size": 129280, "tie_word_embeddings": false, "max_position_embeddings": 163840, "n_routed_experts": 256, "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "n_shared_experts": 1, "first_k_dense_replace": 3, "attention_bias": false, "kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128})"},
    {"kimi-k2", 1026408209408, 32861477888,
     R"({"model_type": "kimi_k2", "hidden_size": 7168, "num_hidden_layers": 61, "num_attention_heads": 64, "num_key_value_heads": 64, "intermediate_size": 18432, "vocab_size": 163840, "tie_word_embeddings": false, "max_position_embeddings": 131072, "n_routed_experts": 384, "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "n_shared_experts": 1, "first_k_dense_replace": 1, "attention_bias": false, "kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128})"},
    {"glm-5", 743180190720, 41053701120,
     R"({"model_type": "glm_moe_dsa", "hidden_size": 6144, "num_hidden_layers": 78, "num_attention_heads": 64, "num_key_value_heads": 64, "head_dim": 64, "intermediate_size": 12288, "vocab_size": 154880, "tie_word_embeddings": false, "max_position_embeddings": 202752, "n_routed_experts": 256, "num_experts_per_tok": 8, "moe_intermediate_size": 2048, "n_shared_experts": 1, "first_k_dense_replace": 3, "attention_bias": false, "kv_lora_rank": 512, "q_lora_rank": 2048, "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "v_head_dim": 256})"},
    {"qwen3.5-27b", 26895998464, 26895998464,
     R"({"model_type": "qwen3_5", "tie_word_embeddings": false, "text_config": {"model_type": "qwen3_5_text", "hidden_size": 5120, "num_hidden_layers": 64, "num_attention_heads": 24, "num_key_value_heads": 4, "head_dim": 256, "intermediate_size": 17408, "vocab_size": 248320, "tie_word_embeddings": false, "max_position_embeddings": 262144, "attention_bias": false, "full_attention_interval": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_value_head_dim": 128, "linear_num_value_heads": 48, "linear_conv_kernel_dim": 4}})"},
    {"qwen3.5-35b-a3b", 34660610688, 3454988928,
     R"({"model_type": "qwen3_5_moe", "tie_word_embeddings": false, "text_config": {"model_type": "qwen3_5_moe_text", "hidden_size": 2048, "num_hidden_layers": 40, "num_attention_heads": 16, "num_key_value_heads": 2, "head_dim": 256, "vocab_size": 248320, "tie_word_embeddings": false, "max_position_embeddings": 262144, "num_experts": 256, "num_experts_per_tok": 8, "moe_intermediate_size": 512, "shared_expert_intermediate_size": 512, "attention_bias": false, "full_attention_interval": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_value_head_dim": 128, "linear_num_value_heads": 32, "linear_conv_kernel_dim": 4}})"},
    {"qwen3-vl-30b-a3b", 30532122624, 3353032704,
     R"({"model_type": "qwen3_vl_moe", "tie_word_embeddings": false, "text_config": {"model_type": "qwen3_vl_moe_text", "hidden_size": 2048, "num_hidden_layers": 48, "num_attention_heads": 32, "num_key_value_heads": 4, "head_dim": 128, "intermediate_size": 6144, "vocab_size": 151936, "tie_word_embeddings": false, "max_position_embeddings": 262144, "num_experts": 128, "num_experts_per_tok": 8, "moe_intermediate_size": 768, "attention_bias": false, "decoder_sparse_step": 1}})"},
    {"qwen2.5-7b", 7615616512, 7615616512,
     R"({"model_type": "qwen2", "hidden_size": 3584, "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4, "intermediate_size": 18944, "vocab_size": 152064, "tie_word_embeddings": false, "max_position_embeddings": 131072, "sliding_window": 131072, "use_sliding_window": false})"},
    {"qwen2.5-0.5b", 494032768, 494032768,
     R"({"model_type": "qwen2", "hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14, "num_key_value_heads": 2, "intermediate_size": 4864, "vocab_size": 151936, "tie_word_embeddings": true, "max_position_embeddings": 32768})"},
    {"gemma-2-9b", 9241705984, 9241705984,
     R"({"model_type": "gemma2", "hidden_size": 3584, "num_hidden_layers": 42, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256, "intermediate_size": 14336, "vocab_size": 256000, "max_position_embeddings": 8192, "sliding_window": 4096})"},
    {"deepseek-v2-lite", 15706484224, 2661150208,
     R"({"model_type": "deepseek_v2", "hidden_size": 2048, "num_hidden_layers": 27, "num_attention_heads": 16, "num_key_value_heads": 16, "intermediate_size": 10944, "vocab_size": 102400, "tie_word_embeddings": false, "max_position_embeddings": 163840, "n_routed_experts": 64, "num_experts_per_tok": 6, "moe_intermediate_size": 1408, "n_shared_experts": 2, "first_k_dense_replace": 1, "kv_lora_rank": 512, "q_lora_rank": null, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128})"},
};
// clang-format on

std::optional<ModelDescription> read(const std::string& text, std::string* found = nullptr,
                                     std::string* warned = nullptr) {
  Findings findings, warnings;
  const JsonDocument document = parse_json("config.json", text, findings);
  const auto model = read_model_config(document, shipped().architectures, findings, warnings);
  if (found != nullptr) *found = test::summary(findings.all());
  if (warned != nullptr) *warned = test::summary(warnings.all());
  return model;
}

std::string typed(std::string_view text) {
  Findings findings;
  read_model_text(
      text, [](int offset, int width) { return Location{"argument 3", 1, offset + 1, "", "", width}; }, findings);
  return test::summary(findings.all());
}

/// A configuration with one member changed.
std::string changed(std::string from, std::string to) {
  return test::replaced(published.front().config, from, to);
}

}  // namespace

TEST_CASE("the parameters of published configurations are counted exactly", "[intake]") {
  int exact = 0;
  for (const Published& one : published) {
    INFO(one.id);
    const std::optional<ModelDescription> description = read(one.config);
    REQUIRE(description);
    const LanguageModel model = own_model(*description);
    CHECK(model.shape.params_total == one.total);
    CHECK(model.shape.params_active == one.active);
    exact += model.shape.params_total == one.total && model.shape.params_active == one.active ? 1 : 0;
    const std::size_t entry = shipped().find("models", one.id);
    if (entry == Vocabulary::none) continue;
    const ModelShape& shape = shipped().models[entry].shape;
    CHECK(shape.params_total == one.total);
    CHECK(shape.layers == model.shape.layers);
    CHECK(shape.hidden == model.shape.hidden);
    CHECK(shape.heads == model.shape.heads);
    CHECK(shape.kv_heads == model.shape.kv_heads);
    CHECK(shape.vocab == model.shape.vocab);
    CHECK(shape.experts == model.shape.experts);
    CHECK(shape.mla_kv_lora_rank == model.shape.mla_kv_lora_rank);
    CHECK(shape.cache_elements() == model.shape.cache_elements());
  }
  std::cout << "configurations: " << exact << " of " << published.size() << " counted exactly\n";
}

TEST_CASE("layers with linear attention keep no cache, and the window is read where it is used", "[intake]") {
  for (const Published& one : published) {
    const std::optional<ModelDescription> model = read(one.config);
    REQUIRE(model);
    if (std::string_view(one.id) == "qwen3.5-27b") {
      CHECK(model->shape.full_attention_layers == 16);
      CHECK(model->shape.linear_attention_layers == 48);
    }
    if (std::string_view(one.id) == "qwen2.5-7b") CHECK(model->shape.sliding_window == 0);
    if (std::string_view(one.id) == "gemma-2-9b") CHECK(model->shape.sliding_window == 4096);
  }
}

TEST_CASE("what a configuration lacks, contradicts or cannot be counted is refused with its place", "[intake]") {
  std::string found, warned;
  read("[]", &found);
  CHECK(found == "config-not-a-model 1:1");
  read("{\"r\": 8, \"lora_alpha\": 16}", &found);
  CHECK(found == "config-not-a-model 1:1");
  read("{\"model_type\": \"llama\", \"hidden_size\": 4096}", &found);
  CHECK(found == "config-missing 1:1; config-missing 1:1; config-missing 1:1");
  read("{\"model_type\": \"nemotron_h\", \"hidden_size\": 4096}", &found);
  CHECK(found == "config-architecture 1:1");
  read(changed("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 64"), &found);
  CHECK(found == "config-contradiction 1:1");
  read(changed("\"num_hidden_layers\": 36", "\"num_hidden_layers\": \"many\""), &found);
  CHECK(found.rfind("config-number 1:", 0) == 0);
  read(changed("\"qwen3\"", "\"a_new_one\""), &found, &warned);
  CHECK(found.empty());
  CHECK(warned == "config-architecture-unknown 1:1");
}

TEST_CASE("dimensions as typed: what is wrong is found at its place", "[intake]") {
  const std::string good = "layers=40,hidden=5120,heads=40,kv_heads=8,ffn=17408,vocab=151936";
  CHECK(typed(good).empty());
  CHECK(typed("layers=40,hidden=5120,heads=40,ffn=17408") == "own-model-missing 1:1");
  CHECK(typed(good + ",depth=3") == "own-model-key 1:66");
  CHECK(typed(good + ",layers=41") == "fact-twice 1:66");
  CHECK(typed("layers=forty,hidden=5120,heads=40,ffn=17408,vocab=151936") == "own-model-value 1:1");
  CHECK(typed(good + ",experts=128,moe_ffn=768") == "own-model-missing 1:1");
  CHECK(typed("layers=40,hidden=5120,heads=40,kv_heads=80,ffn=17408,vocab=151936") == "own-model-contradiction 1:1");
  CHECK(typed(good + ",tied=perhaps") == "unknown-word 1:66");
}

TEST_CASE("a model of one's own is treated like an entry, typed or as a file, in estimates and decisions",
          "[intake][cli]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("config.json", published.front().config);
  const std::vector<std::string> rest = {"--tokens", "10M", "--gpu", "h100-sxm", "--gpus", "8", "--method", "full_ft"};
  const auto train = [&](const std::string& model) {
    std::vector<std::string> args = {"estimate", "train", "--model", model};
    args.insert(args.end(), rest.begin(), rest.end());
    return test::run_command(args);
  };
  const test::Outcome own = train(file);
  const test::Outcome known = train("qwen3-8b");
  CHECK(own.code == 0);
  CHECK(own.out.substr(0, own.out.find('\n')) == known.out.substr(0, known.out.find('\n')));

  const std::string inline_model = "layers=36,hidden=4096,heads=32,kv_heads=8,head_dim=128,ffn=12288,vocab=151936";
  CHECK(train(inline_model).code == 0);
  const test::Outcome decision =
      test::run_command({"advise", "--docs", "50000", "--gpus", "8", "--model", inline_model, "--draws", "0"});
  CHECK(decision.code == 0);
  const std::string saved = (folder.path() / "decision.json").string();
  CHECK(test::run_command(
            {"advise", "--docs", "50000", "--gpus", "8", "--model", inline_model, "--draws", "0", "--output", saved})
            .code == 0);
  CHECK(test::run_command({"render", saved}).code == 0);
  const std::string scenario =
      folder.write("scenario.json", "{\"facts\": {\"docs\": 50000, \"gpus\": 8, \"model\": \"" + inline_model + "\"}}");
  CHECK(test::run_command({"advise", "--scenario", scenario, "--draws", "0"}).code == 0);
  CHECK(test::run_command({"validate", scenario}).code == 0);
  CHECK(train("layers=36").code == 2);
  CHECK(train(folder.write("adapter_config.json", "{\"r\": 8}")).code == 2);
}
