// GPU-hours of a training job: model FLOPs over peak times utilisation, and what does not scale with FLOPs.
//
//   steady = max(linear + attention + recomputation, launch, exchange) + exchange within groups + bubble
//            + dequantisation + offload + optimizer
//   whole  = steady x (1 + steady / 100 GPU-hours)^w          only for a whole job, not for a benchmark
//
// FLOPs per token: 6 N dense, 4 N with frozen weights (kaplan-2020, hu-2021), attention 12 L h k over k mean keys
// (palm-paper, appendix B; causal flash kernels see s/2 of them, dao-2023). Recomputation costs time, it is not
// utilisation. Every number is a constant of data/constants/training.json, fitted on published runs by ridge
// regression on logarithms toward the effects measured within single sources (training-runs-2026).
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

/// How well a stack uses the device: written for it, ordinary PyTorch, or not known.
enum class StackClass { tuned, native, unstated };

/// One row of data/frameworks.json: which names it answers to and how it runs.
struct FrameworkRow {
  std::string id;
  std::vector<std::string> fragments;  ///< lower case
  StackClass stack = StackClass::native;
  bool fused_kernels = false;    ///< few launches per layer
  bool whole_layer_fp8 = false;  ///< FP8 runs the whole layer, not single matrix products
  bool loops_experts = false;    ///< experts run one after the other, each its own small products
};

/// Something a framework's name may say beside its kind, e.g. "compiled".
struct FrameworkFlag {
  std::string id;
  std::vector<std::string> fragments;
  std::vector<std::string> except;
};

/// data/frameworks.json, in its order: the first row that matches counts.
struct FrameworkTable {
  std::vector<FrameworkRow> frameworks;
  std::vector<FrameworkFlag> flags;
};

/// What the name of a framework says.
struct StackTraits {
  std::string framework;  ///< id of the row; empty: none matched
  StackClass stack = StackClass::unstated;
  bool fused_kernels = false;
  bool whole_layer_fp8 = false;
  bool loops_experts = false;
  bool compiled = false;
  bool says_packed = false;
  bool says_offload = false;
  bool says_no_flash = false;
  double micro_batch = 0;  ///< "bs 2" or "batch 4" in the name; 0: not said
};

/// Kinds of run whose errors differ in size. The first three: benchmarks of dense models on datacenter accelerators of
/// NVIDIA, by generation.
enum class ResidualClass {
  hopper,
  blackwell,
  older,
  experts,
  other_vendor,
  workstation,
  adapters,
  whole_run,
  short_examples,
  estimated_lengths
};
template <>
inline constexpr std::array<std::string_view, 10> enum_words<ResidualClass> = {
    "hopper",      "blackwell", "older",     "experts",        "other_vendor",
    "workstation", "adapters",  "whole_run", "short_examples", "estimated_lengths"};

/// Distance of the 80 % interval from its centre, as logarithms.
struct LogInterval {
  double low = 0;
  double high = 0;
};

/// The constants of the formulas below; meanings, units, priors and sources stand in data/constants/training.json.
struct TrainingConstants {
  double base = 0;
  double balance_exponent = 0;
  double no_bf16 = 0;
  double tpu = 0;
  double other_vendor = 0;
  double native_stack = 0;
  double unstated_stack = 0;
  double compiled = 0;
  double unpacked = 0;
  double single_gpu = 0;
  double one_node = 0;
  double adapters = 0;
  double experts = 0;
  double expert_width_exponent = 0;
  double expert_loop = 0;
  double padding_exponent = 0;
  double fp16 = 0;
  double no_flash = 0;
  double fp8_whole_layer = 0;
  double fp8_generic = 0;
  double fp8_expert_width = 0;
  double scaling_exponent = 0;
  double link_share = 0;
  double whole_run_exponent = 0;
  double launch_seconds_per_layer = 0;
  double launch_fused = 0;
  double dequantisation_ms_per_pass = 0;
  double dequantisation_gptq = 0;
  double offload_seconds = 0;
  double offload_stream_gb_per_s = 0;
  double optimizer_bytes_per_parameter = 0;
  double fp32_tf32 = 0;
  double fp32_plain = 0;
  std::array<LogInterval, enum_words<ResidualClass>.size()> interval;  ///< by ResidualClass
  LogInterval unmeasured_vendor;
};

/// One constant by its id, for `--refit`: which member it is.
struct TrainingConstantRow {
  std::string_view id;  ///< "training.utilisation.base"
  double TrainingConstants::*member;
};

/// GPU time of the parts of a job. Computing, launching and exchanging overlap: the shorter ones are hidden and read 0.
struct TrainingParts {
  Seconds linear;         ///< products with weights, forward and backward
  Seconds attention;      ///< scores and their use
  Seconds recomputation;  ///< the second forward pass of full activation checkpointing
  Seconds reference;      ///< the forward pass of a frozen model beside the trained one
  Seconds launch;         ///< where kernels are launched more slowly than they compute
  Seconds exchange;       ///< where links between cards move weights and gradients more slowly than they compute
  Seconds tensor, sequence, expert;  ///< waits of ranks that share tensors, sequences, experts for each other
  Seconds bubble;                    ///< stages of a pipeline without work at both ends of a step
  Seconds dequantisation;
  Seconds offload;
  Seconds optimizer;
  Seconds whole_run;  ///< restarts, evaluation, checkpoints

  Seconds steady() const {
    return linear + attention + recomputation + reference + launch + exchange + tensor + sequence + expert + bubble +
           dequantisation + offload + optimizer;
  }
  Seconds total() const { return steady() + whole_run; }
};

/// The constants that `--refit` moves, in the order of the data file.
std::span<const TrainingConstantRow> training_constant_rows();

/// Fills the constants through a look-up by id ("training.utilisation.base" → 0.51).
TrainingConstants training_constants(const std::function<double(std::string_view)>& value);

/// Reads a framework as people state it. Case does not matter; what no row knows is `unstated`.
StackTraits stack_traits(const FrameworkTable& table, std::string_view framework);

/// Parameters that work on one token: active ones of an expert model, else all.
double working_params(const ModelShape& model);

/// Floating-point operations per trained token in products with weights: 6 N, or 4 N where the weights are frozen and
/// get no gradient (no weight gradients for LoRA). Sources: kaplan-2020 2.1; hu-2021 4.2.
double linear_flops_per_token(const TrainingLoad& load, double working_params);

/// Mean number of keys one query sees in a sequence of `length` tokens: half of it with causal flash kernels, all of it
/// without; a sliding window bounds it. Source: dao-2023 3.1.1.
double mean_keys(double length, double sliding_window, bool flash_attention);

/// Floating-point operations per trained token in attention, forward and backward: 12 L h k for k mean keys.
/// Unknown layers or width are those of a typical shape, N = 12 L h^2 with h = 128 L. Source: palm-paper, appendix B.
double attention_flops_per_token(const ModelShape& model, double mean_keys);

/// Model FLOPs of the whole job, a reference model's among them; recomputation not counted.
Flops training_flops(const TrainingRecipe& recipe);

/// FLOPs that the second forward pass of full recomputation adds; 0 for none or selective.
Flops recomputation_flops(const TrainingRecipe& recipe);

/// FLOPs of the forward pass of a reference model over the same tokens: 2 N and a third of the attention's forward and
/// backward; 0 without one. Source: rafailov-2023, eq. 7.
Flops reference_flops(const TrainingRecipe& recipe);

/// Peak rate of the 16-bit or 32-bit matrix units in FLOP/s, for the precision of the recipe (FP8 counts as 16 bit: its
/// gain is a constant of its own). 0 when the device's rate is not known.
double training_peak(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Share of that peak that executed FLOPs reach, before strong scaling.
double utilisation(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants);

/// Factor at most 1 on utilisation when the global batch is fixed and spread over many accelerators.
double strong_scaling(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Speed-up of matrix products by FP8; 1 in other precisions and on devices known to have no FP8; less of it the
/// narrower a model's experts are.
double fp8_speedup(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants);

/// Tokens that pass the layers at once on one accelerator: the micro-batch stated, else the share of the global batch,
/// else 4 examples; at most 8,192 or one sequence, but for a micro-batch that is stated.
double micro_batch_tokens(const TrainingRecipe& recipe);

/// Least GPU time of all micro-batches: layers x launches, however little there is to compute; every rank that shares
/// tensors or a sequence launches for itself.
Seconds launch_floor(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants);

/// Least GPU time that slow links (up to 128 GB/s, PCIe) need for what cards exchange in every micro-batch: gradients,
/// and the weights too where one card does not hold them with their states. 0 over faster links, whose exchange hides
/// behind computing, and for adapters whose frozen base fits on each card.
Seconds exchange_time(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// What ranks of one group send each other, over the link that joins that many, in GPU time.
struct GroupExchange {
  double ranks = 1;
  double bytes = 0;   ///< a token and layer, all ranks of the group together
  double layers = 0;  ///< that exchange
  double link = 0;    ///< GB/s, one way, of a card
  Seconds time;       ///< all of it, hidden behind computing or not
};

/// Ranks that share tensors sum the outputs of attention and of the feed-forward block, in every pass over a layer; a
/// ring sum moves 2 (r - 1) / r of them. Source: shoeybi-2019, 3.
GroupExchange tensor_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Ranks that share sequences pass keys and values round, and their gradients on the way back. Source: liu-2023-ring.
GroupExchange sequence_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Ranks that share experts send a token to each of its experts and back, in every pass. Source: lepikhin-2020.
GroupExchange expert_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Micro-batches that each pipeline works off in a step; 0 where the global batch is not stated.
double pipeline_micro_batches(const TrainingRecipe& recipe);

/// Ranks that hold, or share, the same part of the model.
double data_ranks(const TrainingRecipe& recipe);

/// GPU time to expand quantised weights, once a pass: forward, backward, recomputation. 0 for 16-bit weights.
Seconds dequantisation(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// GPU time spent waiting for the host: optimiser states there, or frozen weights streamed from there.
Seconds offload_time(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// GPU time of the optimiser's memory traffic in full fine-tuning, one step a micro-batch or as the global batch says.
Seconds optimizer_time(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Factor at least 1 of a whole job over its steady time: the longer, the more restarts and evaluations.
double whole_run_overhead(GpuHours steady, const TrainingConstants& constants);

/// What of a training does not hang on how many tokens it takes: made once for a recipe, its time for any number of
/// them is a few products.
struct TrainingPace {
  double peak = 0;          ///< training_peak()
  double rate = 0;          ///< FLOP/s that are reached
  double fp8 = 1;           ///< of it in products with weights
  double linear = 0;        ///< FLOPs a token in these, forward and backward
  double forward = 0;       ///< forward alone
  double attention = 0;     ///< FLOPs a token in attention, forward and backward
  bool recomputes = false;  ///< a second forward pass
  bool reference = false;   ///< one of a reference model
  double micro_batch = 1;   ///< tokens
  Seconds launch;           ///< a micro-batch, here and below
  Seconds exchange;
  Seconds dequantisation;
  Seconds offload;
  Seconds optimizer;
  Seconds tensor;  ///< what ranks of a group send each other
  Seconds sequence;
  Seconds expert;
  bool tuned = false;  ///< that hides behind products
  double bubble = 0;   ///< share of the steady time that stages of a pipeline wait
  bool whole_run = false;
  double below = 1;  ///< ends of the time over its middle
  double above = 1;
};

/// \pre working_params > 0, training_peak > 0. `lengths_estimated`: the mean length of the examples is a guess
TrainingPace training_pace(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants,
                           bool lengths_estimated = false);

/// Model FLOPs of this many tokens: training_flops() of the recipe.
Flops training_flops(const TrainingPace& pace, double tokens);

/// All parts. \pre tokens >= 0
TrainingParts training_parts(const TrainingPace& pace, double tokens, const TrainingConstants& constants);
TrainingParts training_parts(const TrainingRecipe& recipe, const StackTraits& stack,
                             const TrainingConstants& constants);

/// Which errors this run's prediction shares. `lengths_estimated`: the mean length of the examples is a guess.
ResidualClass residual_class(const TrainingRecipe& recipe, bool lengths_estimated = false);

/// Whether a training run on a device of this vendor was among those measured.
bool measured_vendor(std::string_view vendor);

/// GPU-hours of this many tokens with their 80 % interval: the range of training_time().
Interval<GpuHours> training_range(const TrainingPace& pace, double tokens, const TrainingConstants& constants);

/// GPU-hours with their 80 % interval; the breakdown's lines sum to the central value. More tokens or parameters never
/// take less. \pre as training_parts
Estimate<GpuHours> training_time(const TrainingRecipe& recipe, const StackTraits& stack,
                                 const TrainingConstants& constants, bool lengths_estimated = false);

/// The estimate of `recipe` with the formula of each line and the parts it recomputes from; the utilisation and, where
/// many accelerators share a batch, the scaling stand beside them.
Estimate<GpuHours> explained(Estimate<GpuHours> time, const TrainingRecipe& recipe, const StackTraits& stack,
                             const TrainingConstants& constants);

/// What no software can beat: all operations at the accelerator's peak.
GpuHours least_training_time(const TrainingRecipe& recipe, const TrainingConstants& constants);

/// Time by the clock. [training.wall]
Estimate<Hours> wall_time(const Estimate<GpuHours>& time, double accelerators);

/// Whether `observed` would need more than the dense peak of the precision (FP8: twice the 16-bit peak), recomputation
/// that was stated counted: such a row measures something else and is left out of summaries.
bool exceeds_machine(const TrainingRecipe& recipe, GpuHours observed, const TrainingConstants& constants);

}  // namespace pathfinder
