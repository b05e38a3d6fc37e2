// Training time: formulas against numbers worked out by hand, the whole against published runs, and what must not
// happen.
#include "pathfinder/estimate/training.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/training.hpp"

using namespace pathfinder;

namespace {

nlohmann::json read_json(const std::string& name) {
  std::ifstream file(test::source_dir() + "/data/" + name);
  return nlohmann::json::parse(file);
}

/// The constants that are shipped.
TrainingConstants shipped() {
  std::map<std::string, double, std::less<>> values;
  const nlohmann::json file = read_json("constants/training.json");
  for (const auto& row : file["constants"]) values[row["id"]] = row["value"];
  return training_constants([&](std::string_view id) { return values.at(std::string(id)); });
}

/// Constants that are easy to reckon with: half the peak, every other factor 1, no overhead.
TrainingConstants plain() {
  TrainingConstants constants = training_constants([](std::string_view id) {
    if (id.find("exponent") != std::string_view::npos || id.find("interval") != std::string_view::npos) return 0.0;
    return 1.0;
  });
  constants.base = 0.5;
  constants.launch_seconds_per_layer = 0;
  constants.dequantisation_ms_per_pass = 0;
  constants.optimizer_bytes_per_parameter = 0;
  return constants;
}

FrameworkTable frameworks() {
  FrameworkTable table;
  const nlohmann::json file = read_json("frameworks.json");
  for (const auto& row : file["frameworks"]) {
    table.frameworks.push_back({row["id"], row["fragments"],
                                row["stack"] == "tuned" ? StackClass::tuned : StackClass::native, row["fused_kernels"],
                                row["whole_layer_fp8"], row.value("loops_experts", false)});
  }
  for (const auto& row : file["flags"]) table.flags.push_back({row["id"], row["fragments"], row["except"]});
  return table;
}

Gpu a100() {
  Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.memory_bandwidth_gb_per_s = 2039;
  gpu.dense_bf16_tflop_per_s = gpu.dense_fp16_tflop_per_s = 312;
  gpu.interconnect_gb_per_s = 600;
  return gpu;
}

ModelShape llama_2_7b() {
  ModelShape model;
  model.params_total = model.params_active = 6.738e9;
  model.layers = 32;
  model.hidden = 4096;
  return model;
}

/// 1e12 tokens of a model without attention to speak of, on a device of 100 TFLOP/s.
TrainingRecipe simple(const test::Way& way) {
  TrainingRecipe recipe;
  recipe.model.params_total = recipe.model.params_active = 1e9;
  recipe.model.layers = 1;
  recipe.model.hidden = 1;
  recipe.gpu.vendor = "NVIDIA";
  recipe.gpu.dense_bf16_tflop_per_s = 100;
  test::set_way(recipe, way);
  recipe.tokens = 1e12;
  recipe.gpu_count = 64;
  recipe.micro_batch = 1;
  recipe.seq_len = 1;
  recipe.recompute = Recompute::none;
  return recipe;
}

/// The published run: 2e12 tokens at length 4096, 184,320 GPU-hours (llama-2-paper, table 2).
TrainingRecipe llama_2_7b_pretraining() {
  TrainingRecipe recipe;
  recipe.model = llama_2_7b();
  recipe.gpu = a100();
  test::set_way(recipe, test::pretraining);
  recipe.gpu_count = 1024;
  recipe.tokens = 2e12;
  recipe.seq_len = 4096;
  recipe.micro_batch = 0;
  recipe.recompute = Recompute::none;
  return recipe;
}

double central(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants) {
  return training_time(recipe, stack, constants).central.value;
}

const StackTraits tuned{"megatron", StackClass::tuned, true, true, false, false, false, false, false, 0};

}  // namespace

TEST_CASE("a dense token costs 6 N, one with frozen weights 4 N", "[estimate]") {
  CHECK(linear_flops_per_token(test::pretraining.load, 7e9) == 42e9);
  CHECK(linear_flops_per_token(test::all_weights.load, 7e9) == 42e9);
  CHECK(linear_flops_per_token(test::lora.load, 7e9) == 28e9);
  CHECK(linear_flops_per_token(test::qlora.load, 7e9) == 28e9);
}

TEST_CASE("causal flash attention counts half the square, a window its width", "[estimate]") {
  CHECK(mean_keys(4096, 0, true) == 2048);
  CHECK(mean_keys(4096, 0, false) == 4096);
  CHECK(mean_keys(4096, 1024, true) == 1024 * (1 - 1024.0 / 8192));
  CHECK(mean_keys(512, 1024, true) == 256);
  // 12 x 32 x 4096 x 2048: 6 L h s.
  CHECK(attention_flops_per_token(llama_2_7b(), 2048) == 3221225472.0);
}

TEST_CASE("an unknown shape counts as a typical one of its size", "[estimate]") {
  ModelShape model;
  model.params_total = 12.0 * 4096 * 4096 * 32;  // N = 12 L h^2 with h = 128 L
  CHECK(attention_flops_per_token(model, 1000) == Approx(12.0 * 32 * 4096 * 1000));
}

TEST_CASE("an expert model counts the parameters that work", "[estimate]") {
  ModelShape model;
  model.params_total = 671e9;
  model.params_active = 37e9;
  CHECK(working_params(model) == 37e9);
  model.params_active = 0;
  CHECK(working_params(model) == 671e9);
}

TEST_CASE("GPU-hours are FLOPs over peak times utilisation", "[estimate]") {
  // 6 x 1e9 x 1e12 / (0.5 x 100e12) = 1.2e8 s.
  CHECK(central(simple(test::pretraining), tuned, plain()) == Approx(1.2e8 / 3600));
  CHECK(central(simple(test::lora), tuned, plain()) == Approx(0.8e8 / 3600));
}

TEST_CASE("full recomputation adds a forward pass and selective none", "[estimate]") {
  TrainingRecipe recipe = simple(test::pretraining);
  recipe.recompute = Recompute::full;
  CHECK(central(recipe, tuned, plain()) == Approx(1.6e8 / 3600));  // 8 N
  CHECK(recomputation_flops(recipe).value == Approx(2e21));
  CHECK(training_flops(recipe).value == Approx(6e21));  // not counted as utilisation
  recipe.recompute = Recompute::selective;
  CHECK(central(recipe, tuned, plain()) == Approx(1.2e8 / 3600));
}

TEST_CASE("FP8 speeds up products with weights but not attention", "[estimate]") {
  TrainingConstants constants = plain();
  constants.fp8_whole_layer = 2;
  TrainingRecipe recipe = simple(test::pretraining);
  recipe.precision = "fp8";
  recipe.model.layers = 100;
  recipe.model.hidden = 1000;
  recipe.seq_len = 10000;
  const TrainingParts parts = training_parts(recipe, tuned, constants);
  CHECK(parts.linear.value == Approx(0.6e8));
  CHECK(parts.attention.value == Approx(6.0 * 100 * 1000 * 10000 * 1e12 / 50e12));
}

TEST_CASE("FP8 on a device known to have none changes nothing", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  const double bf16 = central(recipe, tuned, shipped());
  recipe.precision = "fp8";
  CHECK(central(recipe, tuned, shipped()) == bf16);
}

TEST_CASE("small micro-batches wait for launches: layers times 4.5 ms", "[estimate]") {
  TrainingConstants constants = plain();
  constants.launch_seconds_per_layer = 4.5e-3;
  constants.launch_fused = 0.3;
  TrainingRecipe recipe;
  recipe.model = llama_2_7b();
  recipe.gpu = a100();
  test::set_way(recipe, test::lora);
  recipe.tokens = 1e6;
  recipe.seq_len = 512;
  recipe.mean_length = 100;
  recipe.packed = false;
  recipe.micro_batch = 1;
  const StackTraits eager{"hf-trainer", StackClass::native, false, false, false, false, false, false, 0};
  // 10,000 micro-batches of 100 tokens x 32 layers x 4.5 ms.
  CHECK(launch_floor(recipe, eager, constants).value == Approx(1440));
  CHECK(launch_floor(recipe, tuned, constants).value == Approx(432));
  recipe.whole_run = false;
  recipe.recompute = Recompute::none;
  CHECK(central(recipe, eager, constants) == Approx(1440.0 / 3600));  // the floor hides the computing
}

TEST_CASE("quantised weights are expanded once a pass", "[estimate]") {
  TrainingConstants constants = plain();
  constants.dequantisation_ms_per_pass = 6.5;
  constants.dequantisation_gptq = 2.8;
  TrainingRecipe recipe = simple(test::qlora);
  recipe.tokens = 1000;
  recipe.gpu.memory_bandwidth_gb_per_s = 2039;
  CHECK(dequantisation(recipe, constants).value == Approx(1000 * 2 * 6.5e-3));
  recipe.recompute = Recompute::full;
  CHECK(dequantisation(recipe, constants).value == Approx(1000 * 3 * 6.5e-3));
  recipe.precision = "gptq-int4";
  CHECK(dequantisation(recipe, constants).value == Approx(1000 * 3 * 6.5e-3 * 2.8));
  test::set_way(recipe, test::all_weights);
  CHECK(dequantisation(recipe, constants).value == 0);
}

TEST_CASE("an optimiser on the host costs two seconds a step for 1e9 parameters on each accelerator", "[estimate]") {
  TrainingConstants constants = plain();
  constants.offload_seconds = 2;
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.model.params_total = 8e9;
  recipe.gpu_count = 8;
  recipe.tokens = 800;  // 100 steps of one token on each of 8
  recipe.offload = true;
  CHECK(offload_time(recipe, constants).value == Approx(100 * 8 * 2));
  recipe.offload = false;
  CHECK(offload_time(recipe, constants).value == 0);
}

TEST_CASE("frozen weights on the host are streamed once a pass: two bytes a parameter, 0.55 where they have four bits",
          "[estimate]") {
  TrainingConstants constants = plain();
  constants.offload_stream_gb_per_s = 4;
  TrainingRecipe recipe = simple(test::lora);
  recipe.model.params_total = 8e9;
  recipe.gpu_count = 8;
  recipe.tokens = 800;
  recipe.offload = true;
  CHECK(offload_time(recipe, constants).value == Approx(800 * 2 * 2e9 / 4e9));
  recipe.recompute = Recompute::full;
  CHECK(offload_time(recipe, constants).value == Approx(800 * 3 * 2e9 / 4e9));
  test::set_way(recipe, test::qlora);
  CHECK(offload_time(recipe, constants).value == Approx(800 * 3 * 0.55e9 / 4e9));
}

TEST_CASE("the optimiser's memory traffic counts in full fine-tuning", "[estimate]") {
  TrainingConstants constants = plain();
  constants.optimizer_bytes_per_parameter = 28;
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.tokens = 64;
  recipe.gpu.memory_bandwidth_gb_per_s = 1000;
  CHECK(optimizer_time(recipe, constants).value == Approx(28e9 / 1000e9));  // 1e9 parameters over 64, 64 steps
  test::set_way(recipe, test::lora);
  CHECK(optimizer_time(recipe, constants).value == 0);
}

TEST_CASE("a fixed global batch spread thin loses utilisation", "[estimate]") {
  TrainingConstants constants = plain();
  constants.scaling_exponent = 0.15;
  TrainingRecipe recipe = simple(test::lora);
  recipe.model.hidden = 8192;
  recipe.seq_len = 8192;
  recipe.global_batch = 8;
  recipe.gpu_count = 8;
  CHECK(strong_scaling(recipe, constants) == 1);
  recipe.gpu_count = 64;
  CHECK(strong_scaling(recipe, constants) == Approx(std::pow(1.0 / 8, 0.15)));
  recipe.global_batch = 0;  // grows with the accelerators
  CHECK(strong_scaling(recipe, constants) == 1);
}

TEST_CASE("a whole job costs more than a benchmark, the more the longer", "[estimate]") {
  TrainingConstants constants = plain();
  constants.whole_run_exponent = 0.02;
  CHECK(whole_run_overhead({0}, constants) == 1);
  CHECK(whole_run_overhead({999900}, constants) == Approx(std::pow(1e4, 0.02)));
  TrainingRecipe recipe = simple(test::pretraining);
  const double whole = central(recipe, tuned, constants);
  recipe.whole_run = false;
  CHECK(whole > central(recipe, tuned, constants));
}

TEST_CASE("micro-batches that are not stated take the share of the batch or four examples", "[estimate]") {
  TrainingRecipe recipe = simple(test::lora);
  recipe.micro_batch = 0;
  recipe.seq_len = 1024;
  CHECK(micro_batch_tokens(recipe) == 4096);
  recipe.packed = false;
  recipe.mean_length = 200;
  CHECK(micro_batch_tokens(recipe) == 800);
  recipe.global_batch = 128;
  recipe.gpu_count = 8;
  CHECK(micro_batch_tokens(recipe) == 3200);
  recipe.gpu_count = 1;
  CHECK(micro_batch_tokens(recipe) == 8192);  // more is accumulated over steps
  test::set_way(recipe, test::pretraining);
  CHECK(micro_batch_tokens(recipe) == 8192);
  recipe.micro_batch = 2;
  CHECK(micro_batch_tokens(recipe) == 400);
}

TEST_CASE("a framework is known by fragments of its name", "[estimate]") {
  const FrameworkTable table = frameworks();
  const StackTraits nemo = stack_traits(table, "NVIDIA NeMo Framework Release 24.04");
  CHECK(nemo.framework == "megatron");
  CHECK(nemo.stack == StackClass::tuned);
  CHECK(nemo.whole_layer_fp8);
  const StackTraits torchtune = stack_traits(table, "torchtune (compile, packed 2048, bs 2)");
  CHECK(torchtune.stack == StackClass::native);
  CHECK(torchtune.compiled);
  CHECK(torchtune.says_packed);
  CHECK(torchtune.micro_batch == 2);
  const StackTraits peft = stack_traits(table, "HF PEFT + Transformers, batch 4, no compile");
  CHECK(peft.framework == "hf-trainer");
  CHECK_FALSE(peft.compiled);
  CHECK(peft.micro_batch == 4);
  CHECK(stack_traits(table, "abs 2").micro_batch == 0);  // a word of its own
  CHECK(stack_traits(table, "bs=16").micro_batch == 16);
  CHECK(stack_traits(table, "DeepSpeed ZeRO-3 offload=yes").says_offload);
  CHECK_FALSE(stack_traits(table, "DeepSpeed ZeRO-3 offload=no").says_offload);
  CHECK(stack_traits(table, "TRL SFT (packed, no FA)").says_no_flash);
  CHECK(stack_traits(table, "").stack == StackClass::unstated);
  CHECK(stack_traits(table, "something of ours").stack == StackClass::unstated);
}

TEST_CASE("Llama 2 7B took 184,320 GPU-hours for 2e12 tokens and is predicted within a tenth", "[estimate]") {
  const Estimate<GpuHours> estimate = training_time(llama_2_7b_pretraining(), StackTraits{}, shipped());
  CHECK(estimate.central.value == Approx(184320).epsilon(0.1));
  CHECK(estimate.low.value < 184320);
  CHECK(estimate.high.value > 184320);
}

TEST_CASE("a reference model costs one more forward pass over the same tokens", "[estimate]") {
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.micro_batch = 1e9;  // launching costs nothing
  const TrainingParts alone = training_parts(recipe, StackTraits{}, plain());
  CHECK(alone.reference.value == 0);
  for (const Reference reference : {Reference::copy, Reference::same_weights}) {
    recipe.load.reference = reference;
    const TrainingParts parts = training_parts(recipe, StackTraits{}, plain());
    CHECK(parts.linear == alone.linear);
    CHECK(parts.reference.value == Approx(alone.linear.value / 3 + alone.attention.value / 3));
    CHECK(training_flops(recipe).value ==
          Approx(training_flops(simple(test::all_weights)).value + reference_flops(recipe).value));
  }
}

TEST_CASE("the lines of the breakdown sum to the central value", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  test::set_way(recipe, test::qlora);
  recipe.tokens = 1e7;
  recipe.gpu_count = 2;
  recipe.recompute = Recompute::full;
  recipe.offload = true;
  const Estimate<GpuHours> estimate = training_time(recipe, StackTraits{}, shipped());
  GpuHours sum;
  for (const Line<GpuHours>& line : estimate.breakdown) sum += line.central;
  CHECK(sum.value == estimate.central.value);
  CHECK(estimate.breakdown.size() >= 5);
  CHECK(estimate.low.value <= estimate.central.value);
  CHECK(estimate.central.value <= estimate.high.value);
}

TEST_CASE("LoRA takes about two thirds of full fine-tuning, not 15 to 20 per cent", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  recipe.tokens = 3e8;  // 50,000 documents of 2,000 tokens, three rounds
  recipe.gpu_count = 8;
  test::set_way(recipe, test::all_weights);
  const double full = central(recipe, StackTraits{}, shipped());
  test::set_way(recipe, test::lora);
  const double ratio = central(recipe, StackTraits{}, shipped()) / full;
  CHECK(ratio > 0.55);
  CHECK(ratio < 0.85);
}

TEST_CASE("a vendor without a measured run widens the interval and says so", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  const auto width = [](const Estimate<GpuHours>& estimate) { return estimate.high.value / estimate.low.value; };
  const double measured = width(training_time(recipe, tuned, shipped()));
  recipe.gpu.vendor = "Cambricon";
  const Estimate<GpuHours> estimate = training_time(recipe, tuned, shipped());
  CHECK(width(estimate) > measured);
  // Both doubts are independent of each other: their squares add up.
  TrainingConstants constants = shipped();
  for (LogInterval& one : constants.interval) one = {0.3, 0.6};
  constants.unmeasured_vendor = {0.4, 0.8};
  const Estimate<GpuHours> both = training_time(recipe, tuned, constants);
  CHECK(std::log(both.central.value / both.low.value) == Approx(0.5));
  CHECK(std::log(both.high.value / both.central.value) == Approx(1.0));
  CHECK(estimate.basis.assumptions.front() == "training.assumption.unmeasured_vendor");
}

TEST_CASE("each kind of run has the width of its own errors", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  recipe.gpu.class_of = "datacenter";
  CHECK(residual_class(recipe) == ResidualClass::whole_run);
  recipe.whole_run = false;
  CHECK(residual_class(recipe) == ResidualClass::older);
  recipe.gpu.generation = "hopper";
  CHECK(residual_class(recipe) == ResidualClass::hopper);
  recipe.gpu.generation = "blackwell";
  CHECK(residual_class(recipe) == ResidualClass::blackwell);
  test::set_way(recipe, test::lora);
  CHECK(residual_class(recipe) == ResidualClass::adapters);
  recipe.packed = false;
  recipe.mean_length = 200;
  CHECK(residual_class(recipe) == ResidualClass::short_examples);
  CHECK(residual_class(recipe, true) == ResidualClass::estimated_lengths);
  recipe.packed = true;
  recipe.gpu.class_of = "consumer";
  CHECK(residual_class(recipe) == ResidualClass::workstation);
  recipe.gpu.vendor = "AMD";
  CHECK(residual_class(recipe) == ResidualClass::other_vendor);
  recipe.model.experts = 8;
  CHECK(residual_class(recipe) == ResidualClass::experts);

  const TrainingConstants constants = shipped();
  const auto high = [&](ResidualClass kind) { return constants.interval[static_cast<std::size_t>(kind)].high; };
  CHECK(high(ResidualClass::hopper) < high(ResidualClass::experts));
  CHECK(high(ResidualClass::older) < high(ResidualClass::workstation));
  CHECK(high(ResidualClass::short_examples) < high(ResidualClass::estimated_lengths));
}

TEST_CASE("cards on slow links wait for what they exchange, those on fast ones do not", "[estimate]") {
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.gpu.memory_gib = 24;  // 16 GB of states fit: gradients alone are added up, 4 bytes a parameter
  recipe.gpu.interconnect_gb_per_s = 64;
  recipe.gpu_count = 4;
  recipe.tokens = 1000;
  TrainingConstants constants = plain();
  constants.link_share = 0.5;
  const double micro_batches = 1000;  // one sequence of one token each
  CHECK(exchange_time(recipe, constants).value == Approx(4e9 * 0.75 / (0.5 * 32e9) * micro_batches));
  recipe.gpu.memory_gib = 16;  // they do not: weights are gathered twice and gradients scattered
  CHECK(exchange_time(recipe, constants).value == Approx(6e9 * 0.75 / (0.5 * 32e9) * micro_batches));
  CHECK(training_parts(recipe, StackTraits{}, constants).exchange.value > 0);
  CHECK(training_parts(recipe, StackTraits{}, constants).linear.value == 0);
  test::set_way(recipe, test::lora);
  CHECK(exchange_time(recipe, constants).value == 0);  // 2 GB of frozen weights fit on every card
  recipe.model.params_total = 1e10;
  CHECK(exchange_time(recipe, constants).value == Approx(2 * 2e10 * 0.75 / (0.5 * 32e9) * micro_batches));
  recipe.gpu.interconnect_gb_per_s = 900;
  CHECK(exchange_time(recipe, constants).value == 0);
}

TEST_CASE("ranks that share tensors, sequences or experts exchange what their papers say", "[estimate]") {
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.model.layers = 10;
  recipe.model.hidden = 1000;
  recipe.model.heads = 8;
  recipe.model.kv_heads = 2;
  recipe.model.head_dim = 125;
  recipe.tokens = 1e6;
  recipe.gpu.interconnect_gb_per_s = 900;
  recipe.gpu.nvlink_domain_accelerators = 8;
  recipe.gpu.node_link_gb_per_s = 50;
  TrainingConstants constants = plain();
  constants.link_share = 0.5;
  SECTION("tensors: two sums a layer and pass, each twice (r - 1) parts of 16-bit numbers") {
    recipe.layout.tp = 4;
    const GroupExchange four = tensor_exchange(recipe, constants);
    CHECK(four.bytes == 2 * 2 * 2 * 3 * 1000.0 * 2);
    CHECK(four.link == 450);
    CHECK(four.time.value == Approx(four.bytes * 10 * 1e6 / (0.5 * 450e9)));
    recipe.recompute = Recompute::full;  // one pass more
    CHECK(tensor_exchange(recipe, constants).bytes == 1.5 * four.bytes);
    recipe.layout.tp = 16;
    CHECK(tensor_exchange(recipe, constants).link == 50);  // two servers
    recipe.gpu.nvlink_domain_accelerators = 2;             // pairs of cards in a server of eight
    recipe.layout.tp = 8;
    CHECK(tensor_exchange(recipe, constants).link == 64);
  }
  SECTION("sequences: keys and values go round, forward and backward, and their gradients") {
    recipe.layout.cp = 3;
    CHECK(sequence_exchange(recipe, constants).bytes == 3 * 2 * 2 * 250.0 * 2);
    recipe.model.heads = 0;  // unknown: keys and values as wide as queries
    CHECK(sequence_exchange(recipe, constants).bytes == 3 * 2 * 2 * 1000.0 * 2);
  }
  SECTION("experts: a token goes to each of its experts and back") {
    recipe.layout.ep = 4;
    CHECK(expert_exchange(recipe, constants).time.value == 0);  // there are none
    recipe.model.experts = 8;
    recipe.model.experts_active = 2;
    recipe.model.moe_ffn = 500;
    const GroupExchange sent = expert_exchange(recipe, constants);
    CHECK(sent.bytes == 2 * 2 * 2 * 1000.0 * 2 * 0.75);
    CHECK(sent.layers == 10);
  }
}

TEST_CASE("stacks that overlap hide the exchange within a group, others wait for it", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  recipe.gpu_count = 64;
  recipe.gpu.nvlink_domain_accelerators = 8;
  recipe.gpu.node_link_gb_per_s = 25;
  const TrainingConstants constants = shipped();
  const StackTraits ordinary{"fsdp", StackClass::native, false, false, false, false, false, false, false, 0};
  CHECK(training_parts(recipe, ordinary, constants).tensor.value == 0);
  recipe.layout.tp = 8;
  const TrainingParts waiting = training_parts(recipe, ordinary, constants);
  CHECK(waiting.tensor.value == Approx(tensor_exchange(recipe, constants).time.value));
  CHECK(training_parts(recipe, tuned, constants).tensor.value == 0);
  recipe.layout.tp = 64;  // over the network it outlasts computing, and all of that is seen
  const TrainingParts parts = training_parts(recipe, tuned, constants);
  const double all = tensor_exchange(recipe, constants).time.value;
  CHECK(parts.tensor.value > 0);
  CHECK(parts.tensor.value + (parts.linear + parts.attention + parts.launch).value == Approx(all));
  CHECK(central(recipe, tuned, constants) > 0);
}

TEST_CASE("what a tuned stack sends within a group waits behind every product of the step", "[estimate]") {
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.model.layers = 100;
  recipe.model.hidden = 1000;
  recipe.seq_len = 10000;
  recipe.recompute = Recompute::full;
  recipe.load.reference = Reference::copy;
  recipe.gpu_count = recipe.layout.tp = 4;
  recipe.gpu.interconnect_gb_per_s = 32;
  const TrainingParts parts = training_parts(recipe, tuned, plain());
  // A token: 6e9 for products and 6e9 for attention, and twice 4e9 forward, at 50e12 a second. Its exchange takes
  // longer: six sums of 2 x 3 parts of 1,000 numbers of 2 bytes in each of 100 layers, at 16 GB/s.
  CHECK((parts.linear + parts.attention + parts.recomputation + parts.reference).value == Approx(20e9 / 50e12 * 1e12));
  CHECK(parts.tensor.value == Approx((6 * 6 * 1000 * 2 * 100 / 16e9 - 20e9 / 50e12) * 1e12));
}

TEST_CASE("a pipeline idles (p - 1) / m of its work where the batch is known", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  recipe.gpu_count = 64;
  const TrainingConstants constants = shipped();
  recipe.layout.pp = 4;
  recipe.micro_batch = 1;
  const Estimate<GpuHours> filled = training_time(recipe, tuned, constants);
  CHECK(filled.basis.assumptions.back() == "training.assumption.bubble");
  CHECK(training_parts(recipe, tuned, constants).bubble.value == 0);
  recipe.global_batch = 128;  // over 16 pipelines: 8 each
  CHECK(pipeline_micro_batches(recipe) == 8);
  const TrainingParts parts = training_parts(recipe, tuned, constants);
  TrainingRecipe whole = recipe;
  whole.layout.pp = 1;
  CHECK(parts.bubble.value == Approx(3.0 / 8 * (parts.linear + parts.attention + parts.launch).value));
  recipe.layout.tp = 2;
  CHECK(pipeline_micro_batches(recipe) == 16);
  CHECK(training_time(recipe, tuned, constants).basis.assumptions.empty());
}

TEST_CASE("each rank of a group launches its own kernels", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  const TrainingConstants constants = shipped();
  const double alone = launch_floor(recipe, tuned, constants).value;
  recipe.layout = {4, 1, 2, 1};
  CHECK(launch_floor(recipe, tuned, constants).value == Approx(8 * alone));
}

TEST_CASE("narrow experts reach less of the peak and gain less by FP8", "[estimate]") {
  TrainingRecipe recipe = simple(test::pretraining);
  recipe.model.hidden = 4096;
  recipe.model.experts = 64;
  recipe.model.experts_active = 8;
  TrainingConstants constants = shipped();
  const auto use = [&](double width) {
    recipe.model.moe_ffn = width;
    return utilisation(recipe, tuned, constants);
  };
  const double exponent = constants.expert_width_exponent;
  CHECK(use(1024) / use(4096) == Approx(std::pow(0.5, exponent)));
  recipe.precision = "fp8";
  recipe.model.moe_ffn = 1024;
  const double narrow = fp8_speedup(recipe, tuned, constants);
  recipe.model.moe_ffn = 16384;
  CHECK(fp8_speedup(recipe, tuned, constants) == Approx(constants.fp8_whole_layer));
  CHECK(narrow < 1.3);
  CHECK(narrow > 1);
}

TEST_CASE("an expert's width that nobody states follows from what all experts hold", "[estimate]") {
  TrainingRecipe recipe = simple(test::pretraining);
  recipe.model.layers = 10;
  recipe.model.hidden = 1000;
  recipe.model.experts = 8;
  recipe.model.experts_active = 2;
  recipe.model.moe_ffn = 500;
  // Three matrices of 1,000 x 500 an expert, in ten layers: 120 million, of which a token reads 30; 100 million beside.
  recipe.model.params_total = 220e6;
  recipe.model.params_active = 130e6;
  const double stated = utilisation(recipe, tuned, shipped());
  recipe.model.moe_ffn = 0;
  CHECK(utilisation(recipe, tuned, shipped()) == Approx(stated));
}

TEST_CASE("experts that a stock stack runs one by one take several times as long", "[estimate]") {
  TrainingRecipe recipe = simple(test::all_weights);
  recipe.model.experts = 128;
  recipe.model.experts_active = 8;
  recipe.model.moe_ffn = 768;
  const StackTraits looped = stack_traits(frameworks(), "transformers 5.0");
  StackTraits grouped = looped;
  grouped.loops_experts = false;
  CHECK(looped.loops_experts);
  CHECK_FALSE(stack_traits(frameworks(), "Megatron-SWIFT").loops_experts);
  CHECK(utilisation(recipe, grouped, shipped()) / utilisation(recipe, looped, shipped()) > 3);
}

TEST_CASE("examples that are filled up to a long cut-off take longer", "[estimate]") {
  TrainingRecipe recipe = simple(test::lora);
  recipe.packed = false;
  recipe.mean_length = recipe.seq_len = 128;
  const double exact = utilisation(recipe, tuned, shipped());
  recipe.seq_len = 2048;
  const double filled = utilisation(recipe, tuned, shipped());
  CHECK(filled < exact);
  CHECK(filled > exact * 128 / 2048);
}

TEST_CASE("a row faster than the dense peak is told from one that is merely fast", "[estimate]") {
  TrainingRecipe recipe = simple(test::pretraining);  // 6e21 FLOP at 100 TFLOP/s: 16,667 h at least
  CHECK(exceeds_machine(recipe, {16000}, shipped()));
  CHECK_FALSE(exceeds_machine(recipe, {17000}, shipped()));
  recipe.precision = "fp8";
  CHECK_FALSE(exceeds_machine(recipe, {16000}, shipped()));
  recipe.precision = "bf16";
  recipe.recompute = Recompute::full;
  CHECK(exceeds_machine(recipe, {20000}, shipped()));
  CHECK_FALSE(exceeds_machine(recipe, {0}, shipped()));
}

TEST_CASE("more tokens or parameters never take less time, whatever the recipe", "[estimate]") {
  std::mt19937 random(20261124);
  const auto draw = [&](double low, double high) {
    return low * std::pow(high / low, static_cast<double>(random()) / 4294967295.0);
  };
  const auto coin = [&] { return random() % 2 == 0; };
  const TrainingConstants constants = shipped();
  const StackClass stacks[] = {StackClass::tuned, StackClass::native, StackClass::unstated};
  for (int i = 0; i < 10000; ++i) {
    TrainingRecipe recipe;
    recipe.gpu = a100();
    recipe.gpu.memory_bandwidth_gb_per_s = draw(100, 8000);
    test::set_way(recipe, test::ways[random() % 5]);
    recipe.model.params_total = draw(1e8, 1e12);
    if (coin()) recipe.model.layers = std::floor(draw(4, 130));
    if (coin()) recipe.model.hidden = std::floor(draw(256, 20000));
    recipe.gpu.memory_gib = draw(16, 300);
    recipe.gpu.interconnect_gb_per_s = coin() ? 64 : 600;
    recipe.gpu_count = std::floor(draw(1, 5000));
    recipe.tokens = draw(1e3, 1e13);
    recipe.seq_len = std::floor(draw(64, 131072));
    recipe.packed = coin();
    recipe.mean_length = recipe.packed ? 0 : draw(10, recipe.seq_len);
    recipe.micro_batch = coin() ? 0 : 2;
    recipe.global_batch = coin() ? 0 : std::floor(draw(1, 2000));
    recipe.whole_run = coin();
    recipe.offload = coin();
    recipe.flash_attention = coin();
    recipe.recompute = coin() ? Recompute::full : Recompute::none;
    const StackTraits stack{"", stacks[random() % 3], coin(), coin(), coin(), coin(), false, false, false, 0};
    const double before = central(recipe, stack, constants);
    TrainingRecipe more = recipe;
    more.tokens *= draw(1.0001, 10);
    CHECK(central(more, stack, constants) >= before);
    more = recipe;
    more.model.params_total *= draw(1.0001, 10);
    CHECK(central(more, stack, constants) >= before);
  }
}

TEST_CASE("every constant of the fit is in the data with its prior, meaning and source", "[estimate][data]") {
  std::map<std::string, nlohmann::json, std::less<>> by_id;
  const nlohmann::json file = read_json("constants/training.json");
  for (const auto& row : file["constants"]) by_id[row["id"]] = row;
  for (const TrainingConstantRow& row : training_constant_rows()) {
    INFO(row.id);
    const auto found = by_id.find(row.id);
    REQUIRE(found != by_id.end());
    const nlohmann::json& constant = found->second;
    for (const char* key : {"prior", "unit", "source", "date"}) CHECK(constant.contains(key));
    CHECK_FALSE(constant["meaning"]["en"].get<std::string>().empty());
    CHECK_FALSE(constant["meaning"]["zh"].get<std::string>().empty());
    // low and high are the prior's P10 and P90: a fit far outside would contradict what single sources measured.
    if (!constant.contains("low")) continue;
    CHECK(constant["value"].get<double>() > 0.8 * constant["low"].get<double>());
    CHECK(constant["value"].get<double>() < 1.25 * constant["high"].get<double>());
  }
}

TEST_CASE("the pace of a recipe gives its time and its operations for any number of tokens, to the bit", "[estimate]") {
  TrainingRecipe recipe = llama_2_7b_pretraining();
  for (const bool tunes : {false, true}) {
    if (tunes) {
      recipe.load = {Trained::all_weights, StartsFrom::model, false};
      recipe.load.reference = Reference::copy;
    }
    recipe.whole_run = !tunes;
    const TrainingPace pace = training_pace(recipe, StackTraits{}, shipped());
    for (const double tokens : {1e3, 3.7e7, 2e12}) {
      recipe.tokens = tokens;
      const Interval<GpuHours> range = training_range(pace, tokens, shipped());
      const Estimate<GpuHours> whole = training_time(recipe, StackTraits{}, shipped());
      CHECK(range.low == whole.low);
      CHECK(range.central == whole.central);
      CHECK(range.high == whole.high);
      CHECK(training_flops(pace, tokens).value == training_flops(recipe).value);
    }
  }
}
