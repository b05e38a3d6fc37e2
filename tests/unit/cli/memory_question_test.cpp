// What `estimate memory` can be told, and what it says about what it was not told.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using nlohmann::json;

namespace {

using Args = std::vector<std::string>;

json memory(Args more, const std::string& model = "llama-3.1-8b") {
  Args args = {"estimate", "memory", "--format", "json", "--model", model, "--gpu", "h100-sxm"};
  args.insert(args.end(), more.begin(), more.end());
  const test::Outcome outcome = test::run_command(args);
  INFO(outcome.err);
  REQUIRE(outcome.code <= 1);
  return json::parse(outcome.out);
}

double peak(const Args& more, const std::string& model = "llama-3.1-8b") {
  return memory(more, model)["estimate"]["memory_per_gpu_gib"]["central"];
}

double width(const json& answer) {
  const json& figure = answer["estimate"]["memory_per_gpu_gib"];
  return figure["high"].get<double>() / figure["low"].get<double>();
}

const Args stated = {"--method", "lora",           "--seq-len",  "4096",        "--recompute", "full",
                     "--packed", "--lora-targets", "all-linear", "--framework", "HF"};

Args with(Args more) {
  more.insert(more.begin(), stated.begin(), stated.end());
  return more;
}

}  // namespace

TEST_CASE("what is left out widens the range, and is named", "[cli][estimate]") {
  const json open = memory({"--method", "lora", "--framework", "HF"});
  const json said = memory(stated);
  CHECK(width(open) > 1.3 * width(said));
  const auto note = std::find_if(open["notes"].begin(), open["notes"].end(),
                                 [](const json& one) { return one["id"] == "estimate.note.unsaid"; });
  REQUIRE(note != open["notes"].end());
  const std::string options = (*note)["options"];
  for (const char* option : {"--seq-len", "--recompute", "--lora-targets", "--packed"}) {
    INFO(option);
    CHECK(options.find(option) != std::string::npos);
  }
  for (const json& one : said["notes"]) CHECK(one["id"] != "estimate.note.unsaid");
}

TEST_CASE("every part of a recipe can be said and moves the peak the way it must", "[cli][estimate]") {
  const double base = peak(stated);
  CHECK(peak(with({"--loss", "fused"})) < base);
  CHECK(peak(with({"--attention", "eager"})) > base);
  CHECK(peak(with({"--train-embeddings"})) > base);
  CHECK(peak(with({"--offload-activations"})) < base);
  CHECK(peak(with({"--quantization", "int8"})) < base);
  CHECK(peak(with({"--reading", "reserved"})) < base);
  CHECK(peak(with({"--reading", "allocated"})) < peak(with({"--reading", "reserved"})));
  CHECK(peak(with({"--gpus", "4", "--tp", "2", "--cp", "2"})) < base);
  CHECK(peak(with({"--tp", "2", "--cp", "2"})) == peak(with({"--gpus", "4", "--tp", "2", "--cp", "2"})));
  const double copies = peak({"--method", "full_ft", "--gpus", "8"}, "mixtral-8x7b");
  CHECK(peak({"--method", "full_ft", "--gpus", "8", "--ep", "8"}, "mixtral-8x7b") < 0.5 * copies);
  CHECK(peak(with({"--gpus", "4", "--sharding", "split"})) < base);
  const auto full = [](const char* optimizer) {
    return peak({"--method", "full_ft", "--seq-len", "2048", "--recompute", "full", "--packed", "--framework", "HF",
                 "--optimizer", optimizer});
  };
  CHECK(full("lomo") < full("adamw-4bit"));
  CHECK(full("adamw-4bit") < full("adamw-8bit"));
  CHECK(full("badam") < full("adamw-bf16"));
  CHECK(full("galore") < full("adamw"));
  CHECK(full("adamw-bf16") < full("adamw-fp32"));
}

TEST_CASE("tuning by preference holds pairs, and a copy where all weights are trained", "[cli][estimate]") {
  const Args rest = {"--seq-len", "2048", "--recompute", "full", "--framework", "HF", "--optimizer", "adamw-bf16"};
  const auto of = [&](const char* method) {
    Args args = {"--method", method};
    args.insert(args.end(), rest.begin(), rest.end());
    return peak(args);
  };
  CHECK(of("dpo") > of("sft") + 14);  // 8.03e9 x 2 bytes are 15 GiB
  CHECK(of("grpo") > of("sft") + 14);
  CHECK(of("dpo-lora") < of("dpo"));
  CHECK(of("dpo-qlora") < of("dpo-lora"));
}

TEST_CASE("what does not go together is refused with its place", "[cli][estimate]") {
  const test::Outcome bits = test::run_command(
      {"estimate", "memory", "--model", "llama-3.1-8b", "--method", "full_ft", "--quantization", "int8"});
  CHECK(bits.code == 2);
  CHECK(bits.err.find("--method qlora") != std::string::npos);
  const test::Outcome ranks =
      test::run_command({"estimate", "memory", "--model", "llama-3.1-8b", "--gpus", "2", "--tp", "4"});
  CHECK(ranks.code == 2);
  CHECK(ranks.err.find("--tp") != std::string::npos);
  const test::Outcome loss = test::run_command({"estimate", "memory", "--model", "llama-3.1-8b", "--loss", "fusd"});
  CHECK(loss.err.find("did you mean fused?") != std::string::npos);
}
