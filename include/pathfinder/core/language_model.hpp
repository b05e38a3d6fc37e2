// A language model as the estimates see it: its dimensions, its licence, what training it took.
#pragma once

#include <string>
#include <vector>

namespace pathfinder {

/// Dimensions of a transformer; counts, not bytes. What is 0 or absent is not known or not there.
struct ModelShape {
  double params_total = 0;   ///< with embeddings and head
  double params_active = 0;  ///< per token; equals params_total for dense models
  double layers = 0;
  double full_attention_layers = 0;    ///< that cache every token; 0: all but the sliding and linear ones
  double sliding_layers = 0;           ///< that cache the tokens of the window only
  double linear_attention_layers = 0;  ///< that keep a state of fixed size
  double shared_cache_layers = 0;      ///< that read the cache of another layer and keep none
  double hidden = 0;
  double heads = 0;
  double kv_heads = 0;
  double head_dim = 0;          ///< 0: hidden / heads
  double value_head_dim = 0;    ///< where values are narrower than keys; 0: head_dim
  double full_kv_heads = 0;     ///< of layers with full attention, where they differ; 0: kv_heads
  double full_head_dim = 0;     ///< the same; 0: head_dim
  double sliding_kv_heads = 0;  ///< of layers with a window, where they differ; 0: kv_heads
  double ffn = 0;               ///< feed-forward width of a dense layer
  double vocab = 0;
  bool tied_embeddings = false;
  double experts = 0;  ///< routed experts of an expert layer; 0: dense
  double experts_active = 0;
  double shared_experts = 0;
  double moe_ffn = 0;            ///< feed-forward width of one expert
  double shared_expert_ffn = 0;  ///< of all shared experts together; 0: shared_experts · moe_ffn
  double dense_layers_first = 0;
  double expert_layers = 0;     ///< where experts stand in some layers only; 0: all but the first dense ones
  double mla_kv_lora_rank = 0;  ///< multi-head latent attention: width of the compressed cache; 0: plain attention
  double mla_rope_dim = 0;
  double cache_bytes = 0;     ///< key-value cache of a token in 16 bits as a source states it; 0: from the dimensions
  double sliding_window = 0;  ///< tokens; 0: full attention

  double dim_of_head() const { return head_dim > 0 ? head_dim : (heads > 0 ? hidden / heads : 0); }
  double shared_width() const { return shared_expert_ffn > 0 ? shared_expert_ffn : shared_experts * moe_ffn; }
  /// Numbers that one token adds to the cache while it is inside every window.
  double cache_elements() const;
  /// The part of them that layers with a window keep, 0…1. Where a window is known and the layers that have it are not,
  /// every other layer has it: so Gemma 2, gpt-oss and the models before them.
  double windowed_share() const;
  double layers_with_experts() const {
    if (experts <= 0 || moe_ffn <= 0) return 0;
    if (expert_layers > 0) return expert_layers;
    return layers > dense_layers_first ? layers - dense_layers_first : 0;
  }
  /// Parameters of the embedding table and, where untied, the output head.
  double embedding_params() const { return vocab * hidden * (tied_embeddings ? 1.0 : 2.0); }
};

/// One model of the catalogue.
struct LanguageModel {
  LanguageModel();
  LanguageModel(const LanguageModel&);
  LanguageModel(LanguageModel&&) noexcept;
  LanguageModel& operator=(const LanguageModel&);
  LanguageModel& operator=(LanguageModel&&) noexcept;
  ~LanguageModel();

  std::string id;
  std::string name;
  std::string family;
  std::string kind;           ///< "causal", "encoder-decoder", "embedding", "reranker", "speech"
  std::string weights;        ///< "open", "closed"
  bool offered = true;        ///< proposed to users; false: in the catalogue for back-tests
  std::string superseded_by;  ///< id of the model that the maker put in its place
  std::string released;       ///< date
  std::vector<std::string> languages;
  std::vector<std::string> modalities;  ///< what goes in: "text", "code", "image", "video", "audio"; none said: text
  ModelShape shape;
  double context_tokens = 0;
  double dense_equivalent_b = 0;  ///< 10⁹ parameters of the dense model that published results put beside it; 0: none
  double embedding_dim = 0;       ///< embedding models: width of a vector
  std::string licence;            ///< normalised id, e.g. "apache-2.0"
  std::string commercial_use;     ///< "yes", "conditions", "no"
  double pretraining_tokens = 0;
  double measured_serving_rows = 0;  ///< published measurements of serving it that the back-test holds
  std::vector<std::string> sources;
};

}  // namespace pathfinder
