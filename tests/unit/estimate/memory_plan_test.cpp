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
