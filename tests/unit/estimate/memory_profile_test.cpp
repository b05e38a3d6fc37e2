// What a framework's name says.
#include "pathfinder/estimate/memory_profile.hpp"

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("a framework's name finds its profile and flags", "[estimate]") {
  const MemoryProfiles all = profiles();
  CHECK(memory_profile(all, "torchtune 0.5").id == "torchtune");
  CHECK(memory_profile(all, "LLaMA-Factory Unsloth+FA2").id == "llama-factory");
  CHECK(memory_profile(all, "LLaMA-Factory Unsloth+FA2").loss == LossKind::fused);
  CHECK_FALSE(memory_profile(all, "LLaMA-Factory Unsloth+FA2").offloads_checkpoints);
  CHECK(memory_profile(all, "unsloth").offloads_checkpoints);
  CHECK(memory_profile(all, "HF Trainer + DeepSpeed ZeRO-3").states == StateNumbers::fp32_master);
  CHECK(memory_profile(all, "HF Trainer + Liger").kernels == LayerKernels::fused);
  CHECK(memory_profile(all, "something of ours").id == "other");
  CHECK(memory_profile(all, "").id == "other");
}

TEST_CASE("models with 16-bit logits of their own are found by name", "[estimate]") {
  StatedMemory row;
  row.shape = llama_2_7b();
  row.method = "lora";
  row.precision = "bf16";
  row.framework = "HF";
  row.model = "Qwen-7B";
  CHECK(resolve_memory(row, profiles()).loss == LossKind::autocast);
  row.precision = "fp16";
  CHECK(resolve_memory(row, profiles()).loss == LossKind::native);
  row.model = "Qwen1.5-7B";
  CHECK(resolve_memory(row, profiles()).loss == LossKind::upcast);
}
