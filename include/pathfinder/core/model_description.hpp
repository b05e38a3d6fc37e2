// A model that its owner describes: the dimensions that the estimates use, and those that only counting parameters
// needs.
#pragma once

#include <map>
#include <string>

#include "pathfinder/core/language_model.hpp"

namespace pathfinder {

/// What models of one architecture have in common that their configuration does not say (data/model_types.json).
struct ArchitectureTraits {
  bool qkv_bias = false;     ///< biases on queries, keys and values
  bool output_bias = false;  ///< and on the output of attention
  std::string qk_norm;       ///< "head": a weight per head's dimension, "full": per dimension of all heads; empty: none
  double norms_per_layer = 2;
  bool gated_query = false;      ///< queries twice as wide, half of them a gate
  bool shared_gate = false;      ///< a gate on shared experts
  bool tied_embeddings = false;  ///< unless the configuration says otherwise
  double matrices = 3;           ///< of a feed-forward layer: 3 with a gate, 2 without
  std::string refused;           ///< what of it cannot be counted: "mamba", "interleaved", …; empty: all can
};

/// By "model_type" of a Hugging Face configuration.
using Architectures = std::map<std::string, ArchitectureTraits>;

struct ModelDescription {
  std::string name;
  std::string architecture;  ///< "model_type"; empty: described in words of ours
  ModelShape shape;          ///< params_total and params_active where they were said
  ArchitectureTraits traits;
  double context_tokens = 0;

  // multi-head latent attention
  double q_lora_rank = 0;
  double qk_nope_head_dim = 0;
  double v_head_dim = 0;

  // of layers with linear attention (gated delta rule)
  double linear_key_heads = 0;
  double linear_key_head_dim = 0;
  double linear_value_heads = 0;
  double linear_value_head_dim = 0;
  double linear_kernel = 0;
};

}  // namespace pathfinder
