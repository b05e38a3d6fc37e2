#include "pathfinder/estimate/memory_stated.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

Optimizer optimizer_of(std::string_view method, std::string_view said) {
  const bool eight = any_of(said, {"8bit", "8-bit", "8 bit"});
  if (any_of(method, {"galore"}) || any_of(said, {"galore"})) return eight ? Optimizer::galore_8bit : Optimizer::galore;
  if (any_of(method, {"apollo"}) || any_of(said, {"apollo"})) return Optimizer::apollo;
  if (any_of(method, {"badam"}) || any_of(said, {"badam"})) return Optimizer::badam;
  if (any_of(method, {"lisa"}) || any_of(said, {"lisa"})) return Optimizer::lisa;
  if (any_of(method, {"lomo"}) || any_of(said, {"lomo"})) return Optimizer::lomo;
  if (any_of(said, {"4bit", "4-bit", "4 bit"})) return Optimizer::adamw_4bit;
  if (eight) return Optimizer::adamw_8bit;
  if (any_of(said, {"muon"})) return Optimizer::muon;
  if (said == "sgd") return Optimizer::sgd;
  return Optimizer::adamw_fp32_master;
}

Sharding sharding_of(std::string_view said) {
  if (any_of(said, {"none"})) return Sharding::none;
  if (any_of(said, {"fsdp", "full_shard", "full shard"})) return Sharding::fsdp;
  const auto stage = [&](std::string_view number) {
    for (const std::string_view word : {"zero", "zero-", "zero ", "stage", "stage-", "stage "}) {
      if (said.find(std::string(word) + std::string(number)) != std::string_view::npos) return true;
    }
    return said == number;
  };
  if (stage("3")) return Sharding::zero3;
  if (stage("2")) return Sharding::zero2;
  return stage("1") || any_of(said, {"distributed optimizer"}) ? Sharding::zero1 : Sharding::none;
}

/// The number behind a word: 8 of "tp 8", "tp=8", "tp8"; 1 where the word does not stand there with one.
double count_behind(std::string_view said, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    const std::size_t found = said.find(word);
    if (found == std::string_view::npos) continue;
    if (found > 0 && std::isalpha(static_cast<unsigned char>(said[found - 1])) != 0) continue;
    std::size_t at = found + word.size();
    while (at < said.size() && (said[at] == ' ' || said[at] == '=' || said[at] == '-')) ++at;
    double count = 0;
    for (; at < said.size() && std::isdigit(static_cast<unsigned char>(said[at])) != 0; ++at) {
      count = 10 * count + (said[at] - '0');
    }
    if (count > 0) return count;
  }
  return 1;
}

/// Which layers adapters stand on, in letters of q k v o m; the names of modules read as well. Empty: not said.
std::string targets_of(std::string_view said) {
  if (any_of(said, {"all"})) return "all-linear";
  if (said.find_first_not_of("qkvom, +") == std::string_view::npos) return std::string(said);
  if (any_of(said, {"attention", "attn"}) && !any_of(said, {"c_attn"})) return "qkvo";
  std::string letters;
  const auto add = [&](std::string_view layers, std::initializer_list<std::string_view> names) {
    if (any_of(said, names)) letters += layers;
  };
  add("qkv", {"query_key_value", "qkv", "c_attn", "w_pack"});
  add("q", {"q_", "query"});
  add("k", {"k_", "key"});
  add("v", {"v_", "value"});
  add("o", {"o_proj", "out_proj", "c_proj", "dense", "wo"});
  add("m", {"gate", "up_", "down_", "mlp", "fc", "h_to_4h", "w1"});
  return letters;
}

/// Prefixes and prompts: a few vectors are trained, no matrix.
bool trains_prompts(std::string_view method) {
  return any_of(method, {"p-tuning", "ptuning", "p tuning", "prompt", "prefix"});
}

std::optional<MemoryReading> reading_of(const StatedMemory& row, std::string_view said) {
  if (row.kind == "max_context_at_capacity") return MemoryReading::device;
  if (any_of(said, {"alloc", "mlx"})) return MemoryReading::torch_allocated;
  if (any_of(said, {"reserved"})) return MemoryReading::torch_reserved;
  if (any_of(said, {"smi", "device"})) return MemoryReading::device;
  return std::nullopt;
}

}  // namespace

ReadMemory read_stated(const StatedMemory& row, const MemoryProfiles& profiles) {
  ReadMemory read;
  TrainingRecipe& recipe = read.recipe;
  MemoryHints& hints = read.hints;
  const std::string method = lower(row.method), optimizer = lower(row.optimizer), sharding = lower(row.sharding);
  const std::string framework = lower(row.framework);
  recipe.model = row.shape;
  recipe.framework = row.framework;
  recipe.precision = row.precision;
  recipe.micro_batch = row.micro_batch;
  recipe.seq_len = row.seq_len;
  recipe.recompute = row.checkpointing.value_or(true) ? Recompute::full : Recompute::none;
  recipe.flash_attention = row.flash_attention.value_or(true);
  recipe.lora_rank = row.lora_rank;
  recipe.lora_targets = targets_of(lower(row.lora_targets));
  recipe.peft_type = trains_prompts(method) ? "prompt" : method;
  recipe.train_embeddings = any_of(method, {"emb"});
  const bool kbit = any_of(method, {"qlora"}) || (row.quant_bits > 0 && row.quant_bits < 16);
  const bool frozen =
      kbit || trains_prompts(method) || any_of(method, {"lora", "dora", "peft", "ia3", "vera", "adapter"});
  recipe.load.trained = frozen ? Trained::adapters : Trained::all_weights;
  recipe.quant_bits = !kbit ? 16 : row.quant_bits > 0 && row.quant_bits < 16 ? row.quant_bits : 4;
  if (any_of(method, {"dpo"})) {
    recipe.load.sequences_per_example = 2;
    recipe.load.reference = frozen ? Reference::same_weights : Reference::copy;
  }
  recipe.optimizer = optimizer_of(method, optimizer);
  if (any_of(optimizer, {"pure", "bf16 master"}) && !any_of(lower(row.precision), {"pure"})) {
    recipe.precision = "pure " + recipe.precision;
  }

  hints.split = any_of(sharding, {"split"}) || any_of(framework, {"pipeline", "device_map"});
  recipe.sharding = hints.split ? Sharding::none : sharding_of(sharding);
  const std::string layout = sharding + " " + framework;
  TrainingLayout& parts = recipe.layout;
  parts.tp = count_behind(layout, {"tp", "tensor parallel", "tensor-parallel"});
  parts.pp = count_behind(layout, {"pp", "pipeline parallel"});
  parts.cp = count_behind(layout, {"cp", "context parallel", "sequence parallel", "ring attention", "ulysses"});
  parts.ep = count_behind(layout, {"ep", "expert parallel", "expert-parallel"});
  recipe.gpu_count = std::max(1.0, row.sharding_ways);
  const bool whole_sequence = parts.cp > 1 || !any_of(layout, {"ring attention", "ulysses", "sequence parallel"});
  if (!whole_sequence && parts.tp * parts.pp <= 1) parts.cp = recipe.gpu_count;
  recipe.sharding_ways = std::max(1.0, recipe.gpu_count / (parts.tp * parts.pp));
  hints.experts_on_host = any_of(layout, {"ktransformers", "expert offload", "experts on cpu", "experts on the cpu"});
  recipe.offload = any_of(sharding, {"offload"}) || any_of(optimizer, {"cpu offload"});

  hints.model = row.model;
  hints.optimizer_stated = false;
  hints.precision_stated = !row.precision.empty();
  hints.length_stated = row.seq_len > 0;
  hints.batch_stated = row.micro_batch > 0;
  hints.recompute_stated = row.checkpointing.has_value();
  hints.flash_stated = row.flash_attention.has_value();
  if (row.packed) hints.even_lengths = *row.packed;
  hints.paged = any_of(optimizer, {"paged"});
  hints.in_backward = any_of(optimizer, {"backward", "bwd", "lomo"}) || says(profiles, "in-backward", framework);
  hints.reading = reading_of(row, lower(row.reading));
  return read;
}

MemoryMixture resolve_memory(const StatedMemory& row, const MemoryProfiles& profiles) {
  const ReadMemory read = read_stated(row, profiles);
  return resolve_memory(read.recipe, profiles, read.hints);
}

}  // namespace pathfinder
