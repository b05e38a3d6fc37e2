// What training frameworks do with memory where a recipe says nothing: data/memory_profiles.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

/// Describes data/memory_profiles.json for reader and schema.
void describe_memory_profiles(Fields& fields, MemoryProfiles& profiles);

/// The profile a framework's name means, with what its flags change.
MemoryProfile memory_profile(const MemoryProfiles& profiles, std::string_view framework);

/// Whether a name, in lower case, says what the flag stands for.
bool says(const MemoryProfiles& profiles, std::string_view flag, std::string_view name);

/// Whether a model's own code keeps 16-bit logits.
bool keeps_native_logits(const MemoryProfiles& profiles, std::string_view model);

}  // namespace pathfinder
