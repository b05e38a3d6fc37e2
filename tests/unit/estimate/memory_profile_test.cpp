// What a framework's name says, and what its users mean by what they leave out.
#include "pathfinder/estimate/memory_profile.hpp"

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

namespace {

double share_of(const Chances<LossKind>& losses, LossKind kind) {
  double share = 0;
  for (const Chance<LossKind>& one : losses) share += one.value == kind ? one.weight : 0;
  return share;
}

template <class Value>
double sum_of(const Chances<Value>& chances) {
  double sum = 0;
  for (const Chance<Value>& one : chances) sum += one.weight;
  return sum;
}

}  // namespace

TEST_CASE("a framework's name finds its profile and flags", "[estimate]") {
  const MemoryProfiles all = profiles();
  CHECK(memory_profile(all, "torchtune 0.5").id == "torchtune");
  CHECK(memory_profile(all, "LLaMA-Factory Unsloth+FA2").id == "llama-factory");
  CHECK(share_of(memory_profile(all, "LLaMA-Factory Unsloth+FA2").habits.loss, LossKind::fused) == 1);
  CHECK_FALSE(memory_profile(all, "LLaMA-Factory Unsloth+FA2").offloads_checkpoints);
  CHECK(memory_profile(all, "unsloth").offloads_checkpoints);
  const MemoryProfile engine = memory_profile(all, "HF Trainer + DeepSpeed ZeRO-3");
  REQUIRE(engine.habits.states.size() == 1);
  CHECK(engine.habits.states.front().value == StateNumbers::fp32_master);
  CHECK(memory_profile(all, "HF Trainer + Liger").kernels == LayerKernels::fused);
  CHECK(share_of(memory_profile(all, "HF Trainer").habits.loss, LossKind::upcast) == 1);
  for (const char* name : {"HF Trainer + Liger", "axolotl + cut cross-entropy", "NeMo AutoModel + fused linear CE"}) {
    CHECK(share_of(memory_profile(all, name).habits.loss, LossKind::fused) == 1);
  }
  CHECK(memory_profile(all, "NeMo AutoModel").id == "fsdp-trainers");
  CHECK(memory_profile(all, "something of ours").id == "other");
  CHECK(memory_profile(all, "").id == "other");
}

TEST_CASE("every profile has a habit for every key, and its weights are shares", "[estimate]") {
  const MemoryProfiles all = profiles();
  for (const MemoryProfile& profile : all.profiles) {
    INFO(profile.id);
    const MemoryHabits habits =
        memory_profile(all, profile.fragments.empty() ? std::string() : profile.fragments.front()).habits;
    for (const double sum :
         {sum_of(habits.length), sum_of(habits.batch), sum_of(habits.rank), sum_of(habits.targets),
          sum_of(habits.expert_targets), sum_of(habits.recompute), sum_of(habits.flash), sum_of(habits.reading),
          sum_of(habits.states), sum_of(habits.states_fsdp), sum_of(habits.states_unsaid), sum_of(habits.loss),
          sum_of(habits.loss_pure), sum_of(habits.residual_kbit), sum_of(habits.residual_amp), sum_of(habits.uneven)}) {
      CHECK(sum == Approx(1));
    }
  }
}

TEST_CASE("a named framework that nobody knows is no more optimistic than none", "[estimate]") {
  TrainingRecipe job = recipe(test::lora);
  MemoryHints hints;
  hints.length_stated = hints.batch_stated = hints.recompute_stated = hints.flash_stated = false;
  const auto peak = [&](std::string framework) {
    job.framework = std::move(framework);
    return training_memory(resolve_memory(job, profiles(), hints), shipped());
  };
  const Estimate<Bytes> none = peak("");
  for (const char* name : {"our own trainer 2.1", "SuperTune", "FSDP stack of ours"}) {
    CHECK(peak(name).high >= none.high);
    CHECK(peak(name).central >= none.central);
  }
}

TEST_CASE("models with 16-bit logits of their own are found by name", "[estimate]") {
  StatedMemory row;
  row.shape = llama_2_7b();
  row.method = "lora";
  row.precision = "bf16";
  row.framework = "HF";
  row.model = "Qwen-7B";
  const auto loss = [&] { return likeliest(resolve_memory(row, profiles())).loss; };
  CHECK(loss() == LossKind::autocast);
  row.precision = "fp16";
  CHECK(loss() == LossKind::native);
  row.model = "Qwen1.5-7B";
  CHECK(loss() == LossKind::upcast);
}
