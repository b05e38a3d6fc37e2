// What is run: the plain structs that `advise`, `estimate` and `backtest` all fill and hand to the same formulas.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/language_model.hpp"
#include "pathfinder/core/training_kind.hpp"

namespace pathfinder {

enum class Sharding { none, zero1, zero2, zero3, fsdp };
enum class Optimizer {
  adamw_fp32_master,
  adamw_bf16,
  adamw_8bit,
  paged_adamw_8bit,
  in_backward,
  galore,
  lisa,
  sgd,
  adamw_fp32,
  adamw_4bit,
  galore_8bit,
  apollo,
  badam,
  lomo,
  muon
};
template <>
inline constexpr std::array<std::string_view, 15> enum_words<Optimizer> = {
    "adamw",      "adamw-bf16", "adamw-8bit",  "paged-adamw-8bit", "in-backward", "galore", "lisa", "sgd",
    "adamw-fp32", "adamw-4bit", "galore-8bit", "apollo",           "badam",       "lomo",   "muon"};
enum class Recompute : std::int64_t { none, selective, full };

/// Ranks of a training job that share one piece of work: tensors, layers, each sequence, experts. Copies of the model,
/// or shards of it, are among what is left over.
struct TrainingLayout {
  double tp = 1, pp = 1, cp = 1, ep = 1;
};

/// One training job. Lengths in tokens, counts in pieces; what is 0 is not stated and takes the profile's default.
struct TrainingRecipe {
  ModelShape model;
  Gpu gpu;
  TrainingLoad load;  ///< what its kind of training asks for
  double gpu_count = 1;
  double nodes = 1;
  TrainingLayout layout;
  double tokens = 0;        ///< trained tokens in all: examples x epochs x mean length, padding not counted
  double seq_len = 2048;    ///< packed length, or the cut-off where examples are not packed
  double mean_length = 0;   ///< mean example length where examples are not packed; 0: packed
  double micro_batch = 1;   ///< sequences per accelerator and step
  double global_batch = 0;  ///< sequences per optimiser step; 0: grows with the accelerators
  bool packed = true;
  bool whole_run = true;           ///< restarts, evaluation and checkpoints included; false: steady-state benchmark
  std::string precision = "bf16";  ///< "bf16", "fp16", "fp8", "fp32"
  std::string framework;           ///< as stated; the stack class and memory profile are found by name fragments
  Recompute recompute = Recompute::full;
  bool flash_attention = true;
  Optimizer optimizer = Optimizer::adamw_fp32_master;
  Sharding sharding = Sharding::none;
  double sharding_ways = 1;
  bool offload = false;  ///< optimiser states on the host
  double lora_rank = 16;
  std::string lora_targets;  ///< "all-linear", "qkv", "qv"; empty: the profile's default
  bool train_embeddings = false;
  double quant_bits = 16;  ///< bits of the frozen base weights, where adapters are trained
  std::string peft_type;   ///< "lora", "dora", "vera", "ia3", "oft", … as stated
};

/// One serving deployment and its load. Lengths in tokens.
struct ServingSetup {
  ModelShape model;
  Gpu gpu;
  double gpu_count = 1;
  double nodes = 1;
  double tp = 0;  ///< tensor-parallel width of a replica; 0: the smallest that fits
  double pp = 1;
  double attention_dp = 1;
  double moe_tp = 0;
  double moe_ep = 0;
  std::string precision = "bf16";  ///< of weights: "bf16", "fp8", "fp4", "int8", "int4", "awq", "gptq-int4", …
  std::string cache_precision;     ///< of the key-value cache: "bf16", "fp8"; empty: as the engine does by itself
  std::string engine = "vllm";     ///< as stated; the profile is found by name fragments
  std::string scenario;            ///< "offline", "server", "single stream", …
  double input_len = 1000;
  double output_len = 300;
  double concurrency = 0;  ///< requests in flight over the whole system; 0: unlimited (memory decides)
};

}  // namespace pathfinder
