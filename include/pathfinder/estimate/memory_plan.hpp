// From a training job as people state it to the numbers and switches that the formulas of memory take.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory_profile.hpp"

namespace pathfinder {

/// What a recipe says about memory that TrainingRecipe has no place for. Empty: the recipe and the profile decide.
struct MemoryHints {
  std::string model;  ///< name: some models bring a loss of their own
  std::optional<StateNumbers> states;
  std::optional<bool> eight_bit_states;
  bool paged = false;
  bool in_backward = false;
  bool galore = false;
  bool lisa = false;
  bool offload_activations = false;
  bool optimizer_stated = true;          ///< false: a row says "adamw" only, and the framework decides on a master copy
  bool length_stated = true;             ///< false: the profile's cut-off is taken
  std::optional<MemoryReading> reading;  ///< empty: the whole device
};

/// A row of published memory as people state it; words as in the rows, 0 or empty where nothing is said.
struct StatedMemory {
  std::string model;
  ModelShape shape;
  std::string method;     ///< "full", "lora", "qlora", "lora+emb", "galore", "lisa", "dora", …
  std::string optimizer;  ///< "adamw", "adamw8bit", "paged adamw 8bit", "galore 8bit", …
  std::string precision;  ///< "bf16", "fp16", "fp32", "amp bf16", "pure bf16"
  std::string sharding;   ///< "none", "zero3", "fsdp", "zero3+offload", …
  std::string framework;
  std::string kind;  ///< "max_context_at_capacity" counts the whole card
  double lora_rank = 0;
  double quant_bits = 0;
  double micro_batch = 0;
  double seq_len = 0;
  double sharding_ways = 0;
  bool checkpointing = true;
  bool flash_attention = true;
};

/// A job with words and defaults resolved: numbers and switches only, cheap to evaluate often. Memory in bytes.
struct MemoryPlan {
  // model
  double params = 0;            ///< of the base model
  double embedding_params = 0;  ///< tables of input and, where untied, output
  double table_params = 0;      ///< one of them: vocab x hidden
  double layers = 0, hidden = 0, heads = 0, kv_width = 0, ffn = 0, vocab = 0;
  // data
  double batch = 1, length = 0;  ///< sequences that pass at once, tokens of each
  // what is trained
  bool base_trained = false;
  bool embeddings_trained = false;
  double adapter_params = 0;
  double adapter_bytes = 4;
  double quant_bits = 16;
  double embedding_bytes = 2;
  bool reference_copy = false;  ///< one more copy of frozen weights stands beside
  StateNumbers states = StateNumbers::pure_16bit;
  double master_gradient_bytes = 2;
  bool eight_bit = false, paged = false, in_backward = false, galore = false, lisa = false, sgd = false;
  bool foreach_step = true, accumulates = true;
  double number_bytes = 2;  ///< of activations and half-precision tensors
  // how
  bool recompute = true;
  bool flash = true;
  bool offload_checkpoints = false;
  LossKind loss = LossKind::upcast;
  LayerKernels kernels = LayerKernels::eager;
  Sharding sharding = Sharding::none;
  double ways = 1;   ///< ranks that share states
  double ranks = 1;  ///< accelerators of the job
  bool offload = false;
  MemoryReading reading = MemoryReading::device;
  bool proven = false;
};

/// Dimensions from a row that gives none of `tied` and `head_dim`: the choice of tied embeddings whose parameter count
/// comes nearest to `params`. \pre all dimensions positive
ModelShape shape_from_dimensions(double params, double layers, double hidden, double heads, double kv_heads, double ffn,
                                 double vocab);

/// Resolves a recipe. The reading is the whole device unless `hints` says otherwise.
/// Throws nothing; what is 0 takes the profile's default. \pre model dimensions are known
MemoryPlan resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints = {});

/// Resolves a stated row; the reading is the one its framework publishes, the whole device for contexts at capacity.
MemoryPlan resolve_memory(const StatedMemory& row, const MemoryProfiles& profiles);

/// Matrices of a feed-forward block, 3 gated or 2: whichever explains the parameter count better; 3 for expert models.
double feed_forward_matrices(const ModelShape& model);

/// Parameters of adapters of rank r: r x (in + out) over the adapted linear layers, times layers (hu-2021, 4.1).
/// Targets: "all-linear", or letters of q k v o and m (feed-forward). Expert layers have adapters on every expert.
double adapter_params(const ModelShape& model, double rank, std::string_view targets);

}  // namespace pathfinder
