// The rules to beat, against numbers worked out by hand.
#include "backtest/baselines.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/training.hpp"

using namespace pathfinder;

TEST_CASE("constant utilisation is FLOPs over 40 % of the peak", "[backtest]") {
  TrainingRecipe recipe;
  test::set_way(recipe, test::pretraining);
  recipe.model.params_total = 1e9;
  recipe.model.layers = 10;
  recipe.model.hidden = 1000;
  recipe.seq_len = 1000;
  recipe.tokens = 1e9;
  recipe.gpu.dense_bf16_tflop_per_s = 100;
  // 6e9 + 12 x 10 x 1000 x 1000 = 6.12e9 a token, at 40e12 a second
  CHECK(constant_utilisation_hours(recipe) == Approx(6.12e18 / 40e12 / 3600));
}

TEST_CASE("calculators of memory by bytes a parameter", "[backtest]") {
  StatedMemory row;
  MemoryPlan plan;
  plan.params = 1e9;
  plan.base_trained = true;
  row.precision = "bf16";
  CHECK(accelerate_memory(row, plan).value == 8e9);
  CHECK(llama_factory_memory(row, plan).value == 18e9);
  row.precision = "pure bf16";
  CHECK(llama_factory_memory(row, plan).value == 8e9);
  plan.base_trained = false;
  CHECK(llama_factory_memory(row, plan).value == Approx(2.3e9));
  plan.quant_bits = 4;
  CHECK(llama_factory_memory(row, plan).value == Approx(0.86e9));
  CHECK(std::isnan(accelerate_memory(row, plan).value));
}

TEST_CASE("the calculators that know layers count activations with and without checkpointing", "[backtest]") {
  StatedMemory row;
  MemoryPlan plan;
  plan.layers = 10;
  plan.hidden = 100;
  plan.kv_width = 100;
  plan.heads = 2;
  plan.ffn = 300;
  plan.vocab = 1000;
  plan.length = 50;
  plan.base_trained = true;
  // 2 V h + h s + 8 h L + 2 h + 4 L h^2 + 3 L h f = 200,000 + 5,000 + 8,000 + 200 + 400,000 + 900,000
  const double params = 1513200;
  CHECK(cookbook_memory(plan).value == Approx(params * 18 + 50 * 100 * 10 * 34));
  plan.recompute = Recompute::none;
  CHECK(cookbook_memory(plan).value == Approx(params * 18 + 50 * 100 * 10 * (34 + 5.0 * 2 * 50 / 100)));
  // 2 V h + 4 L h^2 + 3 L h f parameters of 8 bytes; a layer keeps 92,800 + 180,000 + 20,000 + 60,400 bytes here
  row.checkpointing = false;
  const double layer = 50 * 100 * 16 + 50 * 50 * 2 * 8 + 2 * 100 * 50 * 2 + 6 * 50 * 300 * 2 + 50 * 8 + 50 * 100 * 12;
  CHECK(gpu_poor_memory(row, plan).value == Approx(1500000 * 8 + layer * 10 + 650 * 1048576.0));
}

TEST_CASE("half of the bandwidth reads weights and cache once a token; half of the roofline pays for the prompt",
          "[backtest]") {
  ServingPlan plan;
  plan.params_block = 1e9;
  plan.params_active = 1e9;
  plan.cache_elements = 1000;
  plan.bandwidth = 1e12;
  plan.peak = 1e14;
  plan.memory = 80e9;
  plan.input_len = 100;
  plan.output_len = 100;
  plan.concurrency = 1;
  const double step = (2e9 + 2000.0 * 150) / 0.5e12;
  CHECK(half_bandwidth_rate(plan) == Approx(1 / step));
  const double prompt = 2e9 * 100 / 0.5e14;
  CHECK(half_roofline_rate(plan) == Approx(1 / (step + prompt / 100)));
}
