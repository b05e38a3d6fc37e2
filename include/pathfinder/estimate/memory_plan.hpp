// One training job with every word and default resolved, for the formulas of memory, and the mixture of such jobs that
// a recipe stands for: a key that nobody stated is each of its values as often as users of the framework choose it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory_profile.hpp"

namespace pathfinder {

/// What a recipe says about memory that TrainingRecipe has no place for, and which of its keys nobody stated.
struct MemoryHints {
  std::string model;  ///< name: some models bring a loss of their own
  std::optional<StateNumbers> states;
  std::optional<LossKind> loss;
  std::optional<MemoryReading> reading;  ///< empty: as the framework's users publish
  std::optional<bool> even_lengths;      ///< packed, or all of one length
  bool paged = false;
  bool in_backward = false;
  bool offload_activations = false;
  bool split = false;            ///< layers divided among the accelerators, one copy of everything
  bool experts_on_host = false;  ///< weights of routed experts stay in the host's memory

  bool optimizer_stated = true;  ///< false: a row says "adamw" only, and the framework decides on a master copy
  bool precision_stated = true;
  bool length_stated = true;
  bool batch_stated = true;
  bool recompute_stated = true;
  bool flash_stated = true;
};

/// How the moments of trained parameters are kept: two of them, in 8 or 4 bits, none, one beside orthogonalised steps
/// (Muon), projected to a low rank (GaLore, APOLLO), of one block at a time (BAdam), of few layers and the embeddings
/// (LISA).
enum class Moments { adam, eight_bit, four_bit, none, muon, projected, block, layers };

/// A job with words and defaults resolved: numbers and switches only, cheap to evaluate often. Memory in bytes.
struct MemoryPlan {
  // model
  double params = 0;            ///< of the base model
  double expert_params = 0;     ///< of them, routed experts
  double embedding_params = 0;  ///< tables of input and, where untied, output
  double table_params = 0;      ///< one of them: vocab x hidden
  double layers = 0, hidden = 0, heads = 0, query_width = 0, kv_width = 0, ffn = 0;
  double vocab = 0;   ///< that the loss is made over; 0: a few classes
  bool gated = true;  ///< three feed-forward matrices, not two
  // data
  double batch = 1, length = 0;  ///< sequences that pass at once, tokens of each
  // what is trained
  bool base_trained = false;
  bool embeddings_trained = false;
  double adapter_params = 0;
  double adapted_width = 0;  ///< inputs of a layer's adapted matrices, summed
  double adapter_bytes = 4;
  bool adapter_inputs = true;
  double quant_bits = 16;
  double embedding_bytes = 2;
  bool reference_copy = false;  ///< one more copy of frozen weights stands beside
  StateNumbers states = StateNumbers::pure_16bit;
  Moments moments = Moments::adam;
  bool projected_8bit = false;
  double master_gradient_bytes = 2;
  bool paged = false, in_backward = false;
  bool foreach_step = true, accumulates = true;
  double number_bytes = 2;    ///< of activations and half-precision tensors
  double residual_bytes = 2;  ///< of the numbers that pass between layers
  // how
  Recompute recompute = Recompute::full;
  bool flash = true;
  bool offload_checkpoints = false;
  LossKind loss = LossKind::upcast;
  LayerKernels kernels = LayerKernels::eager;
  Sharding sharding = Sharding::none;
  bool split = false;
  double ways = 1;  ///< accelerators that share states or layers
  double tp = 1, pp = 1, cp = 1, ep = 1;
  bool whole_logits = false;  ///< every rank that shares tensors makes the loss over all words
  double host_params = 0;     ///< of the base, that the host keeps
  double ranks = 1;           ///< accelerators of the job
  bool offload = false;
  MemoryReading reading = MemoryReading::device;
  bool uneven = false;

  double tokens() const { return batch * length / cp; }
};

/// What a recipe may mean. Weights sum to 1. \pre never empty
using MemoryMixture = Chances<MemoryPlan>;

/// The likeliest of them; of equals the first.
const MemoryPlan& likeliest(const MemoryMixture& mixture);

/// Dimensions from a row that gives none of `tied`: the choice of tied embeddings whose parameter count comes nearest
/// to `params`. `head_dim` 0: hidden / heads. \pre all other dimensions positive
ModelShape shape_from_dimensions(double params, double layers, double hidden, double heads, double kv_heads, double ffn,
                                 double vocab, double head_dim = 0);

/// Resolves a recipe. Throws nothing; a key that `hints` calls unstated takes all its values. A job of one's own
/// (`hints.reading` empty is then the framework's) reads as hints say. \pre model dimensions are known
MemoryMixture resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints);

/// The same for a plan whose every key is decided, as the device sees it.
MemoryMixture resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles);

/// Matrices of a feed-forward block, 3 gated or 2: whichever explains the parameter count better; 3 for expert models.
double feed_forward_matrices(const ModelShape& model);

/// Parameters of adapters of rank r: r x (in + out) over the adapted linear layers, times layers (hu-2021, 4.1).
/// Targets: "all-linear", or letters of q k v o and m (feed-forward). Expert layers have adapters on every expert.
double adapter_params(const ModelShape& model, double rank, std::string_view targets);

/// Inputs of the adapted matrices that a token passes in one layer, summed: of an expert layer those of the active
/// experts.
double adapted_width(const ModelShape& model, std::string_view targets);

}  // namespace pathfinder
