// What training frameworks do with memory where a recipe says nothing: data/memory_profiles.json. What a framework
// always does is a value; what its users choose is a list of chances.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

class Fields;

/// How a loss holds the logits: 32-bit copies (Hugging Face models), 16-bit logits under automatic mixed precision,
/// 16-bit throughout, compiled, chunk by chunk, fused with the output head or cut to the labels.
enum class LossKind : std::int64_t { upcast, autocast, native, compiled, chunked, fused };
template <>
inline constexpr std::array<std::string_view, 6> enum_words<LossKind> = {"upcast",   "autocast", "native",
                                                                         "compiled", "chunked",  "fused"};

/// What one layer keeps for its backward pass: ordinary kernels, normalisation fused, normalisation and gate fused.
enum class LayerKernels { eager, fused_norm, fused };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<LayerKernels> = {"eager", "fused-norm", "fused"};

/// What a published figure counts: the device (nvidia-smi), PyTorch's reserved pool, PyTorch's allocated tensors.
enum class MemoryReading : std::int64_t { device, torch_reserved, torch_allocated };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<MemoryReading> = {"device", "reserved", "allocated"};

/// Numbers of a fully trained model: 16-bit with a 32-bit master copy, 32-bit weights under automatic mixed precision,
/// 16-bit only, 32-bit only.
enum class StateNumbers : std::int64_t { fp32_master, amp, pure_16bit, fp32 };
template <>
inline constexpr std::array<std::string_view, 4> enum_words<StateNumbers> = {"fp32-master", "amp", "pure-16bit",
                                                                             "fp32"};

template <>
inline constexpr std::array<std::string_view, 3> enum_words<Recompute> = {"none", "selective", "full"};

/// One value that an unsaid key may have, and how often it has it. Words of a profile are as wide as the weight: no
/// bytes lie unused between them, as in Instruction.
template <class Value>
struct Chance {
  static_assert(!std::is_enum_v<Value> || sizeof(Value) == sizeof(double));
  Value value;
  double weight = 1;
};
template <class Value>
using Chances = std::vector<Chance<Value>>;

/// What recipes of a framework mean where they say nothing; an empty list takes that of the last profile.
struct MemoryHabits {
  Chances<double> length;               ///< tokens of a sequence
  Chances<double> batch;                ///< sequences an accelerator takes at once
  Chances<double> rank;                 ///< of adapters
  Chances<std::string> targets;         ///< adapted layers: "all-linear", or letters of q k v o m
  Chances<std::string> expert_targets;  ///< the same where the model has experts
  Chances<Recompute> recompute;
  Chances<double> flash;                ///< 1: attention keeps no scores; 0: it does
  Chances<MemoryReading> reading;       ///< what a published figure counts
  Chances<StateNumbers> states;         ///< where 16-bit numbers are said
  Chances<StateNumbers> states_fsdp;    ///< the same under FSDP
  Chances<StateNumbers> states_unsaid;  ///< where no numbers are said
  Chances<LossKind> loss;
  Chances<LossKind> loss_pure;    ///< where all numbers have 16 bits
  Chances<double> residual_kbit;  ///< bytes of a number between layers, over a k-bit base
  Chances<double> residual_amp;   ///< the same under automatic mixed precision
  Chances<double> whole_logits;   ///< 1: ranks that share tensors make the loss over all words each; 0: over their part
  Chances<double> uneven;         ///< 1: lengths change from step to step, and the allocator's pool frays
};

/// One framework as data: what it does where a recipe says nothing.
struct MemoryProfile {
  std::string id;
  std::vector<std::string> fragments;  ///< lower-case parts of the name as stated; the first profile that matches wins
  LayerKernels kernels = LayerKernels::eager;
  double adapter_bytes = 4;           ///< per adapter parameter: 4 where adapters are 32-bit
  double embedding_bytes_kbit = 4;    ///< per embedding parameter beside k-bit weights: 4 where they are cast to 32-bit
  double master_gradient_bytes = 2;   ///< per parameter, beside a 32-bit master copy
  bool foreach_step = true;           ///< the optimiser step makes temporaries of all parameters at once
  bool accumulates = true;            ///< gradients outlive a backward pass
  bool offloads_checkpoints = false;  ///< layer inputs wait on the host
  bool adapter_inputs = true;         ///< adapters keep casts of their inputs; false: own kernels that do not
  MemoryHabits habits;
};

/// Something a name may say beside the framework, with what it changes.
struct MemoryFlag {
  std::string id;  ///< "compiled", "fused-loss", "liger", "chunked-loss", "unsloth", "offload-activations", …
  std::vector<std::string> fragments;
};

/// data/memory_profiles.json. The last profile stands for all that match nothing.
struct MemoryProfiles {
  std::vector<MemoryProfile> profiles;
  std::vector<MemoryFlag> flags;
  std::vector<std::string>
      native_loss_models;  ///< names (lower case, no space, '-' or '_') whose code keeps 16-bit logits
};

/// Describes data/memory_profiles.json for reader and schema.
void describe_memory_profiles(Fields& fields, MemoryProfiles& profiles);

/// The profile a framework's name means, with what its flags change; habits it has none of are those of the last one.
MemoryProfile memory_profile(const MemoryProfiles& profiles, std::string_view framework);

/// Whether a name, in lower case, says what the flag stands for.
bool says(const MemoryProfiles& profiles, std::string_view flag, std::string_view name);

/// Whether a model's own code keeps 16-bit logits.
bool keeps_native_logits(const MemoryProfiles& profiles, std::string_view model);

}  // namespace pathfinder
