#include "pathfinder/intake/model_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

/// One configuration: the members of the language part before those of the whole, as multimodal models nest them.
class Config {
 public:
  Config(const JsonDocument& document, Findings& findings) : findings_(findings), root_(document, 0), text_(root_) {
    for (const std::string_view key : {"text_config", "llm_config", "language_config"}) {
      const std::uint32_t at = root_.find(key);
      if (at != 0 && root_.at(at).kind() == JsonKind::object) text_ = root_.at(at);
    }
  }

  /// The member of any of these names; nothing where none is there or it is null.
  std::optional<JsonValue> member(std::initializer_list<std::string_view> names) const {
    for (const JsonValue& object : {text_, root_}) {
      for (const std::string_view name : names) {
        const std::uint32_t at = object.find(name);
        if (at != 0 && object.at(at).kind() != JsonKind::null) return object.at(at);
      }
    }
    return std::nullopt;
  }

  double number(std::initializer_list<std::string_view> names, double otherwise = 0) {
    const std::optional<JsonValue> value = member(names);
    if (!value) return otherwise;
    const double found = value->kind() == JsonKind::number ? value->number() : -1;
    if (found >= 0 && found <= 1e9 && std::floor(found) == found) return found;
    findings_.add("config-number", value->locate(),
                  {{"key", std::string(value->key())}, {"found", value->as_written()}});
    return otherwise;
  }

  double needed(std::initializer_list<std::string_view> names) {
    const std::size_t before = findings_.all().size();
    const double found = number(names);
    const std::optional<JsonValue> value = member(names);
    if (!value) {
      findings_.add("config-missing", text_.locate(), {{"key", std::string(*names.begin())}});
    } else if (found <= 0 && findings_.all().size() == before) {
      findings_.add("config-number", value->locate(),
                    {{"key", std::string(value->key())}, {"found", value->as_written()}});
    }
    return found;
  }

  std::optional<bool> flag(std::initializer_list<std::string_view> names) const {
    const std::optional<JsonValue> value = member(names);
    return value && value->kind() == JsonKind::boolean ? std::optional(value->boolean()) : std::nullopt;
  }

  std::string text(std::initializer_list<std::string_view> names) const {
    const std::optional<JsonValue> value = member(names);
    return value && value->kind() == JsonKind::string ? std::string(value->string()) : std::string();
  }

  /// How many members of "layer_types" are `kind`.
  double layers_of(std::string_view kind) const {
    const std::optional<JsonValue> types = member({"layer_types"});
    double count = 0;
    if (types)
      types->for_each(
          [&](JsonValue type) { count += type.kind() == JsonKind::string && type.string() == kind ? 1 : 0; });
    return count;
  }

  JsonValue root() const { return root_; }

 private:
  Findings& findings_;
  JsonValue root_, text_;
};

void read_experts(Config& config, ModelDescription& model) {
  ModelShape& shape = model.shape;
  shape.experts = config.number({"n_routed_experts", "num_experts", "num_local_experts", "moe_num_experts"});
  if (shape.experts <= 0) return;
  shape.experts_active = config.needed({"num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_k"});
  shape.moe_ffn = config.number({"moe_intermediate_size", "expert_ffn_hidden_size"}, shape.ffn);
  shape.shared_experts =
      config.number({"n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"});
  shape.shared_expert_ffn = config.number({"shared_expert_intermediate_size"}, shape.shared_experts * shape.moe_ffn);
  if (shape.shared_expert_ffn > 0 && shape.shared_experts <= 0) shape.shared_experts = 1;
  shape.dense_layers_first = config.number({"first_k_dense_replace", "num_dense_layers", "moe_layer_start_index"});
  const double step = config.number({"decoder_sparse_step", "moe_layer_freq", "interleave_moe_layer_step"}, 1);
  if (step > 1) shape.expert_layers = std::floor((shape.layers - shape.dense_layers_first) / step);
}

void read_attention(Config& config, ModelDescription& model) {
  ModelShape& shape = model.shape;
  shape.mla_kv_lora_rank = config.number({"kv_lora_rank"});
  if (shape.mla_kv_lora_rank > 0) {
    shape.mla_rope_dim = config.needed({"qk_rope_head_dim"});
    model.qk_nope_head_dim = config.needed({"qk_nope_head_dim"});
    model.v_head_dim = config.needed({"v_head_dim"});
    model.q_lora_rank = config.number({"q_lora_rank"});
    shape.head_dim = model.v_head_dim;
  }
  const double interval = config.number({"full_attention_interval"});
  shape.linear_attention_layers = config.layers_of("linear_attention");
  if (shape.linear_attention_layers == 0 && interval > 1)
    shape.linear_attention_layers = shape.layers - std::floor(shape.layers / interval);
  if (shape.linear_attention_layers > 0) {
    shape.full_attention_layers = shape.layers - shape.linear_attention_layers;
    model.linear_key_heads = config.needed({"linear_num_key_heads"});
    model.linear_key_head_dim = config.needed({"linear_key_head_dim"});
    model.linear_value_heads = config.needed({"linear_num_value_heads"});
    model.linear_value_head_dim = config.needed({"linear_value_head_dim"});
    model.linear_kernel = config.needed({"linear_conv_kernel_dim"});
  }
  if (config.flag({"use_sliding_window"}).value_or(true)) shape.sliding_window = config.number({"sliding_window"});
  if (shape.sliding_window > 0) {
    const double pattern = config.number({"sliding_window_pattern"});
    shape.sliding_layers = config.layers_of("sliding_attention");
    if (shape.sliding_layers == 0 && pattern > 1)
      shape.sliding_layers = shape.layers - std::floor(shape.layers / pattern);
    const bool every_layer =
        shape.sliding_layers == 0 && (model.architecture == "mistral" || model.architecture == "mixtral");
    if (every_layer) shape.sliding_layers = shape.layers;
  }
}

void read_traits(const Config& config, ModelDescription& model) {
  ArchitectureTraits& traits = model.traits;
  if (const auto bias = config.flag({"attention_bias", "qkv_bias", "add_qkv_bias", "attention_qkv_bias"}))
    traits.qkv_bias = *bias;
  if (const auto bias = config.flag({"attention_out_bias"})) traits.output_bias = *bias;
  if (const auto norm = config.flag({"use_qk_norm", "qk_norm"})) {
    if (!*norm) traits.qk_norm.clear();
    if (*norm && traits.qk_norm.empty())
      traits.qk_norm = config.text({"qk_norm_type"}) == "per_layer" ? "full" : "head";
  }
  model.shape.tied_embeddings = config.flag({"tie_word_embeddings"}).value_or(traits.tied_embeddings);
}

/// One key of the inline form.
struct Key {
  std::string_view name;
  double ModelShape::*member;
  double high;
};

constexpr std::array<Key, 14> keys = {{{"layers", &ModelShape::layers, 1000},
                                       {"hidden", &ModelShape::hidden, 1e6},
                                       {"heads", &ModelShape::heads, 10000},
                                       {"kv_heads", &ModelShape::kv_heads, 10000},
                                       {"head_dim", &ModelShape::head_dim, 100000},
                                       {"ffn", &ModelShape::ffn, 1e7},
                                       {"vocab", &ModelShape::vocab, 1e8},
                                       {"experts", &ModelShape::experts, 100000},
                                       {"experts_active", &ModelShape::experts_active, 100000},
                                       {"shared_experts", &ModelShape::shared_experts, 1000},
                                       {"moe_ffn", &ModelShape::moe_ffn, 1e7},
                                       {"dense_layers_first", &ModelShape::dense_layers_first, 1000},
                                       {"full_attention_layers", &ModelShape::full_attention_layers, 1000},
                                       {"kv_lora_rank", &ModelShape::mla_kv_lora_rank, 100000}}};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Dimensions that contradict each other: a text id behind '@', or empty.
std::string contradiction(const ModelDescription& model) {
  const ModelShape& shape = model.shape;
  if (shape.kv_heads > shape.heads) return "@own-model.kv-heads";
  if (shape.head_dim <= 0 && std::fmod(shape.hidden, shape.heads) != 0) return "@own-model.head-dim";
  if (shape.experts > 0 && shape.experts_active > shape.experts) return "@own-model.experts";
  if (shape.experts > 0 && shape.moe_ffn <= 0) return "@own-model.moe-ffn";
  if (shape.experts <= 0 && shape.ffn <= 0) return "@own-model.ffn";
  if (shape.dense_layers_first > shape.layers) return "@own-model.dense-layers";
  if (shape.full_attention_layers > shape.layers) return "@own-model.full-attention";
  if (shape.params_active > 0 && shape.params_total > 0 && shape.params_active > shape.params_total)
    return "@own-model.active";
  return {};
}

}  // namespace

std::optional<ModelDescription> read_model_config(const JsonDocument& document, const Architectures& architectures,
                                                  Findings& findings, Findings& warnings) {
  if (document.tree.nodes.empty()) return std::nullopt;
  const std::size_t before = findings.all().size();
  const JsonValue root(document, 0);
  if (root.kind() != JsonKind::object) {
    findings.add("config-not-a-model", root.locate(), {{"file", document.name}});
    return std::nullopt;
  }
  Config config(document, findings);
  ModelDescription model;
  model.architecture = config.text({"model_type"});
  if (model.architecture.empty() && !config.member({"num_hidden_layers", "n_layer", "num_layers"})) {
    findings.add("config-not-a-model", root.locate(), {{"file", document.name}});
    return std::nullopt;
  }
  model.name = config.text({"_name_or_path"});
  const auto known = architectures.find(model.architecture);
  if (known != architectures.end()) model.traits = known->second;
  std::string refused = model.traits.refused;
  for (const auto& [key, what] : {std::pair<std::string_view, std::string_view>{"hybrid_override_pattern", "mamba"},
                                  {"mamba_d_state", "mamba"},
                                  {"ssm_state_size", "mamba"},
                                  {"block_configs", "per-layer"},
                                  {"layers_block_type", "mamba"}}) {
    if (refused.empty() && config.member({key})) refused = what;
  }
  if (!refused.empty()) {
    findings.add("config-architecture", root.locate(),
                 {{"architecture", model.architecture}, {"what", "@own-model.refused." + refused}});
    return std::nullopt;
  }
  ModelShape& shape = model.shape;
  shape.layers = config.needed({"num_hidden_layers", "n_layer", "num_layers", "n_layers"});
  shape.hidden = config.needed({"hidden_size", "n_embd", "d_model"});
  shape.heads = config.needed({"num_attention_heads", "n_head", "n_heads"});
  shape.kv_heads =
      config.number({"num_key_value_heads", "multi_query_group_num", "n_head_kv", "num_kv_heads"}, shape.heads);
  shape.head_dim = config.number({"head_dim", "kv_channels", "attention_head_dim"});
  shape.ffn = config.number({"intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim"});
  shape.vocab = config.needed({"vocab_size", "padded_vocab_size"});
  model.context_tokens = config.number({"max_position_embeddings", "seq_length", "n_positions", "max_seq_len"});
  read_experts(config, model);
  read_attention(config, model);
  read_traits(config, model);
  if (findings.all().size() > before) return std::nullopt;
  if (const std::string wrong = contradiction(model); !wrong.empty()) {
    findings.add("config-contradiction", root.locate(), {{"what", wrong}});
    return std::nullopt;
  }
  if (known == architectures.end())
    warnings.add("config-architecture-unknown", root.locate(), {{"architecture", model.architecture}});
  return model;
}

std::optional<ModelDescription> read_model_text(std::string_view text,
                                                const std::function<Location(int offset, int width)>& locate,
                                                Findings& findings) {
  ModelDescription model;
  model.name = std::string(text);
  const std::size_t before = findings.all().size();
  std::vector<std::string> seen;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view part = text.substr(at, comma - at);
    const int offset = characters(text.substr(0, at));
    at = comma + 1;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string key = lower(trim(part.substr(0, equals)));
    const std::string value(equals < part.size() ? trim(part.substr(equals + 1)) : std::string_view());
    const auto whole = [&] { return locate(offset, std::max(1, characters(part))); };
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      findings.add("fact-twice", whole(), {{"key", key}});
      continue;
    }
    seen.push_back(key);
    if (key == "tied") {
      model.shape.tied_embeddings = value == "yes";
      if (value != "yes" && value != "no")
        findings.add("unknown-word", whole(), {{"key", key}, {"found", value}, {"near", ""}, {"allowed", "yes, no"}});
      continue;
    }
    double* out = nullptr;
    double high = 1e15;
    if (key == "context") out = &model.context_tokens;
    if (key == "params") out = &model.shape.params_total;
    if (key == "params_active") out = &model.shape.params_active;
    if (key == "rope_head_dim") out = &model.shape.mla_rope_dim;
    if (key == "q_lora_rank") out = &model.q_lora_rank;
    for (const Key& known : keys) {
      if (known.name != key) continue;
      out = &(model.shape.*known.member);
      high = known.high;
    }
    if (out == nullptr) {
      std::vector<std::string_view> names = {"tied",          "context",       "params",
                                             "params_active", "rope_head_dim", "q_lora_rank"};
      for (const Key& known : keys) names.push_back(known.name);
      findings.add("own-model-key", locate(offset, std::max(1, characters(key))),
                   {{"key", key}, {"near", std::string(near_miss(key, names))}});
      continue;
    }
    const std::optional<double> number = parse_number(value);
    if (!number || *number < 0 || *number > high || std::floor(*number) != *number) {
      findings.add("own-model-value", whole(), {{"key", key}, {"found", value}});
    } else {
      *out = *number;
    }
  }
  if (findings.all().size() > before) return std::nullopt;
  ModelShape& shape = model.shape;
  for (const auto& [name, value] : {std::pair<std::string, double>{"layers", shape.layers},
                                    {"hidden", shape.hidden},
                                    {"heads", shape.heads},
                                    {"vocab", shape.vocab}}) {
    if (value <= 0) findings.add("own-model-missing", locate(0, 0), {{"key", name}});
  }
  if (findings.all().size() > before) return std::nullopt;
  if (shape.kv_heads <= 0) shape.kv_heads = shape.heads;
  if (shape.experts > 0 && shape.moe_ffn <= 0) shape.moe_ffn = shape.ffn;
  if (shape.experts > 0 && shape.experts_active <= 0) {
    findings.add("own-model-missing", locate(0, 0), {{"key", "experts_active"}});
    return std::nullopt;
  }
  if (const std::string wrong = contradiction(model); !wrong.empty()) {
    findings.add("own-model-contradiction", locate(0, 0), {{"what", wrong}});
    return std::nullopt;
  }
  return model;
}

}  // namespace pathfinder
