// calibrate: what a person sees, and that estimate reads what it wrote.
#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;
using nlohmann::json;

namespace {

const char* const memory_row =
    R"({"id": "mine", "model": "llama-3.1-8b", "method": "lora", "lora_rank": 16, "micro_batch": 1, "seq_len": 2048, )"
    R"("gpu": "rtx-4090", "framework": "HF Trainer + PEFT", "gradient_checkpointing": true, "kind": "measured", "peak_mem_gib": VALUE})";

std::string row(const std::string& value) {
  std::string text = memory_row;
  return text.replace(text.find("VALUE"), 5, value);
}

}  // namespace

TEST_CASE("a measurement becomes a file that narrows estimate's interval", "[cli][calibrate]") {
  const TemporaryFolder folder;
  const std::string measured = folder.write("measured.ndjson", row("20.5") + "\n");
  const std::string file = (folder.path() / "mine.json").string();
  const Outcome calibrated = run_command({"calibrate", "--measured", measured, "--output", file});
  INFO(calibrated.err);
  REQUIRE(calibrated.code == 0);
  CHECK(json::parse(file_text(file))["schema"] == "pathfinder/calibration/1");
  const std::vector<std::string> question = {"estimate", "memory", "--model",  "llama-3.1-8b",
                                             "--method", "lora",   "--format", "json"};
  const json before = json::parse(run_command(question).out)["estimate"]["memory_per_gpu_gib"];
  std::vector<std::string> again = question;
  again.insert(again.end(), {"--calibration", file});
  const json after = json::parse(run_command(again).out)["estimate"]["memory_per_gpu_gib"];
  const auto width = [](const json& figure) { return figure["high"].get<double>() / figure["low"].get<double>(); };
  CHECK(width(after) < width(before));
  CHECK(after["central"] < before["central"]);
  double sum = 0;
  for (const json& line : after["breakdown"]) sum += line["amount"].get<double>();
  CHECK(sum == Approx(after["central"].get<double>()));
}

TEST_CASE("a measurement in another unit, or one that contradicts the model, is told and left out",
          "[cli][calibrate]") {
  const TemporaryFolder folder;
  const Outcome more_than_the_card = run_command({"calibrate", "--measured", "-"}, row("24.9"));
  CHECK(more_than_the_card.code == 0);
  CHECK(more_than_the_card.out.find("GB for GiB") != std::string::npos);
  const Outcome megabytes = run_command({"calibrate", "--measured", "-"}, row("21000"));
  CHECK(megabytes.out.find("MiB instead of GiB") != std::string::npos);
  const json nonsense = json::parse(run_command({"calibrate", "--measured", "-", "--format", "json"}, row("2")).out);
  CHECK(nonsense["measurements"][0]["left_out"] == "contradicts");
  CHECK(nonsense["quantities"].empty());
}

TEST_CASE("a list, an object over several lines and lines are the same measurements", "[cli][calibrate]") {
  const std::vector<std::string> args = {"calibrate", "--measured", "-", "--format", "json"};
  const std::string lines = run_command(args, row("20.5") + "\n").out;
  CHECK(run_command(args, "[" + row("20.5") + "]").out == lines);
  std::string spread = row("20.5");
  for (std::size_t at = spread.find(", "); at != std::string::npos; at = spread.find(", ", at + 2))
    spread[at + 1] = '\n';
  CHECK(run_command(args, spread).out == lines);
}

TEST_CASE("what is wrong with a calibration or its input has its place", "[cli][calibrate]") {
  CHECK(run_command({"calibrate"}).code == 2);
  CHECK(run_command({"calibrate", "--measured", "nofile"}).code == 74);
  const Outcome broken = run_command({"calibrate", "--measured", "-"}, row("20.5") + "\n{\"model\": }\n");
  CHECK(broken.code == 2);
  CHECK(broken.err.find("-:2:") != std::string::npos);
  const Outcome nothing = run_command({"calibrate", "--measured", "-"}, "{\"model\": \"x\"}");
  CHECK(nothing.code == 2);
  CHECK(nothing.err.find("[nothing-measured]") != std::string::npos);
  const TemporaryFolder folder;
  const std::string bad = folder.write("bad.json", R"({"schema": "pathfinder/calibration/1", "quantites": []})");
  const Outcome wrong = run_command({"estimate", "memory", "--model", "llama-3.1-8b", "--calibration", bad});
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("did you mean \"quantities\"?") != std::string::npos);
}
