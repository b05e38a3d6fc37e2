// From a job as people state it to a plan.
#include "pathfinder/estimate/memory_plan.hpp"

#include <string>

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("dimensions alone tell tied embeddings and gated feed-forward blocks", "[estimate]") {
  CHECK_FALSE(llama_2_7b().tied_embeddings);
  CHECK(shape_from_dimensions(2506172416, 18, 2048, 8, 1, 16384, 256000).tied_embeddings);  // Gemma 2B
  CHECK(feed_forward_matrices(llama_2_7b()) == 3);
  CHECK(feed_forward_matrices(shape_from_dimensions(1.5578e9, 48, 1600, 25, 25, 6400, 50257)) == 2);  // GPT-2 XL
}

TEST_CASE("adapters of rank 8 on Llama-2-7B have the published sizes", "[estimate]") {
  CHECK(adapter_params(llama_2_7b(), 8, "all-linear") == 19988480);  // 32 x 8 x (4 x 8192 + 3 x 15104)
  CHECK(adapter_params(llama_2_7b(), 8, "qv") == 4194304);           // 32 x 8 x 2 x 8192
  CHECK(adapter_params(llama_31_8b(), 8, "qkv") == 32 * 8 * (8192 + 5120 + 5120));
}

TEST_CASE("adapters on expert layers count every expert", "[estimate]") {
  ModelShape model = llama_2_7b();
  model.experts = 8;
  model.experts_active = 2;
  model.moe_ffn = 11008;
  CHECK(adapter_params(model, 1, "m") == 32.0 * 3 * 8 * (4096 + 11008));
}

TEST_CASE("only active experts pass a token's inputs to their adapters", "[estimate]") {
  ModelShape model = llama_2_7b();
  CHECK(adapted_width(model, "qv") == 2 * 4096);
  CHECK(adapted_width(model, "all-linear") == 4 * 4096 + 2 * 4096 + 11008);
  model.experts = 8;
  model.experts_active = 2;
  model.moe_ffn = 11008;
  CHECK(adapted_width(model, "m") == 2 * (2 * 4096.0 + 11008));
}

TEST_CASE("a key that nobody stated is every value, as often as the framework's users choose it", "[estimate]") {
  const TrainingRecipe job = recipe(test::lora);
  MemoryHints hints;
  hints.reading = MemoryReading::device;
  hints.even_lengths = true;
  const MemoryMixture stated = resolve_memory(job, profiles(), hints);
  hints.recompute_stated = hints.length_stated = false;
  const MemoryMixture open = resolve_memory(job, profiles(), hints);
  CHECK(open.size() > stated.size());
  double weight = 0, recomputed = 0;
  for (const Chance<MemoryPlan>& one : open) {
    weight += one.weight;
    recomputed += one.value.recompute == Recompute::full ? one.weight : 0;
  }
  CHECK(weight == Approx(1));
  CHECK(recomputed == Approx(0.5));

  const auto width = [&](const MemoryMixture& jobs) {
    const Estimate<Bytes> memory = training_memory(jobs, shipped());
    return memory.high.value / memory.low.value;
  };
  CHECK(width(open) > 1.3 * width(stated));
}

TEST_CASE("what a plan decides leaves nothing but the framework's own ways open", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.framework = "Megatron-LM";
  CHECK(resolve_memory(job, profiles()).size() == 1);
}

TEST_CASE("an optimiser that is stated keeps its master copy, one that is not keeps what the framework does",
          "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.framework = "torchtune";  // everything in 16 bits
  REQUIRE(job.optimizer == Optimizer::adamw_fp32_master);
  CHECK(plan(job).states == StateNumbers::fp32_master);
  MemoryHints hints;
  hints.optimizer_stated = false;
  CHECK(plan(job, hints).states == StateNumbers::pure_16bit);
}

TEST_CASE("an encoder that learns classes makes no logits over its vocabulary", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.load.from = StartsFrom::encoder;
  CHECK(memory_terms(plan(job), plain()).logits == 0);
}
