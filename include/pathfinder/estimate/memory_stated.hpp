// A published row of training memory, in the words of its source, read as a recipe: what it leaves out stays unsaid.
#pragma once

#include <optional>
#include <string>

#include "pathfinder/estimate/memory_plan.hpp"

namespace pathfinder {

/// A row of published memory as people state it; words as in the rows, 0 or empty where nothing is said.
struct StatedMemory {
  std::string model;
  ModelShape shape;
  std::string method;     ///< "full", "lora", "qlora", "lora+emb", "galore", "lisa", "dora", "dpo qlora", "grpo", …
  std::string optimizer;  ///< "adamw", "adamw8bit", "paged adamw 8bit", "galore 8bit", "muon", …
  std::string precision;  ///< "bf16", "fp16", "fp32", "amp bf16", "pure bf16"
  std::string sharding;   ///< "none", "zero3", "fsdp", "zero3+offload", "model-split", …
  std::string framework;  ///< with what it says of loss, kernels and offload
  std::string kind;       ///< "max_context_at_capacity" counts the whole card
  std::string reading;    ///< "max_memory_allocated", "reserved", "nvidia-smi"
  std::string lora_targets;
  double lora_rank = 0;
  double quant_bits = 0;
  double micro_batch = 0;
  double seq_len = 0;
  double sharding_ways = 0;
  std::optional<bool> checkpointing, flash_attention, packed;
};

/// What the words of a row mean.
struct ReadMemory {
  TrainingRecipe recipe;
  MemoryHints hints;
};
ReadMemory read_stated(const StatedMemory& row, const MemoryProfiles& profiles);

/// Resolves a stated row; a reading it does not say is one that its framework's users publish, the whole device for
/// contexts at capacity.
MemoryMixture resolve_memory(const StatedMemory& row, const MemoryProfiles& profiles);

}  // namespace pathfinder
