// Training memory: every formula against numbers worked out by hand, the whole against published figures that no fit
// has seen, and what must never happen.
#include "pathfinder/estimate/memory.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <random>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "pathfinder/base/fields.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/training.hpp"

using namespace pathfinder;

namespace {

std::string read_text(const std::string& name) {
  std::ifstream file(test::source_dir() + "/data/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

nlohmann::json constant_file() {
  return nlohmann::json::parse(read_text("constants/memory.json"));
}

MemoryConstants shipped() {
  std::map<std::string, double, std::less<>> values;
  const nlohmann::json file = constant_file();
  for (const auto& row : file["constants"]) values[row["id"]] = row["value"];
  return memory_constants([&](std::string_view id) { return values.at(std::string(id)); });
}

/// Constants that are easy to reckon with.
MemoryConstants plain() {
  MemoryConstants constants = memory_constants([](std::string_view) { return 1.0; });
  constants.allocator = 1.25;
  constants.overlap = 0.5;
  constants.logits_upcast = 16;
  constants.four_bit_bytes = 0.5;
  constants.zero3_live_bytes = 4;
  constants.master_step_bytes = 4;
  constants.offload_buffers = 3;
  constants.lisa_layers = 2;
  return constants;
}

MemoryProfiles profiles() {
  Findings findings;
  const JsonDocument document = parse_json("memory_profiles.json", read_text("memory_profiles.json"), findings);
  MemoryProfiles read;
  read_object(document, findings, [&](Fields& fields) { describe_memory_profiles(fields, read); });
  return read;
}

ModelShape llama_2_7b() {
  return shape_from_dimensions(6738415616, 32, 4096, 32, 32, 11008, 32000);
}
ModelShape llama_31_8b() {
  return shape_from_dimensions(8030261248, 32, 4096, 32, 8, 14336, 128256);
}
ModelShape llama_31_70b() {
  return shape_from_dimensions(70553706496, 80, 8192, 64, 8, 28672, 128256);
}

TrainingRecipe recipe(const test::Way& way) {
  TrainingRecipe job;
  job.model = llama_2_7b();
  test::set_way(job, way);
  job.seq_len = 2048;
  job.lora_rank = 8;
  return job;
}

MemoryPlan plan(const TrainingRecipe& job, const MemoryHints& hints = {}) {
  return resolve_memory(job, profiles(), hints);
}

StatedMemory torchtune(const ModelShape& shape, std::string method, std::string optimizer) {
  StatedMemory row;
  row.model = "llama-3.1";
  row.shape = shape;
  row.method = std::move(method);
  row.optimizer = std::move(optimizer);
  row.precision = "bf16";
  row.framework = "torchtune + compile";
  row.lora_rank = 8;
  row.micro_batch = 2;
  row.seq_len = 2048;
  return row;
}

double central_gib(const StatedMemory& row) {
  return in_gib(training_memory(resolve_memory(row, profiles()), shipped()).central);
}

double sum(const Estimate<Bytes>& estimate) {
  return std::accumulate(estimate.breakdown.begin(), estimate.breakdown.end(), 0.0,
                         [](double total, const Line<Bytes>& line) { return total + line.central.value; });
}

}  // namespace

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

TEST_CASE("full training with a master copy holds 2 + 2 + 12 bytes a parameter", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.optimizer = Optimizer::adamw_fp32_master;
  const double params = job.model.params_total;
  const MemoryPlan whole = plan(job);
  CHECK(base_weight_bytes(whole, plain()) == 2 * params);
  CHECK(gradient_bytes(whole, plain()) == 2 * params);
  CHECK(optimizer_bytes(whole, plain()) == 12 * params);
  CHECK(step_bytes(whole, plain()) == 4 * params);

  SECTION("16-bit states take 4, with temporaries of one copy of the gradients") {
    job.optimizer = Optimizer::adamw_bf16;
    CHECK(optimizer_bytes(plan(job), plain()) == 4 * params);
    CHECK(step_bytes(plan(job), plain()) == 2 * params);
  }
  SECTION("8-bit states take 2, paged ones live on the host") {
    job.optimizer = Optimizer::adamw_8bit;
    CHECK(optimizer_bytes(plan(job), plain()) == 2 * params);
    job.optimizer = Optimizer::paged_adamw_8bit;
    CHECK(optimizer_bytes(plan(job), plain()) == 0);
  }
  SECTION("an optimiser inside the backward pass keeps one table's gradient") {
    job.optimizer = Optimizer::in_backward;
    CHECK(gradient_bytes(plan(job), plain()) == 2.0 * 32000 * 4096);
    CHECK(step_bytes(plan(job), plain()) == 0);
  }
  SECTION("automatic mixed precision keeps 32-bit weights and 16-bit copies") {
    job.precision = "amp bf16";
    CHECK(base_weight_bytes(plan(job), plain()) == 4 * params);
    CHECK(gradient_bytes(plan(job), plain()) == 4 * params);
    CHECK(optimizer_bytes(plan(job), plain()) == 8 * params);
    CHECK(step_bytes(plan(job), plain()) == 2 * params);
  }
  SECTION("LISA holds states of two layers and the embeddings") {
    job.optimizer = Optimizer::lisa;
    MemoryHints hints;
    hints.states = StateNumbers::pure_16bit;
    const double tables = 2.0 * 32000 * 4096;
    CHECK(optimizer_bytes(plan(job, hints), plain()) == Approx(4 * (2 * (params - tables) / 32 + tables)));
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
    CHECK(base_weight_bytes(plan(job), plain()) == Approx(stage.weights * params));
    CHECK(gradient_bytes(plan(job), plain()) == Approx(stage.gradients * params));
    CHECK(optimizer_bytes(plan(job), plain()) == Approx(stage.optimizer * params));
  }
  job.sharding = Sharding::zero3;
  CHECK(live_parameter_bytes(plan(job), plain()) == 4e9);
  CHECK(step_bytes(plan(job), plain()) == Approx(4 * params / 8));
  job.gpu_count = job.sharding_ways = 2;
  CHECK(step_bytes(plan(job), plain()) == 4e9);  // a sub-group of 1e9 parameters
  job.sharding = Sharding::fsdp;
  CHECK(live_parameter_bytes(plan(job), plain()) == Approx(2 * (2 * (params - 262144000.0) / 32 + 262144000.0)));
  job.offload = true;
  CHECK(optimizer_bytes(plan(job), plain()) == 0);
  CHECK(base_weight_bytes(plan(job), plain()) == 0);
}

TEST_CASE("a frozen base of 4 bits keeps its embeddings in the framework's numbers", "[estimate]") {
  TrainingRecipe job = recipe(test::qlora);
  job.quant_bits = 4;
  const double tables = 262144000, blocks = job.model.params_total - tables;
  CHECK(base_weight_bytes(plan(job), plain()) == 0.5 * blocks + 4 * tables);
  job.framework = "HF + PEFT";
  CHECK(base_weight_bytes(plan(job), plain()) == 0.5 * blocks + 4 * tables);
  job.framework = "Unsloth";
  CHECK(base_weight_bytes(plan(job), plain()) == 0.5 * blocks + 2 * tables);
  CHECK(adapter_weight_bytes(plan(job)) == 4 * 19988480.0);
  CHECK(gradient_bytes(plan(job), plain()) == 4 * 19988480.0);
  CHECK(optimizer_bytes(plan(job), plain()) == 8 * 19988480.0);
}

TEST_CASE("trained embeddings beside adapters add a copy with gradients and states", "[estimate]") {
  TrainingRecipe job = recipe(test::lora);
  const MemoryPlan without = plan(job);
  job.train_embeddings = true;
  const MemoryPlan with = plan(job);
  CHECK(adapter_weight_bytes(with) - adapter_weight_bytes(without) == 2 * 262144000.0);
  CHECK(gradient_bytes(with, plain()) - gradient_bytes(without, plain()) == 2 * 262144000.0);
  CHECK(optimizer_bytes(with, plain()) - optimizer_bytes(without, plain()) == 4 * 262144000.0);
}

TEST_CASE("activations are one input per layer when recomputed, everything otherwise", "[estimate]") {
  TrainingRecipe job = recipe(test::lora);
  CHECK(kept_activation_bytes(plan(job), plain()) == 536870912);  // 2 x 32 x 4096 x 2048
  CHECK(layer_bytes(plan(job), plain()) == 381681664);            // (20 x 4096 + 8 x 11008 + 4 x 4096) x 2048
  CHECK(logit_bytes(plan(job), plain()) == 1048576000);           // 16 x 32000 x 2048

  SECTION("kept whole") {
    job.recompute = Recompute::none;
    CHECK(kept_activation_bytes(plan(job), plain()) == 32 * 381681664.0);
    CHECK(layer_bytes(plan(job), plain()) == 0);
  }
  SECTION("on the host") {
    MemoryHints hints;
    hints.offload_activations = true;
    CHECK(kept_activation_bytes(plan(job, hints), plain()) == 3 * 2 * 4096 * 2048.0);
  }
  SECTION("unfused attention keeps its scores") {
    job.flash_attention = false;
    CHECK(layer_bytes(plan(job), plain()) == 381681664 + 5 * 32 * 2048.0 * 2048);
  }
  SECTION("compiled") {
    job.framework = "PyTorch + compile";
    CHECK(layer_bytes(plan(job), plain()) == (12 * 4096 + 6 * 11008 + 4 * 4096) * 2048.0);
  }
}

TEST_CASE("the peak is the larger of backward pass and optimiser step, and its lines sum to it", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.optimizer = Optimizer::adamw_bf16;
  const double params = job.model.params_total;
  const MemoryParts step = memory_parts(plan(job), plain());
  CHECK(step.step_phase == Approx(10 * params));
  CHECK(step.backward == Approx(8 * params + 1.25 * (536870912 + 1048576000 + 0.5 * 381681664)));
  CHECK(step.peak() == step.step_phase + bytes_per_gib);

  for (double length : {512.0, 65536.0}) {
    job.seq_len = length;
    const Estimate<Bytes> estimate = training_memory(plan(job), shipped());
    CHECK(sum(estimate) == Approx(estimate.central.value).epsilon(1e-12));
    CHECK(estimate.central.value == Approx(memory_parts(plan(job), shipped()).peak()).epsilon(1e-12));
    CHECK(estimate.low < estimate.central);
    CHECK(estimate.central < estimate.high);
    const Estimate<Bytes> total = over_ranks(estimate, 4);
    CHECK(total.central.value == Approx(4 * estimate.central.value));
    CHECK(sum(total) == Approx(total.central.value));
  }
}

TEST_CASE("PyTorch's own figure leaves the driver's context out", "[estimate]") {
  MemoryPlan job = plan(recipe(test::lora));
  MemoryConstants constants = plain();
  constants.torch_context_gib = 0.25;
  CHECK(context_bytes(job, constants) == bytes_per_gib);
  job.ranks = 2;
  CHECK(context_bytes(job, constants) == 2 * bytes_per_gib);
  job.reading = MemoryReading::torch_allocated;
  CHECK(context_bytes(job, constants) == 0.25 * bytes_per_gib);
  CHECK(memory_parts(job, constants).allocator == 0);
}

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

TEST_CASE("published figures of torchtune, seen by no fit, lie within 25 percent", "[estimate]") {
  // pytorch/torchtune README at 0031bfb: batch 2, packed to 2048, compiled
  CHECK(central_gib(torchtune(llama_31_8b(), "full", "paged adamw 8bit, optimizer in backward")) ==
        Approx(18.9).epsilon(0.25));
  CHECK(central_gib(torchtune(llama_31_8b(), "full", "paged adamw 8bit")) == Approx(37.4).epsilon(0.25));
  CHECK(central_gib(torchtune(llama_31_8b(), "lora", "adamw")) == Approx(16.2).epsilon(0.25));
  StatedMemory row = torchtune(llama_31_8b(), "lora", "adamw");
  row.checkpointing = false;
  CHECK(central_gib(row) == Approx(30.3).epsilon(0.25));
  row = torchtune(llama_31_8b(), "qlora", "adamw");
  row.quant_bits = 4;
  CHECK(central_gib(row) == Approx(7.4).epsilon(0.25));
  row = torchtune(llama_31_70b(), "lora", "adamw");
  row.sharding = "fsdp";
  row.sharding_ways = 8;
  CHECK(central_gib(row) == Approx(27.6).epsilon(0.25));
  row = torchtune(llama_31_70b(), "full", "adamw");
  row.sharding = "fsdp+offload";
  row.sharding_ways = 8;
  CHECK(central_gib(row) == Approx(13.9).epsilon(0.25));
}

TEST_CASE("fitting is decided at the upper end of the interval", "[estimate]") {
  const Estimate<Bytes> estimate{gibibytes(20), gibibytes(23), gibibytes(26), {}, {}};
  CHECK_FALSE(fits(estimate, gibibytes(24)));
  CHECK(fits(estimate, gibibytes(26)));
}

TEST_CASE("cheaper recipes come mildest first and each needs no more than the one before", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.recompute = Recompute::none;
  job.gpu_count = 8;
  const std::vector<CheaperRecipe> cheaper = cheaper_recipes(job);
  std::vector<std::string> changes;
  double before = training_memory(job, profiles(), shipped()).central.value;
  for (const CheaperRecipe& step : cheaper) {
    changes.push_back(step.change);
    const double now = training_memory(step.recipe, profiles(), shipped()).central.value;
    if (step.change != "offload") {
      CHECK(now <= before);
      before = now;
    }
  }
  CHECK(changes == std::vector<std::string>{"recompute", "adamw-8bit", "zero2", "zero3", "lora", "qlora", "offload"});
  CHECK(cheaper.back().recipe.load == test::all_weights.load);
  TrainingRecipe least = recipe(test::qlora);
  least.optimizer = Optimizer::adamw_8bit;
  CHECK(cheaper_recipes(least).empty());
}

TEST_CASE("more parameters, tokens, sequences or rank never need less memory", "[estimate]") {
  const MemoryProfiles all = profiles();
  const MemoryConstants constants = shipped();
  std::mt19937 random(20261124);
  const auto upto = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
  const char* const frameworks[] = {"",        "torchtune + compile", "LLaMA-Factory",
                                    "unsloth", "HF + DeepSpeed",      "megatron"};
  for (int draw = 0; draw < 10000; ++draw) {
    TrainingRecipe job;
    job.model = upto(2) == 0 ? llama_2_7b() : llama_31_8b();
    test::set_way(job, test::ways[upto(5)]);
    job.sharding = static_cast<Sharding>(upto(5));
    job.optimizer = static_cast<Optimizer>(upto(8));
    job.recompute = static_cast<Recompute>(upto(3));
    job.gpu_count = job.sharding_ways = 1 + upto(8);
    job.offload = upto(4) == 0;
    job.flash_attention = upto(4) != 0;
    job.framework = frameworks[upto(6)];
    job.seq_len = 1 + upto(32768);
    job.micro_batch = 1 + upto(16);
    job.lora_rank = 1 + upto(256);
    job.train_embeddings = upto(2) == 0;
    const double base = training_memory(job, all, constants).central.value;
    REQUIRE(base > 0);
    const auto more = [&](auto change) {
      TrainingRecipe larger = job;
      change(larger);
      return training_memory(larger, all, constants).central.value;
    };
    const double factor = 1 + upto(100) / 100.0;
    CHECK(more([&](TrainingRecipe& r) { r.model.params_total *= factor; }) >= base * (1 - 1e-12));
    CHECK(more([&](TrainingRecipe& r) { r.seq_len *= factor; }) >= base * (1 - 1e-12));
    CHECK(more([&](TrainingRecipe& r) { r.micro_batch += 1; }) >= base * (1 - 1e-12));
    CHECK(more([&](TrainingRecipe& r) { r.lora_rank *= factor; }) >= base * (1 - 1e-12));
  }
}

TEST_CASE("a refit finds the constants that made the rows, and stays at the priors without rows", "[estimate]") {
  MemoryConstants start = shipped();
  const MemoryConstants alone = refit_memory({}, start);
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    if (row.spread > 0) CHECK(alone.*row.member == row.prior);
  }
  MemoryConstants truth = alone;
  truth.context_gib = 1.4;
  truth.logits_upcast = 18;
  std::vector<MemoryObservation> rows;
  for (double length = 256; length <= 65536; length *= 1.2) {
    TrainingRecipe job = recipe(test::qlora);
    job.quant_bits = 4;
    job.seq_len = length;
    const MemoryPlan made = plan(job);
    rows.push_back({made, 1, Bytes{memory_parts(made, truth).peak()}});
  }
  const MemoryConstants found = refit_memory(rows, start);
  for (const MemoryObservation& row : rows) {
    CHECK(memory_parts(row.plan, found).peak() == Approx(row.measured.value).epsilon(0.02));
  }
}

TEST_CASE("the constants file states the priors that a refit pulls to", "[estimate]") {
  const nlohmann::json file = constant_file();
  CHECK(file["constants"].size() == memory_constant_rows().size());
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    const auto& constants = file["constants"];
    const auto at = std::find_if(constants.begin(), constants.end(), [&](const auto& c) { return c["id"] == row.id; });
    REQUIRE(at != constants.end());
    if (row.spread > 0) CHECK((*at)["prior"] == row.prior);
  }
}
