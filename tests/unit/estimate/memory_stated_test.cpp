// Words of published rows, read as recipes.
#include "pathfinder/estimate/memory_stated.hpp"

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

namespace {

StatedMemory row(std::string method, std::string optimizer = "", std::string sharding = "none") {
  StatedMemory one;
  one.shape = llama_31_8b();
  one.method = std::move(method);
  one.optimizer = std::move(optimizer);
  one.sharding = std::move(sharding);
  return one;
}

}  // namespace

TEST_CASE("what a row leaves out stays unsaid", "[estimate]") {
  const ReadMemory read = read_stated(row("lora"), profiles());
  CHECK_FALSE(read.hints.length_stated);
  CHECK_FALSE(read.hints.batch_stated);
  CHECK_FALSE(read.hints.recompute_stated);
  CHECK_FALSE(read.hints.flash_stated);
  CHECK_FALSE(read.hints.precision_stated);
  CHECK_FALSE(read.hints.reading.has_value());
  CHECK(read.recipe.gpu_count == 1);
  CHECK(read.recipe.sharding_ways == 1);
}

TEST_CASE("optimisers are read by what they keep", "[estimate]") {
  const auto read = [](std::string method, std::string optimizer) {
    return read_stated(row(std::move(method), std::move(optimizer)), profiles()).recipe.optimizer;
  };
  CHECK(read("full", "adamw8bit") == Optimizer::adamw_8bit);
  CHECK(read("galore", "galore 8bit") == Optimizer::galore_8bit);
  CHECK(read("badam full", "badam") == Optimizer::badam);
  CHECK(read("full", "LOMO") == Optimizer::lomo);
  CHECK(read("full", "APOLLO") == Optimizer::apollo);
  CHECK(read("full", "muon") == Optimizer::muon);
  CHECK(read("full", "adamw 4bit") == Optimizer::adamw_4bit);
}

TEST_CASE("preference tuning passes pairs, beside a copy of the weights or without its adapters", "[estimate]") {
  const TrainingLoad whole = read_stated(row("dpo"), profiles()).recipe.load;
  CHECK(whole.sequences_per_example == 2);
  CHECK(whole.reference == Reference::copy);
  const ReadMemory narrow = read_stated(row("dpo qlora"), profiles());
  CHECK(narrow.recipe.load.reference == Reference::same_weights);
  CHECK(narrow.recipe.quant_bits == 4);
}

TEST_CASE("a model split over cards shares its layers, and not its steps", "[estimate]") {
  StatedMemory split = row("lora", "adamw", "model-split");
  split.sharding_ways = 2;
  split.lora_rank = 8;
  split.lora_targets = "q_proj, v_proj";
  split.micro_batch = 1;
  split.seq_len = 2048;
  split.checkpointing = split.flash_attention = true;
  const MemoryPlan plan = likeliest(resolve_memory(split, profiles()));
  CHECK(plan.split);
  CHECK(plan.adapted_width == 2 * 4096);
  const MemoryTerms terms = memory_terms(plan, plain());
  CHECK(terms.weights == 2 * 8030261248.0 / 2);
  CHECK(terms.layer_inputs == 2.0 * 4096 * 2048 * 32 / 2);
  CHECK_FALSE(terms.several);
}

TEST_CASE("adapted layers are read by letters and by the names of modules", "[estimate]") {
  const auto read = [](std::string targets) {
    StatedMemory one = row("lora");
    one.lora_targets = std::move(targets);
    return read_stated(one, profiles()).recipe.lora_targets;
  };
  CHECK(read("") == "");
  CHECK(read("all linear layers") == "all-linear");
  CHECK(read("qv") == "qv");
  CHECK(read("q_proj, v_proj") == "qv");
  CHECK(read("attention") == "qkvo");
  CHECK(adapted_width(llama_31_8b(), read("query_key_value")) == 3 * 4096);
}

TEST_CASE("layouts of ranks are read from the words around them", "[estimate]") {
  StatedMemory one = row("full", "adamw", "fsdp");
  one.sharding_ways = 256;
  one.framework = "torchtitan (FSDP2 32 x TP 8)";
  const ReadMemory read = read_stated(one, profiles());
  CHECK(read.recipe.layout.tp == 8);
  CHECK(read.recipe.sharding_ways == 32);
  one.sharding = "zero3 + ulysses";
  one.sharding_ways = 8;
  one.framework = "HF";
  CHECK(read_stated(one, profiles()).recipe.layout.cp == 8);
  one.sharding = "zero3 + ulysses 2";  // of the eight, two share a sequence
  CHECK(read_stated(one, profiles()).recipe.layout.cp == 2);
  one.sharding = "tp8 pp4";
  one.sharding_ways = 32;
  CHECK(read_stated(one, profiles()).recipe.sharding == Sharding::none);
  CHECK(read_stated(one, profiles()).recipe.layout.pp == 4);
}
