// Parameters counted from a description, against what the published weights hold to the last one.
#include "pathfinder/estimate/parameters.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

ModelDescription dense(double layers, double hidden, double heads, double kv_heads, double ffn, double vocab) {
  ModelDescription model;
  model.shape.layers = layers;
  model.shape.hidden = hidden;
  model.shape.heads = heads;
  model.shape.kv_heads = kv_heads;
  model.shape.ffn = ffn;
  model.shape.vocab = vocab;
  return model;
}

}  // namespace

TEST_CASE("parameters: dense models, with shared tables or not, with weights on queries and keys", "[estimate]") {
  const ModelDescription llama = dense(32, 4096, 32, 8, 14336, 128256);
  CHECK(count_parameters(llama).total == 8030261248);  // Llama 3.1 8B
  CHECK(count_parameters(llama).active == 8030261248);
  ModelDescription qwen = dense(36, 4096, 32, 8, 12288, 151936);
  qwen.shape.head_dim = 128;
  qwen.traits.qk_norm = "head";
  CHECK(count_parameters(qwen).total == 8190735360);  // Qwen3 8B
  qwen.traits.qk_norm = "full";                       // a weight for each dimension of all heads, as in OLMo 2
  CHECK(count_parameters(qwen).total == 8190735360 + 36 * (4096 + 1024 - 2 * 128));
  qwen.traits.qk_norm.clear();
  qwen.shape.tied_embeddings = true;
  CHECK(count_parameters(qwen).total == 8190735360 - 36 * 2 * 128 - 151936.0 * 4096);
  qwen.traits.output_bias = true;
  qwen.traits.gated_query = true;
  CHECK(count_parameters(qwen).total == 8190735360 - 36 * 2 * 128 - 151936.0 * 4096 + 36 * (4096 + 4096.0 * 4096));
}

TEST_CASE("parameters: experts, a shared one behind a gate, and how many a token reads", "[estimate]") {
  ModelDescription qwen = dense(24, 2048, 16, 16, 5632, 151936);  // Qwen1.5-MoE-A2.7B
  qwen.shape.experts = 60;
  qwen.shape.experts_active = 4;
  qwen.shape.moe_ffn = 1408;
  qwen.shape.shared_expert_ffn = 5632;
  qwen.traits.qkv_bias = qwen.traits.shared_gate = true;
  const ParameterCount counted = count_parameters(qwen);
  CHECK(counted.total == 14315784192);
  CHECK(counted.active == 14315784192 - 24 * 56 * 3 * 2048.0 * 1408);
  qwen.traits.shared_gate = false;
  CHECK(count_parameters(qwen).total == 14315784192 - 24 * 2048);
}

TEST_CASE("parameters: compressed attention, and a first layer without experts", "[estimate]") {
  ModelDescription deepseek = dense(27, 2048, 16, 16, 10944, 102400);  // DeepSeek-V2-Lite
  deepseek.shape.experts = 64;
  deepseek.shape.experts_active = 6;
  deepseek.shape.shared_experts = 2;
  deepseek.shape.moe_ffn = 1408;
  deepseek.shape.dense_layers_first = 1;
  deepseek.shape.mla_kv_lora_rank = 512;
  deepseek.shape.mla_rope_dim = 64;
  deepseek.qk_nope_head_dim = 128;
  deepseek.v_head_dim = 128;
  CHECK(count_parameters(deepseek).total == 15706484224);
  deepseek.q_lora_rank = 1536;  // queries compressed, too, as in its larger sisters
  CHECK(count_parameters(deepseek).total ==
        15706484224 + 27 * (2048.0 * 1536 + 1536 + 1536.0 * 16 * 192 - 2048.0 * 16 * 192));
}

TEST_CASE("parameters: a layer of the gated delta rule holds keys, values and their gate, and a short convolution",
          "[estimate]") {
  ModelDescription model = dense(4, 2048, 16, 2, 5120, 1000);
  const double plain = count_parameters(model).total;
  const double attention = 2 * 2048.0 * 2048 + 2 * 2048 * 256;
  model.shape.linear_attention_layers = 3;
  model.linear_key_heads = 16;
  model.linear_key_head_dim = 128;
  model.linear_value_heads = 32;
  model.linear_value_head_dim = 128;
  model.linear_kernel = 4;
  // Queries, keys (2,048 each), values and their gate (4,096 each); two numbers a head; the convolution over queries,
  // keys and values; decay and step of each head; the norm of a head; back to the width.
  const double linear =
      2048.0 * (2 * 2048 + 2 * 4096) + 2048 * 2 * 32 + (2 * 2048 + 4096) * 4.0 + 2 * 32 + 128 + 4096.0 * 2048;
  CHECK(count_parameters(model).total == plain + 3 * (linear - attention));
}

TEST_CASE("parameters: a model of one's own has those it was said to have, else those counted", "[estimate]") {
  ModelDescription model = dense(32, 4096, 32, 8, 14336, 128256);
  CHECK(own_model(model).shape.params_total == 8030261248);
  CHECK(own_model(model).shape.params_active == 8030261248);
  model.shape.params_total = 8e9;
  CHECK(own_model(model).shape.params_total == 8e9);
  CHECK(own_model(model).shape.params_active == 8e9);
  model.shape.params_active = 3e9;
  CHECK(own_model(model).shape.params_active == 3e9);
  model.shape.params_total = 0;
  CHECK(own_model(model).shape.params_total == 8030261248);
  CHECK(own_model(model).shape.params_active == 3e9);
  CHECK(own_model(model).id == own_model_id);
  CHECK_FALSE(own_model(model).offered);
}
