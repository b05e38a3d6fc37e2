// What lies in memory, part by part, against numbers worked out by hand.
#include "pathfinder/estimate/memory_terms.hpp"

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

namespace {

MemoryTerms terms(const TrainingRecipe& job, const MemoryHints& hints = {}) {
  return memory_terms(plan(job, hints), plain());
}

}  // namespace

TEST_CASE("full training with a master copy holds 2 + 2 + 12 bytes a parameter", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  const double params = job.model.params_total;
  const MemoryTerms whole = terms(job);
  CHECK(whole.weights == 2 * params);
  CHECK(whole.gradients == 2 * params);
  CHECK(whole.optimizer == 12 * params);
  CHECK(whole.master_step == params);

  SECTION("16-bit states take 4, with temporaries of one copy of the gradients") {
    job.optimizer = Optimizer::adamw_bf16;
    CHECK(terms(job).optimizer == 4 * params);
    CHECK(terms(job).foreach_step == 2 * params);
  }
  SECTION("8-bit states take 2, 4-bit ones 1, paged ones live on the host") {
    MemoryHints hints;
    hints.states = StateNumbers::pure_16bit;
    job.optimizer = Optimizer::adamw_8bit;
    CHECK(terms(job, hints).optimizer == 2 * params);
    job.optimizer = Optimizer::adamw_4bit;
    CHECK(terms(job, hints).optimizer == params);
    job.optimizer = Optimizer::paged_adamw_8bit;
    CHECK(terms(job, hints).optimizer == 0);
  }
  SECTION("an optimiser inside the backward pass keeps one table's gradient, LOMO no state beside it") {
    MemoryHints hints;
    hints.states = StateNumbers::pure_16bit;
    job.optimizer = Optimizer::in_backward;
    CHECK(terms(job, hints).gradients == 2.0 * 32000 * 4096);
    CHECK(terms(job, hints).foreach_step == 0);
    job.optimizer = Optimizer::lomo;
    CHECK(terms(job, hints).gradients == 2.0 * 32000 * 4096);
    CHECK(terms(job, hints).optimizer == 0);
  }
  SECTION("automatic mixed precision keeps 32-bit weights, gradients and states") {
    job.precision = "amp";
    CHECK(terms(job).weights == 4 * params);
    CHECK(terms(job).gradients == 4 * params);
    CHECK(terms(job).optimizer == 8 * params);
  }
  SECTION("blocks, layers and projections hold what they work on") {
    const double tables = 262144000;
    const double layer = (params - tables) / 32;
    job.optimizer = Optimizer::lisa;
    CHECK(terms(job).optimizer == Approx(4 * (2 * layer + tables)));
    job.optimizer = Optimizer::badam;
    CHECK(terms(job).optimizer == Approx(12 * layer));
    CHECK(terms(job).gradients == Approx(2 * layer));
    MemoryConstants constants = plain();
    constants.galore_bytes = 2;
    constants.galore_8bit_bytes = 0.125;
    job.optimizer = Optimizer::galore;
    CHECK(memory_terms(plan(job), constants).projected == 2 * params);
    job.optimizer = Optimizer::galore_8bit;
    CHECK(memory_terms(plan(job), constants).projected == 0.125 * params);
    CHECK(memory_terms(plan(job), constants).gradients == 0);
  }
}

TEST_CASE("ZeRO stages share optimiser, gradients, weights in this order", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.gpu_count = job.sharding_ways = 8;
  const double params = job.model.params_total;
  struct Stage {
    Sharding sharding;
    double weights, gradients, optimizer;
  };
  for (const Stage& stage :
       {Stage{Sharding::none, 2, 2, 12}, Stage{Sharding::zero1, 2, 2, 1.5}, Stage{Sharding::zero2, 2, 0.25, 1.5},
        Stage{Sharding::zero3, 0.25, 0.25, 1.5}, Stage{Sharding::fsdp, 0.25, 0.25, 1.5}}) {
    job.sharding = stage.sharding;
    CHECK(terms(job).weights == Approx(stage.weights * params));
    CHECK(terms(job).gradients == Approx(stage.gradients * params));
    CHECK(terms(job).optimizer == Approx(stage.optimizer * params));
  }
  job.sharding = Sharding::zero3;
  CHECK(terms(job).zero3_live == 1e9);
  CHECK(terms(job).master_step == Approx(params / 8));
  job.gpu_count = job.sharding_ways = 2;
  CHECK(terms(job).master_step == 1e9);  // a sub-group of 1e9 parameters
  job.sharding = Sharding::fsdp;
  const double tables = 262144000, layer = (params - tables) / 32;
  CHECK(terms(job).gathered == Approx(2 * 2 * layer + 2 * tables + 4 * layer));
  job.offload = true;
  CHECK(terms(job).optimizer == 0);
  CHECK(terms(job).weights == 0);
  CHECK(terms(job).gathered > 2 * tables);  // what is gathered is on the card all the same
}

TEST_CASE("ranks that share experts hold their own, and gather their own", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.model.experts = 8;
  job.model.experts_active = 2;
  job.model.moe_ffn = 11008;
  job.model.params_total = job.model.params_active = 3.7e10;
  job.gpu_count = 8;
  const double experts = 3.0 * 32 * 8 * 4096 * 11008;
  const double rest = 3.7e10 - experts;
  job.layout.ep = 4;
  const MemoryTerms alone = terms(job);
  CHECK(alone.weights == Approx(2 * (rest + experts / 4)));
  CHECK(alone.optimizer == Approx(12 * (rest + experts / 4)));
  SECTION("states sharded over all ranks are shared further already") {
    job.sharding = Sharding::zero1;
    job.sharding_ways = 8;
    CHECK(terms(job).weights == Approx(2 * (rest + experts / 4)));
    CHECK(terms(job).optimizer == Approx(12 * 3.7e10 / 8));
  }
  SECTION("under FSDP less is gathered at once") {
    job.sharding = Sharding::fsdp;
    job.sharding_ways = 8;
    const MemoryTerms few = terms(job);
    CHECK(few.weights == Approx(2 * 3.7e10 / 8));
    job.layout.ep = 1;
    CHECK(few.gathered < 0.5 * terms(job).gathered);
  }
}

TEST_CASE("a loss that is not shared out keeps all words on every rank", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.layout.tp = 4;
  job.gpu_count = 4;
  job.framework = "Megatron-LM";
  CHECK(terms(job).logits == 32000.0 * 2048 / 4);
  job.framework = "a stack of one's own";
  MemoryHints hints;
  hints.reading = MemoryReading::device;
  hints.even_lengths = true;
  double least = 1e18, most = 0;
  for (const Chance<MemoryPlan>& one : resolve_memory(job, profiles(), hints)) {
    const double logits = memory_terms(one.value, plain()).logits;
    least = std::min(least, logits);
    most = std::max(most, logits);
  }
  CHECK(least == 32000.0 * 2048 / 4);
  CHECK(most == 32000.0 * 2048);
}

TEST_CASE("a frozen base of 4 bits keeps its embeddings in the framework's numbers", "[estimate]") {
  TrainingRecipe job = recipe(test::qlora);
  const double tables = 262144000, blocks = job.model.params_total - tables;
  CHECK(terms(job).four_bit == blocks);
  CHECK(terms(job).weights == 4 * tables);
  job.framework = "Unsloth";
  CHECK(terms(job).weights == 2 * tables);
  CHECK(terms(job).adapters == 4 * 19988480.0);
  CHECK(terms(job).gradients == 4 * 19988480.0);
  CHECK(terms(job).optimizer == 8 * 19988480.0);
  job.quant_bits = 8;
  CHECK(terms(job).eight_bit == blocks);
  job.quant_bits = 2;
  CHECK(terms(job).two_bit == blocks);
}

TEST_CASE("numbers of 32 bits weigh double, a residual stream of 32 bits beside 16 in between", "[estimate]") {
  MemoryPlan plan;
  plan.gated = true;
  plan.number_bytes = plan.residual_bytes = 2;
  CHECK(layer_count(plan).numbers == 1);
  plan.residual_bytes = 4;
  CHECK(layer_count(plan).numbers == 1.4);
  plan.number_bytes = 4;
  CHECK(layer_count(plan).numbers == 2);
}

TEST_CASE("trained embeddings beside adapters add a copy with gradients and states", "[estimate]") {
  TrainingRecipe job = recipe(test::lora);
  const MemoryTerms without = terms(job);
  job.train_embeddings = true;
  const MemoryTerms with = terms(job);
  CHECK(with.adapters - without.adapters == 2 * 262144000.0);
  CHECK(with.gradients - without.gradients == 2 * 262144000.0);
  CHECK(with.optimizer - without.optimizer == 4 * 262144000.0);
}

TEST_CASE("activations are one input per layer when recomputed, everything otherwise", "[estimate]") {
  TrainingRecipe job = recipe(test::lora);
  const double layer = (20 * 4096.0 + 8 * 11008 + 2 * 4096 + 2 * 4096) * 2048;
  const double adapters = 9.0 * (4 * 4096 + 2 * 4096 + 11008) * 2048;  // on every linear layer
  CHECK(terms(job).layer_inputs == 536870912);                         // 2 x 32 x 4096 x 2048
  CHECK(terms(job).layer == layer);
  CHECK(terms(job).adapter_inputs == adapters);
  CHECK(terms(job).logits == 32000.0 * 2048);

  SECTION("kept whole, or selected") {
    job.recompute = Recompute::none;
    CHECK(terms(job).kept_layers == 32 * layer);
    CHECK(terms(job).kept_adapter_inputs == 32 * adapters);
    CHECK(terms(job).layer == 0);
    job.recompute = Recompute::selective;
    CHECK(terms(job).kept_layers == 16 * layer);
  }
  SECTION("on the host") {
    MemoryHints hints;
    hints.offload_activations = true;
    CHECK(terms(job, hints).layer_inputs == 0);
    CHECK(terms(job, hints).offloaded_input == 2 * 4096 * 2048.0);
  }
  SECTION("unfused attention keeps its scores") {
    job.flash_attention = false;
    CHECK(terms(job).scores == 32 * 2048.0 * 2048);
  }
  SECTION("fused kernels keep less, Unsloth's adapters no inputs") {
    job.framework = "PyTorch + compile";
    CHECK(terms(job).layer == (12 * 4096.0 + 6 * 11008 + 2 * 4096 + 2 * 4096) * 2048);
    job.framework = "unsloth";
    CHECK(terms(job).adapter_inputs == 0);
  }
  SECTION("32-bit numbers take twice as much") {
    job.precision = "fp32";
    CHECK(terms(job).layer == 2 * layer);
    CHECK(terms(job).layer_inputs == 2 * 536870912.0);
  }
}
