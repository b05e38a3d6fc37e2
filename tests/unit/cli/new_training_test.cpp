// A kind of training that the program has never heard of, from two files (tests/data/preference): preference tuning of
// all weights, which needs pairs of answers and a frozen copy of the model.
#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder::test;
using nlohmann::json;

namespace {

std::string folder() {
  return source_dir() + "/tests/data/preference";
}

/// The options of a decision by their ids.
std::map<std::string, json> options(std::vector<std::string> args, std::vector<std::string>* order = nullptr) {
  args.insert(args.begin(), {"advise", "--format", "json", "--draws", "0"});
  const Outcome outcome = run_command(args);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  std::map<std::string, json> found;
  const json decision = json::parse(outcome.out);
  for (json option : decision["options"]) {
    const std::string id = option["strategy"];
    if (order != nullptr) order->push_back(id);
    option.erase("rank");
    found[id] = std::move(option);
  }
  return found;
}

const std::vector<std::string> case_of_pairs = {"--labels", "5000",        "--style", "5",       "--docs",
                                                "50000",    "--gpus",      "8",       "--gpu",   "a100-80gb-sxm",
                                                "--model",  "qwen2.5-14b", "--task",  "dialogue"};

std::vector<std::string> with_pairs() {
  std::vector<std::string> args = case_of_pairs;
  args.insert(args.end(), {"--data", folder()});
  return args;
}

bool has_gate(const json& option, const std::string& id) {
  return std::any_of(option["gates"].begin(), option["gates"].end(),
                     [&](const json& gate) { return gate["id"] == id; });
}

}  // namespace

TEST_CASE("a new kind of training comes from two files: its option, and its mix without a third", "[cli]") {
  const std::map<std::string, json> before = options(case_of_pairs);
  const std::map<std::string, json> after = options(with_pairs());
  CHECK(before.size() == shipped_options());
  CHECK(after.size() == before.size() + 2);
  REQUIRE(after.count("preference") == 1);
  REQUIRE(after.count("rag+preference") == 1);

  // Its own plan, memory and price.
  const json& option = after.at("preference");
  const json& full = after.at("full_ft");
  CHECK(option["plan"]["training_recipe"] == "preference");
  CHECK(option["estimate"]["training_gpu_hours"]["central"] >
        2 * full["estimate"]["training_gpu_hours"]["central"].get<double>());
  CHECK(option["estimate"]["total_usd"] != full["estimate"]["total_usd"]);
  CHECK(option["contributions"].size() == full["contributions"].size());

  // Its own gates; what holds for it alone does not hold where sources are fetched.
  CHECK(has_gate(option, "preference.too_few_pairs"));
  CHECK(has_gate(option, "preference.citations"));
  const json& mix = after.at("rag+preference");
  CHECK(has_gate(mix, "rag+preference.too_few_pairs"));
  CHECK_FALSE(has_gate(mix, "rag+preference.citations"));
  CHECK(mix["plan"]["training_recipe"] == "preference");

  // Nobody else's answer moves.
  for (const auto& [id, other] : before) {
    INFO(id);
    CHECK(after.at(id) == other);
  }
}

TEST_CASE("too few pairs block a new kind and its mix by its own gate", "[cli]") {
  std::vector<std::string> args = with_pairs();
  args[1] = "100";
  const std::map<std::string, json> found = options(args);
  CHECK(found.at("preference")["standing"] == "blocked");
  CHECK(found.at("rag+preference")["standing"] == "blocked");
  CHECK(found.at("full_ft")["standing"] != "blocked");
}

TEST_CASE("a new kind stands in its place among the options, its mix behind it", "[cli]") {
  const Outcome list = run_command({"advise", "--labels", "5000", "--draws", "0", "--full", "--data", folder()});
  CHECK(list.code == 0);
  CHECK(list.out.find("rag+preference") != std::string::npos);
}

TEST_CASE("validate takes a new kind with its option and runs the option's tests", "[cli]") {
  const Outcome outcome = run_command({"validate", folder()});
  INFO(outcome.out);
  CHECK(outcome.out.find("error") == std::string::npos);
  CHECK(outcome.code == 0);
}

TEST_CASE("estimate knows a new kind by its own word, with its reference model and both answers of a pair", "[cli]") {
  const auto ask = [](const std::string& what, const std::string& method) {
    std::vector<std::string> args = {"estimate",     what,     "--method", method,  "--model",
                                     "llama-3.1-8b", "--gpus", "8",        "--gpu", "a100-80gb-sxm",
                                     "--format",     "json",   "--data",   folder()};
    if (what == "train") args.insert(args.end(), {"--tokens", "100M"});
    const Outcome outcome = run_command(args);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return outcome.out;
  };
  CHECK(ask("memory", "dpo").find("memory.reference") != std::string::npos);
  CHECK(ask("memory", "full").find("memory.reference") == std::string::npos);
  CHECK(ask("train", "preference").find("training.reference") != std::string::npos);
  const Outcome unknown = run_command({"estimate", "memory", "--method", "preference", "--model", "llama-3.1-8b"});
  CHECK(unknown.code == 2);
}

TEST_CASE("a composed mix is explained and shown like a file", "[cli]") {
  const Outcome explained = run_command({"explain", "rag+preference", "--data", folder()});
  CHECK(explained.code == 0);
  CHECK(explained.out.find("retrieval (RAG) + preference tuning (rag+preference)") != std::string::npos);
  const Outcome shown = run_command({"catalog", "show", "strategies", "rag+preference", "--data", folder()});
  REQUIRE(shown.code == 0);
  const TemporaryFolder copy;
  copy.write("t/strategies/rag+preference.json", shown.out);
  for (const char* file : {"strategies/preference.json", "training_kinds/preference.json"})
    copy.write(std::string("t/") + file, file_text(folder() + "/" + file));
  // Written down it gives the same answer as composed.
  std::vector<std::string> args = case_of_pairs;
  args.insert(args.end(), {"--data", (copy.path() / "t").string()});
  CHECK(options(args).at("rag+preference") == options(with_pairs()).at("rag+preference"));
}
