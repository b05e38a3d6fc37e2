// estimate: every line recomputes from its own parts by the equation printed beside it, lines sum to their figure,
// a chip without evidence gets no point, and nothing that asks for more costs less.
#include <cmath>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "pathfinder/answers/cost.hpp"
#include "pathfinder/answers/memory.hpp"
#include "pathfinder/answers/serving.hpp"
#include "pathfinder/answers/training.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/random.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/equation.hpp"
#include "support/training.hpp"

using namespace pathfinder;
using namespace pathfinder::test;
using nlohmann::json;

namespace {

json estimate(std::vector<std::string> args) {
  args.insert(args.begin(), "estimate");
  args.insert(args.end(), {"--format", "json"});
  const Outcome outcome = run_command(args);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  return json::parse(outcome.out);
}

/// Checks lines and quantities of every figure.
void check_recomputes(const json& answer) {
  for (const auto& [id, figure] : answer["estimate"].items()) {
    if (figure.contains("bound")) continue;
    INFO(id);
    double sum = 0;
    bool counted = false;
    for (const char* list : {"breakdown", "quantities"}) {
      if (!figure.contains(list)) continue;
      for (const json& line : figure[list]) {
        if (line.contains("quote_needed")) continue;
        const double amount = line.contains("amount") ? line["amount"].get<double>() : line["value"].get<double>();
        if (line.contains("amount")) {
          sum += amount;
          counted = true;
        }
        INFO(line.dump());
        if (amount == 0 && !line.contains("parts")) continue;
        REQUIRE(line.contains("equation"));
        REQUIRE(line.contains("parts"));
        std::map<std::string, double> parts;
        for (const json& part : line["parts"]) parts[part["symbol"]] = part["value"];
        CHECK(Equation(line["equation"], parts).value() == Approx(amount).epsilon(1e-9).margin(1e-12));
      }
    }
    if (counted) CHECK(sum == Approx(figure["central"].get<double>()).epsilon(1e-9));
    CHECK(figure["low"].get<double>() <= figure["central"].get<double>());
  }
}

using Args = std::vector<std::string>;

}  // namespace

TEST_CASE("every line of an estimate recomputes from its parts, and the lines sum to the figure", "[cli][estimate]") {
  const std::vector<Args> questions = {
      {"train", "--method", "pretrain", "--model", "llama-2-7b", "--tokens", "2T", "--gpus", "1024"},
      {"train", "--method", "full_ft", "--model", "llama-2-7b", "--docs", "50000", "--rounds", "3", "--gpus", "8"},
      {"train", "--method", "lora", "--model", "qwen2.5-14b", "--examples", "2000", "--mean-len", "300", "--unpacked",
       "--gpu", "rtx-4090", "--micro-batch", "1"},
      {"train", "--method", "qlora", "--model", "llama-3.1-8b", "--tokens", "10M", "--gpu", "l4", "--offload"},
      {"train", "--method", "full_ft", "--model", "llama-3.1-8b", "--tokens", "1B..3B", "--gpus", "64", "--batch", "64",
       "--offload", "--precision", "fp8", "--gpu", "h100-sxm"},
      {"memory", "--method", "lora", "--model", "llama-3.1-8b", "--gpu", "rtx-4090", "--seq-len", "2048"},
      {"memory", "--method", "qlora", "--model", "qwen2.5-72b", "--gpu", "a100-80gb-sxm", "--recompute", "none"},
      {"memory", "--method", "full_ft", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--gpus", "8", "--sharding",
       "zero3"},
      {"memory", "--method", "full_ft", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--gpus", "4", "--sharding",
       "fsdp", "--framework", "torchtune"},
      {"memory", "--method", "pretrain", "--model", "llama-2-7b", "--gpus", "8", "--sharding", "zero1", "--micro-batch",
       "4"},
      {"memory", "--method", "full_ft", "--model", "qwen2.5-7b", "--optimizer", "adamw-8bit", "--framework", "unsloth"},
      {"serve", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--concurrency", "16"},
      {"serve", "--model", "llama-3.1-8b", "--gpu", "a100-80gb-sxm", "--engine", "transformers", "--concurrency", "4"},
      {"serve", "--model", "deepseek-v3", "--gpu", "h200-sxm", "--gpus", "8", "--precision", "fp8", "--concurrency",
       "2000", "--engine", "sglang"},
      {"serve", "--model", "qwen2.5-72b", "--gpu", "h100-sxm", "--gpus", "4", "--tp", "4", "--precision", "awq"},
      {"serve", "--model", "qwen2.5-14b", "--gpu", "h100-sxm", "--requests-per-s", "20", "--latency-ms", "3000"},
      {"rag", "--docs", "50000", "--queries", "1000", "--knowledge-changes", "weekly", "--rerank", "--gpu", "h100-sxm"},
      {"rag", "--tokens", "3k", "--docs", "40"},
      {"cost", "--option", "rag", "--docs", "50000", "--queries", "1000"},
      {"cost", "--option", "peft", "--labels", "2000", "--staff-per-week", "3000", "--gpus", "8", "--gpu-source",
       "owned"},
      {"cost", "--gpu-hours", "5000", "--gpu", "h100-sxm", "--months", "30"},
      {"cost", "--gpus", "4", "--gpu", "h100-sxm", "--months", "36", "--purchase-price", "28k", "--hosting-price",
       "150", "--api-model", "qwen3.6-plus", "--queries", "20000"},
      {"memory", "--method", "lora", "--model", "llama-3.1-8b", "--recompute", "selective", "--attention", "eager",
       "--gpu", "h100-sxm"},
      {"memory", "--method", "lora", "--model", "llama-3.1-8b", "--recompute", "none", "--attention", "eager", "--gpu",
       "h100-sxm", "--offload-activations"},
      {"memory", "--method", "qlora", "--model", "llama-3.1-8b", "--framework", "unsloth", "--gpu", "rtx-4090",
       "--seq-len", "4096"},
      {"memory", "--method", "full_ft", "--model", "llama-2-7b", "--framework", "PyTorch", "--seq-len", "128",
       "--optimizer", "adamw-bf16", "--gpu", "h100-sxm"},
      {"memory", "--method", "lora", "--model", "llama-2-7b", "--quantization", "int8", "--gpu", "rtx-4090"},
      {"memory", "--method", "lora", "--model", "llama-2-7b", "--quantization", "int3", "--gpu", "rtx-4090"},
      {"memory", "--method", "lora", "--model", "llama-2-7b", "--quantization", "int2", "--train-embeddings", "--gpu",
       "rtx-4090"},
      {"memory", "--method", "pretrain", "--model", "llama-3.1-70b", "--tp", "4", "--pp", "2", "--cp", "2", "--gpus",
       "32", "--framework", "megatron", "--gpu", "h100-sxm"},
      {"memory", "--method", "full_ft", "--model", "qwen3-30b-a3b", "--ep", "8", "--gpus", "8", "--sharding", "fsdp",
       "--gpu", "h100-sxm"},
      {"memory", "--method", "full_ft", "--model", "llama-3.1-8b", "--optimizer", "lisa", "--recompute", "selective",
       "--gpu", "h100-sxm"},
      {"memory", "--method", "full_ft", "--model", "llama-3.1-8b", "--optimizer", "lomo", "--loss", "fused", "--gpus",
       "4", "--sharding", "zero2", "--offload"},
      {"train", "--method", "pretrain", "--model", "deepseek-v3", "--tp", "8", "--pp", "8", "--ep", "8", "--gpus",
       "512", "--batch", "1024", "--tokens", "1T", "--gpu", "h100-sxm"},
      {"train", "--method", "pretrain", "--model", "llama-3.1-70b", "--tp", "8", "--cp", "4", "--gpus", "64",
       "--tokens", "1B", "--seq-len", "131072", "--recompute", "full", "--gpu", "h100-sxm"},
      {"train", "--method", "full_ft", "--model", "llama-2-7b", "--tokens", "10M", "--gpus", "4", "--gpu", "rtx-4090",
       "--micro-batch", "1", "--seq-len", "128"},
      {"train", "--method", "qlora", "--model", "llama-2-7b", "--quantization", "int4", "--tokens", "10M", "--gpus",
       "2", "--gpu", "rtx-4090", "--recompute", "full", "--offload"},
      {"serve", "--model", "qwen2.5-14b", "--engine", "llama.cpp", "--precision", "q4_k_m", "--gpu", "rtx-4090",
       "--gpus", "2", "--concurrency", "1"},
      {"serve", "--model", "deepseek-v3", "--gpu", "h200-sxm", "--gpus", "16", "--attention-dp", "16", "--precision",
       "fp8", "--concurrency", "512", "--engine", "vllm"},
      {"serve", "--model", "llama-3.1-70b", "--gpu", "mi300x", "--gpus", "2", "--tp", "2", "--concurrency", "64"},
      {"serve", "--model", "llama-3.1-70b", "--gpu", "h100-sxm", "--gpus", "16", "--tp", "4", "--pp", "2",
       "--concurrency", "64"},
      {"serve", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--requests-per-s", "100", "--ttft-ms", "500"},
  };
  for (const Args& question : questions) {
    std::string line;
    for (const std::string& arg : question) line += arg + " ";
    INFO(line);
    const json answer = estimate(question);
    check_recomputes(answer);
    // Every method and line resolves to a formula that the answer explains.
    std::map<std::string, bool> known;
    for (const json& formula : answer["formulas"]) known[formula["id"]] = true;
    for (const auto& [id, figure] : answer["estimate"].items()) CHECK(known.count(figure["method"]) == 1);
  }
}

TEST_CASE("whatever an estimate is made by has a formula in data/", "[cli][estimate]") {
  std::map<std::string, bool> known;
  for (const Formula& formula : shipped().formulas) known[formula.id] = true;
  for (const char* method : {"training_time", "training-memory", "serving-throughput", "serving-ttft", "serving-tpot",
                             "serving-fleet", "weeks-of-stages", "energy.training", "cost.total", "effect.index"}) {
    INFO(method);
    CHECK(known.count(method) == 1);
  }
}

TEST_CASE("a chip that nobody measured gets a bound, never a point", "[cli][estimate]") {
  const json fleet = estimate(
      {"serve", "--model", "qwen2.5-14b", "--requests-per-s", "20", "--latency-ms", "3000", "--gpu", "metax-c500"});
  const json alone = estimate({"serve", "--model", "qwen2.5-14b", "--gpu", "metax-c500", "--concurrency", "8"});
  const json trained = estimate({"train", "--model", "qwen2.5-14b", "--tokens", "1B", "--gpu", "metax-c500"});
  for (const json& answer : {fleet, alone, trained}) {
    for (const auto& [id, figure] : answer["estimate"].items()) {
      INFO(id);
      CHECK(figure.contains("bound"));
      CHECK(figure["limit"].get<double>() > 0);
      CHECK_FALSE(figure.contains("central"));
      CHECK_FALSE(figure.contains("breakdown"));
    }
  }
  CHECK(fleet["estimate"]["accelerators"]["bound"] == "at_least");
  CHECK(alone["estimate"]["tokens_per_s_out"]["bound"] == "at_most");
}

TEST_CASE("memory that does not fit names the mildest recipe that does and its time", "[cli][estimate]") {
  const json answer =
      estimate({"memory", "--method", "full_ft", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--gpus", "8"});
  bool found = false;
  for (const json& note : answer["notes"]) {
    if (note["id"] != "estimate.note.recipe") continue;
    found = true;
    CHECK(note["time"].get<double>() >= 1);
    CHECK(note["memory"]["high"].get<double>() <= 80);
  }
  CHECK(found);
}

TEST_CASE("everything wrong with an estimate's command line is told at once", "[cli][estimate]") {
  const Outcome outcome =
      run_command({"estimate", "train", "--methd", "lora", "--model", "lama-2-7b", "--gpus", "0", "--tokens", "-5",
                   "--docs", "10", "--recompute", "ful", "--packed", "--unpacked"});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  for (const char* code : {"[unknown-option]", "did you mean --method?", "did you mean llama-2-7b?", "[out-of-range]",
                           "did you mean full?", "[options-exclude]"}) {
    INFO(code << "\n" << outcome.err);
    CHECK(outcome.err.find(code) != std::string::npos);
  }
  CHECK(run_command({"estimate", "trian"}).code == 2);
  CHECK(run_command({"estimate"}).code == 2);
  CHECK(run_command({"estimate", "--help"}).code == 0);
  CHECK(run_command({"estimate", "rag", "--docs", "10", "--chunk", "100", "--overlap", "200"}).code == 2);
  CHECK(run_command({"estimate", "serve", "--model", "llama-3.1-8b", "--latency-ms", "3000"}).code == 2);
}

TEST_CASE("the same question is answered byte for byte alike, in both languages", "[cli][estimate]") {
  const Args question = {"estimate", "cost", "--option", "rag", "--docs", "50000", "--explain", "--lang", "zh"};
  const Outcome first = run_command(question);
  CHECK(first.code == 0);
  CHECK(first.out == run_command(question).out);
}

TEST_CASE(
    "more tokens or parameters never train faster or in less memory, twice the cards never slower but for what "
    "they exchange, over 10,000 draws",
    "[cli][estimate]") {
  const Catalogue& catalogue = shipped();
  const EstimateConstants constants(catalogue);
  const Stream stream("estimate.train");
  std::uint64_t at = 0;
  const auto uniform = [&](double low, double high) { return low + (high - low) * stream.uniform(at++); };
  const auto pick = [&](double count) {
    return static_cast<std::size_t>(std::min(count - 1, std::floor(uniform(0, count))));
  };
  for (int draw = 0; draw < static_cast<int>(test::tries(10000)); ++draw) {
    TrainingQuestion question;
    TrainingRecipe& recipe = question.recipe;
    const LanguageModel& model = catalogue.models[pick(static_cast<double>(catalogue.models.size()))];
    recipe.gpu = catalogue.gpus[pick(static_cast<double>(catalogue.gpus.size()))];
    recipe.model = model.shape;
    if (model.shape.params_total <= 0 || model.shape.hidden <= 0 || recipe.gpu.dense_16bit_tflop_per_s() <= 0) continue;
    test::set_way(recipe, test::ways[pick(5)]);
    recipe.gpu_count = std::floor(uniform(1, 64));
    if (uniform(0, 1) < 0.5) {
      const auto ranks = [&](double kinds) { return static_cast<double>(std::size_t{1} << pick(kinds)); };
      recipe.layout = {ranks(4), ranks(3), ranks(2), ranks(4)};
      recipe.gpu_count *= recipe.layout.tp * recipe.layout.pp * recipe.layout.cp;
    }
    recipe.nodes = std::ceil(recipe.gpu_count / 8);
    recipe.seq_len = std::floor(uniform(128, 16384));
    recipe.packed = uniform(0, 1) < 0.5;
    recipe.mean_length = recipe.packed ? 0 : uniform(20, recipe.seq_len);
    recipe.micro_batch = uniform(0, 1) < 0.5 ? 0 : std::floor(uniform(1, 9));
    recipe.global_batch = uniform(0, 1) < 0.5 ? 0 : std::floor(uniform(1, 2048));
    recipe.recompute = static_cast<Recompute>(pick(3));
    recipe.offload = uniform(0, 1) < 0.2;
    recipe.tokens = std::exp(uniform(std::log(1e4), std::log(1e13)));
    question.tokens = exactly(recipe.tokens);
    const auto hours = [&](const TrainingQuestion& of) {
      return answer_training(of, catalogue, constants).figures.front().estimate.central;
    };
    const double base = hours(question);
    TrainingQuestion more = question;
    more.recipe.tokens *= uniform(1, 10);
    more.tokens = exactly(more.recipe.tokens);
    const double longer = hours(more);
    TrainingQuestion larger = question;
    const double factor = uniform(1, 3);
    larger.recipe.model.params_total *= factor;
    larger.recipe.model.params_active *= factor;
    const double slower = hours(larger);
    if (!(longer >= base * (1 - 1e-12)) || !(slower >= base * (1 - 1e-12))) {
      CAPTURE(draw, model.id, recipe.gpu.id, base, longer, slower);
      CHECK(false);
      break;
    }
    const auto exchanged = [&](const TrainingRecipe& of) {
      const TrainingParts parts =
          training_parts(of, stack_traits(catalogue.frameworks, of.framework), constants.training);
      return (parts.exchange + parts.tensor + parts.sequence + parts.expert + parts.bubble).value / seconds_per_hour;
    };
    TrainingQuestion wider = question;
    wider.recipe.gpu_count *= 2;
    wider.recipe.whole_run = recipe.whole_run = false;
    question.recipe.whole_run = false;
    const double by_clock = hours(question) / recipe.gpu_count;
    const double wider_clock = (hours(wider) - exchanged(wider.recipe)) / wider.recipe.gpu_count;
    if (!(wider_clock <= by_clock * (1 + 1e-9))) {
      CAPTURE(draw, model.id, recipe.gpu.id, recipe.gpu_count, by_clock, wider_clock);
      CHECK(false);
      break;
    }
    const auto memory = [&](const TrainingQuestion& of) {
      return answer_memory(of, catalogue, constants).figures.front().estimate.central;
    };
    if (draw % 4 == 0 && !(memory(larger) >= memory(question) * (1 - 1e-12))) {
      CAPTURE(draw, model.id, recipe.gpu.id);
      CHECK(false);
      break;
    }
  }
}

TEST_CASE("more questions never need fewer accelerators or less money, over 10,000 draws", "[cli][estimate]") {
  const Catalogue& catalogue = shipped();
  const EstimateConstants constants(catalogue);
  const Stream stream("estimate.load");
  std::uint64_t at = 0;
  const auto uniform = [&](double low, double high) { return low + (high - low) * stream.uniform(at++); };
  const char* models[] = {"llama-3.1-8b", "qwen2.5-14b", "qwen2.5-72b"};
  const char* gpus[] = {"h100-sxm", "a100-80gb-sxm", "l40s", "ascend-910b"};
  for (int draw = 0; draw < static_cast<int>(test::tries(10000)); ++draw) {
    ServingQuestion question;
    question.setup.model = catalogue.models[catalogue.find("models", models[draw % 3])].shape;
    question.setup.gpu = catalogue.gpus[catalogue.find("gpus", gpus[draw % 4])];
    question.setup.input_len = std::floor(uniform(50, 8000));
    question.setup.output_len = std::floor(uniform(10, 2000));
    ServingLoad load;
    load.requests_per_s = std::exp(uniform(std::log(0.01), std::log(200)));
    load.latency_p95_s = uniform(0, 1) < 0.5 ? 0 : uniform(5, 120);
    const LeastAccelerators few =
        least_accelerators(question.setup, load, catalogue.serving_profiles, constants.serving);
    ServingLoad heavier = load;
    heavier.requests_per_s *= uniform(1, 3);
    const LeastAccelerators many =
        least_accelerators(question.setup, heavier, catalogue.serving_profiles, constants.serving);
    CostQuestion bill;
    bill.gpu = question.setup.gpu;
    bill.api_model = "qwen3.6-plus";
    bill.months = std::floor(uniform(1, 60));
    bill.prompt_mtok_per_month = uniform(0.1, 1000);
    bill.output_mtok_per_month = uniform(0.1, 1000);
    CostQuestion dearer = bill;
    dearer.prompt_mtok_per_month *= uniform(1, 3);
    const double cheap = answer_bill(bill, catalogue, constants).figures.front().estimate.central;
    const double dear = answer_bill(dearer, catalogue, constants).figures.front().estimate.central;
    const bool fewer =
        few.central.feasible && many.central.feasible && many.central.accelerators < few.central.accelerators;
    const bool appears = !few.central.feasible && many.central.feasible;
    if (fewer || appears || dear < cheap * (1 - 1e-12)) {
      CAPTURE(draw, few.central.accelerators, many.central.accelerators, load.requests_per_s, heavier.requests_per_s,
              cheap, dear);
      CHECK(false);
      break;
    }
  }
}

TEST_CASE("every way of dividing a training job moves its time where it must", "[cli][estimate]") {
  const auto hours = [](std::vector<std::string> more, const std::string& model = "llama-3.1-70b") {
    std::vector<std::string> args = {"train",    "--method", "pretrain", "--model",  model, "--gpu",
                                     "h100-sxm", "--gpus",   "64",       "--tokens", "1e9"};
    args.insert(args.end(), more.begin(), more.end());
    return estimate(args)["estimate"]["training_gpu_hours"]["central"].get<double>();
  };
  const double plain = hours({"--framework", "FSDP"});
  CHECK(hours({"--framework", "FSDP", "--tp", "8"}) > plain);
  CHECK(hours({"--framework", "FSDP", "--tp", "16"}) > 1.5 * hours({"--framework", "FSDP", "--tp", "8"}));
  CHECK(hours({"--framework", "Megatron-LM", "--tp", "8"}) == hours({"--framework", "Megatron-LM"}));
  CHECK(hours({"--framework", "FSDP", "--pp", "4", "--batch", "128"}) >
        1.1 * hours({"--framework", "FSDP", "--batch", "128"}));
  CHECK(hours({"--framework", "FSDP", "--cp", "8", "--seq-len", "131072"}) ==
        hours({"--framework", "FSDP", "--seq-len", "131072"}));  // hidden behind attention
  CHECK(hours({"--framework", "FSDP", "--ep", "8"}, "mixtral-8x7b") > hours({"--framework", "FSDP"}, "mixtral-8x7b"));
  check_recomputes(estimate({"train",    "--method", "pretrain", "--model", "mixtral-8x7b", "--gpu",       "h100-sxm",
                             "--tokens", "1e9",      "--tp",     "2",       "--cp",         "2",           "--pp",
                             "2",        "--ep",     "8",        "--batch", "64",           "--framework", "FSDP"}));
}

TEST_CASE("an option of another estimate is refused with the place where it means something", "[cli][estimate]") {
  const auto refused = [](std::vector<std::string> args) {
    args.insert(args.begin(), "estimate");
    const Outcome outcome = run_command(args);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
  };
  const std::vector<std::string> train = {"train", "--model", "qwen3-8b", "--tokens", "1e9"};
  const auto with = [](std::vector<std::string> args, const std::vector<std::string>& more) {
    args.insert(args.end(), more.begin(), more.end());
    return args;
  };
  says(refused(with(train, {"--loss", "fused"})), "pathfinder estimate memory takes it");
  says(refused(with(train, {"--cache-precision", "fp8"})), "pathfinder estimate serve takes it");
  says(refused(with(train, {"--method", "grpo"})), "drawn for a reward");
  says(refused(with(train, {"--ep", "2"})), "no experts");
  says(refused(with(train, {"--gpus", "4", "--tp", "8"})), "--tp must be a number from 1 to 4");
  says(refused({"memory", "--model", "qwen3-8b", "--method", "qlora", "--quantization", "q4_k_m"}), "GGUF");
  says(refused({"serve", "--model", "qwen3-8b", "--packed"}), "belongs to training");
  says(refused({"serve", "--model", "qwen3-8b", "--cp", "2"}), "no sequence is divided");
  // What is called an option of another estimate is one: its help knows it.
  const std::string memory = run_command({"estimate", "memory", "--help"}).out;
  for (const char* option : {"--attention", "--loss", "--reading", "--method", "--optimizer", "--lora-targets",
                             "--packed", "--sharding", "--micro-batch", "--recompute", "--cp", "--ep"})
    says(memory, option);
}
