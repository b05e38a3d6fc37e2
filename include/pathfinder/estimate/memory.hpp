// Peak memory of one training step on one accelerator, with its parts.
//
//   peak     = max(backward, step) + context
//   backward = W + O + (G where gradients accumulate) + live + allocator x (A + max(logits, layer) + overlap x min)
//   step     = W + O + G + temporaries of the optimiser + live
//
// W, O, G: weights, optimiser states, gradients per rank (rajbhandari-2020, section 3); A: kept activations
// (chen-2016: one input per layer when recomputed); layer: what one layer keeps for its backward pass, counted by hand
// from the modelling code (training-memory-2026); logits: copies of the batch's logits that a loss holds at once.
// Only the larger phase counts: this is why short sequences cost the same up to a length. Constants and framework
// profiles are data: data/constants/memory.json, data/memory_profiles.json. All functions are pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

class Fields;

/// How a loss holds the logits: 32-bit copies (Hugging Face models), 16-bit logits under automatic mixed precision,
/// 16-bit throughout, compiled, chunk by chunk, fused with the output head.
enum class LossKind { upcast, autocast, native, compiled, chunked, fused };

/// What one layer keeps for its backward pass: ordinary kernels, normalisation fused, normalisation and gate fused.
enum class LayerKernels { eager, fused_norm, fused };

/// What a published figure counts: the device (nvidia-smi), PyTorch's reserved pool, PyTorch's allocated tensors.
enum class MemoryReading { device, torch_reserved, torch_allocated };

/// Numbers of a fully trained model: 16-bit with a 32-bit master copy, 32-bit weights under automatic mixed precision,
/// 16-bit only, 32-bit only.
enum class StateNumbers { fp32_master, amp, pure_16bit, fp32 };

/// One framework as data: what it does where a recipe says nothing.
struct MemoryProfile {
  std::string id;
  std::vector<std::string> fragments;  ///< lower-case parts of the name as stated; the first profile that matches wins
  std::string lora_targets = "all-linear";
  StateNumbers states = StateNumbers::pure_16bit;
  LossKind loss = LossKind::upcast;
  LayerKernels kernels = LayerKernels::eager;
  MemoryReading reading = MemoryReading::device;
  double adapter_bytes = 4;           ///< per adapter parameter: 4 where adapters are 32-bit
  double embedding_bytes_kbit = 4;    ///< per embedding parameter beside k-bit weights: 4 where they are cast to 32-bit
  double master_gradient_bytes = 2;   ///< per parameter, beside a 32-bit master copy
  bool foreach_step = true;           ///< the optimiser step makes temporaries of all parameters at once
  bool accumulates = true;            ///< gradients outlive a backward pass
  bool offloads_checkpoints = false;  ///< layer inputs wait on the host
  double seq_len = 1024;              ///< tokens, where no length is stated: the framework's cut-off
  bool proven = false;                ///< measured rows stand behind it
};

/// Something a name may say beside the framework, with what it changes.
struct MemoryFlag {
  std::string
      id;  ///< "compiled", "liger", "chunked-loss", "unsloth", "offload-activations", "in-backward", "deepspeed"
  std::vector<std::string> fragments;
};

/// data/memory_profiles.json. The last profile stands for all that match nothing.
struct MemoryProfiles {
  std::vector<MemoryProfile> profiles;
  std::vector<MemoryFlag> flags;
  std::vector<std::string>
      native_loss_models;  ///< names (lower case, no space, '-' or '_') whose code keeps 16-bit logits
};

/// The constants; meanings, units, priors and sources stand in data/constants/memory.json.
struct MemoryConstants {
  // fitted
  double context_gib = 0;
  double collectives_gib = 0;
  double allocator = 0;
  double layer = 0;
  double overlap = 0;
  double logits_upcast = 0;
  double logits_autocast = 0;
  double logits_native = 0;
  double four_bit_bytes = 0;
  double zero3_live_bytes = 0;
  double master_step_bytes = 0;
  double foreach_share = 0;
  // from theory or documentation
  double torch_context_gib = 0;
  double eight_bit_bytes = 0;
  double two_bit_bytes = 0;
  double logits_compiled = 0;
  double logits_chunked = 0;
  double logits_fused = 0;
  double offload_buffers = 0;
  double galore_8bit_bytes = 0;
  double galore_bytes = 0;
  double lisa_layers = 0;
  // interval: distance from the centre, as logarithms
  double interval_low = 0;
  double interval_high = 0;
  double interval_unproven = 0;
  double interval_sharded = 0;
};

/// One constant by its id; `prior` and `spread` (standard deviation of the logarithm) steer a refit, spread 0: not
/// fitted.
struct MemoryConstantRow {
  std::string_view id;  ///< "memory.context_gib"
  double MemoryConstants::*member;
  double prior;
  double spread;
};

/// Every constant, fitted ones first.
std::span<const MemoryConstantRow> memory_constant_rows();

/// Fills the constants through a look-up by id.
MemoryConstants memory_constants(const std::function<double(std::string_view)>& value);

/// Describes data/memory_profiles.json for reader and schema.
void describe_memory_profiles(Fields& fields, MemoryProfiles& profiles);

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
  double batch = 1, length = 0;  ///< sequences, tokens of each
  // what is trained
  bool base_trained = false;
  bool embeddings_trained = false;
  double adapter_params = 0;
  double adapter_bytes = 4;
  double quant_bits = 16;
  double embedding_bytes = 2;
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

/// Bytes of the parts, per accelerator. `backward` and `step` are the two phases without context.
struct MemoryParts {
  double base_weights = 0, adapter_weights = 0, gradients = 0, optimizer = 0, step = 0, live = 0;
  double kept = 0, layer = 0, logits = 0;
  double dynamic = 0;    ///< kept + larger of layer and logits + overlap x smaller
  double allocator = 0;  ///< what the allocator adds to `dynamic`
  double context = 0;
  double backward = 0, step_phase = 0;

  double peak() const { return (backward > step_phase ? backward : step_phase) + context; }
};

/// The profile a framework's name means, with what its flags change.
MemoryProfile memory_profile(const MemoryProfiles& profiles, std::string_view framework);

/// Dimensions from a row that gives none of `tied` and `head_dim`: the choice of tied embeddings whose parameter count
/// comes nearest to `params`. \pre all dimensions positive
ModelShape shape_from_dimensions(double params, double layers, double hidden, double heads, double kv_heads, double ffn,
                                 double vocab);

/// Resolves a recipe. The reading is the whole device unless `hints` says otherwise.
/// Throws nothing; what is 0 takes the profile's default. \pre model dimensions are known
MemoryPlan resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints = {});

/// Resolves a stated row; the reading is the one its framework publishes, the whole device for contexts at capacity.
MemoryPlan resolve_memory(const StatedMemory& row, const MemoryProfiles& profiles);

// --- the formulas, one function each; memory_parts is made of them ---

/// Matrices of a feed-forward block, 3 gated or 2: whichever explains the parameter count better; 3 for expert models.
double feed_forward_matrices(const ModelShape& model);

/// Parameters of adapters of rank r: r x (in + out) over the adapted linear layers, times layers (hu-2021, 4.1).
/// Targets: "all-linear", or letters of q k v o and m (feed-forward). Expert layers have adapters on every expert.
double adapter_params(const ModelShape& model, double rank, std::string_view targets);

/// Bytes of the base weights on one rank: 2 or 4 a parameter, k-bit for what is quantised; divided by ZeRO-3 and FSDP.
double base_weight_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of adapters and of copies of trained embeddings on one rank.
double adapter_weight_bytes(const MemoryPlan& plan);

/// Bytes of gradients on one rank: divided from ZeRO-2 on; one table where the optimiser runs inside the backward pass.
double gradient_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of optimiser states on one rank: 12 beside 16-bit weights (master copy and two moments), 8 in 32-bit, 4 in
/// 16-bit, 2 in 8-bit a trained parameter; divided by every ZeRO stage; 0 where they live on the host.
double optimizer_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of temporaries while the optimiser steps: 32-bit gradients beside a master copy (ZeRO-3: of a sub-group of at
/// most 1e9 parameters), or the lists of a "foreach" step.
double step_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of gathered parameters: ZeRO-3 keeps up to 1e9 live, FSDP two layers and the embeddings.
double live_parameter_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes kept by all layers between forward and backward: their inputs when recomputed, everything otherwise.
double kept_activation_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of one layer's working set: (20 h + 8 f + 4 kv) a token with ordinary kernels, 12 h where normalisation is
/// fused, 6 f where the gate is too; unfused attention adds 5 B heads S^2 (korthikanti-2022, eq. 1). 0 when nothing is
/// recomputed: the layers keep it all.
double layer_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of logits held at once: c x vocab x tokens, c by the kind of loss.
double logit_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// Bytes of context: driver context and library workspaces, collectives beside more than one rank; little of it in
/// PyTorch's own figures.
double context_bytes(const MemoryPlan& plan, const MemoryConstants& constants);

/// All parts of a plan.
MemoryParts memory_parts(const MemoryPlan& plan, const MemoryConstants& constants);

// --- what users get ---

/// Peak memory per accelerator with its 80 % interval and the lines of the larger phase ("line.memory.…").
Estimate<Bytes> training_memory(const MemoryPlan& plan, const MemoryConstants& constants);

/// The same for a recipe, as the device sees it.
Estimate<Bytes> training_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles,
                                const MemoryConstants& constants, const MemoryHints& hints = {});

/// The estimate of `plan` with the formula of each line and the parts it recomputes from.
Estimate<Bytes> explained(Estimate<Bytes> estimate, const MemoryPlan& plan, const MemoryConstants& constants);

/// The same estimate over all ranks, for figures that sum them.
Estimate<Bytes> over_ranks(Estimate<Bytes> per_accelerator, double ranks);

/// Decided at the upper end of the interval.
bool fits(const Estimate<Bytes>& estimate, Bytes capacity);

/// A recipe that needs less memory, and what was changed last ("recompute", "adamw-8bit", "zero2", "zero3", "lora",
/// "qlora", "offload").
struct CheaperRecipe {
  std::string change;
  TrainingRecipe recipe;
};

/// Recipes that need less memory than `recipe`, the mildest first, each with the changes before it: recompute, 8-bit
/// optimiser, ZeRO stages where there are ranks to share with, LoRA, QLoRA; last the method as it was with everything
/// before LoRA and its states on the host. What already holds or does not apply is left out.
std::vector<CheaperRecipe> cheaper_recipes(const TrainingRecipe& recipe);

// --- refit ---

/// A measured peak beside its plan; `ranks` > 1 where the figure sums accelerators.
struct MemoryObservation {
  MemoryPlan plan;
  double ranks = 1;
  Bytes measured;
};

/// Fitted constants by coordinate descent in logarithms from the priors: Huber loss of the log errors at 0.1 (in units
/// of 0.1) plus half the squared distance to the priors in units of their spread. Deterministic, well under a second
/// for a few hundred rows. Constants that are not fitted keep the values of `fixed`.
MemoryConstants refit_memory(std::span<const MemoryObservation> rows, const MemoryConstants& fixed);

}  // namespace pathfinder
