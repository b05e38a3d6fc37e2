// The back-test on the published rows in data/observations: what predictions may not know, how good they are, and that
// a refit gives the shipped constants back.
#include "pathfinder/backtest/backtest.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/backtest/constants_file.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

const FigureKind& kind_named(std::string_view name) {
  for (const FigureKind& kind : figure_kinds()) {
    if (kind.name == name) return kind;
  }
  throw std::logic_error("no kind");
}

std::string observations(const std::string& name) {
  return test::file_text(test::source_dir() + "/data/observations/" + name + "_public.ndjson");
}

std::vector<RunRow> rows_of(const std::string& text) {
  Findings findings;
  std::vector<RunRow> rows = read_rows("rows", text, findings);
  REQUIRE(findings.empty());
  return rows;
}

/// Every row with the columns of `keep` only, and what names it.
std::string only(const std::string& text, std::span<const std::string_view> keep) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const nlohmann::ordered_json row = nlohmann::ordered_json::parse(text.substr(at, end - at));
    nlohmann::ordered_json less = nlohmann::ordered_json::object();
    for (const auto& [key, value] : row.items()) {
      if (key == "id" || key == "row" || std::find(keep.begin(), keep.end(), key) != keep.end()) less[key] = value;
    }
    out += less.dump() + "\n";
    at = end + 1;
  }
  return out;
}

std::string predictions(const BacktestReport& report) {
  std::string out;
  for (const FigureRow& row : report.results) {
    for (const Figure& figure : row.figures) {
      for (const double value : {figure.low, figure.central, figure.high}) {
        out += row.id + " " + std::string(figure.quantity) + " " + nlohmann::json(value).dump() + "\n";
      }
    }
  }
  return out;
}

BacktestReport run(const std::string& kind, const std::string& rows, const BacktestOptions& options = {}) {
  return kind_named(kind).run(rows_of(rows), test::shipped(), options);
}

const ErrorSummary& errors(const BacktestReport& report, std::string_view group) {
  for (const GroupSummary& one : report.groups) {
    if (one.group == group) return one.errors;
  }
  throw std::logic_error("no group");
}

}  // namespace

TEST_CASE("predictions are the same, byte for byte, when all that was measured is removed from the rows",
          "[backtest]") {
  for (const auto& [kind, file] :
       {std::pair("training", "runs"), std::pair("memory", "memory"), std::pair("inference", "inference"),
        std::pair("inference", "serving"), std::pair("costs", "costs")}) {
    INFO(file);
    const std::string text = observations(file);
    const BacktestReport whole = run(kind, text);
    const BacktestReport blind = run(kind, only(text, kind_named(kind).columns()));
    CHECK(whole.used == blind.used);
    CHECK((predictions(whole) == predictions(blind)));
    CHECK(std::isnan(blind.summary.median_abs_log_error));
    for (const FigureRow& row : blind.results) {
      for (const Figure& figure : row.figures) CHECK_FALSE(figure.measured());
    }
  }
}

TEST_CASE("no column that a run measures is among those a prediction may read", "[backtest]") {
  const std::set<std::string_view> measured = {"gpu_hours",
                                               "wall_hours",
                                               "mfu",
                                               "hfu",
                                               "tflops_per_gpu",
                                               "model_tflops_per_gpu",
                                               "energy_kwh",
                                               "co2_kg",
                                               "cost_usd",
                                               "amount",
                                               "amount_usd",
                                               "lines",
                                               "team_size",
                                               "team_months",
                                               "peak_mem_gib",
                                               "pue",
                                               "peak_mem_as_printed",
                                               "tokens_per_s_out",
                                               "tokens_per_s_in",
                                               "ttft_ms",
                                               "tpot_ms",
                                               "gpu_mem_gb",
                                               "tokens_per_sec_per_gpu",
                                               "tokens_per_sec_total"};
  for (const FigureKind& kind : figure_kinds()) {
    for (const std::string_view column : kind.columns()) {
      // Of a cost the hours are what was to be bought, and the amount is what is predicted.
      if (kind.name == "costs" && column == "gpu_hours") continue;
      CHECK_FALSE(measured.contains(column));
    }
  }
}

TEST_CASE("the shipped constants reach the accuracy that is promised, in sample", "[backtest]") {
  const BacktestReport training = run("training", observations("runs"));
  CHECK(static_cast<double>(training.used) / static_cast<double>(training.rows - training.apart) >= 0.85);
  CHECK(errors(training, "training.run_pretrain").median_abs_log_error <= 0.14);
  CHECK(errors(training, "training.run_pretrain").within_1_5 >= 0.85);
  CHECK(training.summary.median_abs_log_error <= 0.16);
  CHECK(errors(training, "training.finetune_exact").median_abs_log_error <= 0.25);

  const BacktestReport memory = run("memory", observations("memory"));
  CHECK(memory.used == memory.rows);
  CHECK(memory.summary.figures == 113);
  CHECK(memory.summary.median_abs_log_error <= 0.05);
  CHECK(memory.summary.within_1_25 >= 0.92);

  const BacktestReport inference = run("inference", observations("inference"));
  CHECK(static_cast<double>(inference.used) / static_cast<double>(inference.rows) >= 0.85);
  CHECK(inference.summary.median_abs_log_error <= 0.08);
  CHECK(inference.summary.within_1_5 >= 0.94);

  const BacktestReport serving = run("inference", observations("serving"));
  CHECK(serving.used == serving.rows);
  CHECK(serving.summary.median_abs_log_error <= 0.12);
  CHECK(serving.summary.within_1_5 >= 0.92);
  CHECK(errors(serving, "inference.tpot").median_abs_log_error <= 0.12);
}

TEST_CASE("a refit on the public rows gives the shipped constants back, and holds on sources left out", "[backtest]") {
  const BacktestReport training = run("training", observations("runs"), {true, "each"});
  const BacktestReport memory = run("memory", observations("memory"), {true, "each"});
  for (const BacktestReport* report : {&training, &memory}) {
    CHECK_FALSE(report->constants.empty());
    for (const ConstantChange& change : report->constants) {
      INFO(change.id);
      CHECK(change.refitted == Approx(change.shipped).epsilon(0.005));
    }
    CHECK(report->summary.coverage_p10_p90 >= 0.75);
    CHECK(report->summary.coverage_p10_p90 <= 0.85);
  }
  CHECK(training.fitted_on == 195);
  CHECK(errors(training, "training.run_pretrain").median_abs_log_error <= 0.16);
  CHECK(training.summary.median_abs_log_error <= 0.19);
  CHECK(training.summary.within_1_5 >= 0.8);
  CHECK(errors(training, "training.finetune_exact").median_abs_log_error <= 0.33);
  CHECK(memory.summary.median_abs_log_error <= 0.10);
  CHECK(memory.summary.within_1_25 >= 0.75);
}

TEST_CASE("a serving refit without a family of rows predicts that family with constants that have not seen it",
          "[backtest]") {
  const BacktestReport left_out = run("inference", observations("inference"), {true, "QwenLM"});
  CHECK(left_out.used == 272);
  CHECK(left_out.fitted_on == 163);
  for (const FigureRow& row : left_out.results) CHECK(row.family == "QwenLM");
  CHECK(left_out.summary.median_abs_log_error <= 0.30);
}

TEST_CASE("without a single measurement a refit keeps the shipped constants and says so", "[backtest]") {
  const std::string blind = only(observations("memory"), kind_named("memory").columns());
  const BacktestReport report = run("memory", blind, {true, "each"});
  CHECK(report.fitted_on == 0);
  CHECK(report.constants.empty());
  CHECK(predictions(report) == predictions(run("memory", blind)));
}

TEST_CASE("rows that lack what the model needs are skipped with the reason", "[backtest]") {
  const auto reason = [](const std::string& kind, const std::string& row) {
    const BacktestReport report = run(kind, row);
    return report.skipped.empty() ? std::string() : report.skipped.front().reason;
  };
  const std::string arch = R"("arch": {"params_total": 7e9})";
  CHECK(reason("training", R"({"method": "rl", "tokens": 1, "gpu": "H100", )" + arch + "}") == "backtest.skip.apart");
  CHECK(reason("training", R"({"method": "lora", "gpu": "H100", )" + arch + "}") == "backtest.skip.tokens");
  CHECK(reason("training", R"({"method": "lora", "tokens": 1e9, "gpu": "CS-2", )" + arch + "}") == "backtest.skip.gpu");
  CHECK(reason("training", R"({"method": "lora", "tokens": 1e9, "gpu": "H100", "model": "no such"})") ==
        "backtest.skip.model");
  CHECK(reason("training", R"({"method": "lora", "tokens": "many", "gpu": "H100", )" + arch + "}") != "");
  CHECK(reason("training", R"({"method": "lora", "tokens": 1e9, "gpu": "H100", "model": "Llama 2 7B"})") == "");
  CHECK(reason("training",
               R"({"method": "lora", "tokens": 1e9, "gpu": "x", "peak_tflops_bf16_dense": 300, )" + arch + "}") == "");
  CHECK(reason("inference", R"({"model": "Llama-3.1-8B", "gpu": "H100 SXM", "input_len": 100})") ==
        "backtest.skip.lengths");
  CHECK(
      reason(
          "inference",
          R"({"model": "Llama-3.1-8B", "gpu": "H100 SXM", "input_len": 9, "output_len": 9, "scenario": "decode, per node"})") ==
      "backtest.skip.scenario");
  CHECK(reason("inference", R"({"model": "Llama-3.1-8B", "gpu": "24 GB card", "input_len": 9, "output_len": 9})") ==
        "backtest.skip.gpu");
  CHECK(reason("memory", R"({"model": "no such", "method": "lora"})") == "backtest.skip.model");
  CHECK(reason("memory", R"({"model": "Llama-3.1-8B", "method": "lora"})") == "");
}

TEST_CASE("a bare A100 is predicted as its data-centre board, with the interval of all versions", "[backtest]") {
  const auto figure = [](const std::string& gpu) {
    return run("training", R"({"method": "full_ft", "tokens": 1e9, "gpu": ")" + gpu +
                               R"(", "gpu_count": 8, "model": "Llama 2 7B"})")
        .results.front()
        .figures.front();
  };
  const Figure bare = figure("A100");
  const Figure board = figure("A100-80GB-SXM");
  const Figure pcie = figure("a100-40gb-pcie");
  CHECK(bare.central == board.central);
  CHECK(bare.low <= board.low);
  CHECK(bare.high >= pcie.high);
  CHECK(bare.high > board.high);
}

TEST_CASE("refitted constants are a data file that the loader takes, with rows, files and day", "[backtest]") {
  BacktestReport report;
  report.kind = "training";
  report.refitted = true;
  report.fitted_on = 42;
  report.constants = {{"training.utilisation.base", 0.54, 0.51, 0.456789123, true},
                      {"training.interval.benchmark.low", 0.2, 0.2, 0.25, false}};
  const std::string text = refitted_constants(report, test::shipped(), "mine", "2027-01-02");
  const Catalogue changed = test::shipped_with({{"constants/training.json", text}});
  CHECK(changed.constant("training.utilisation.base") == 0.45679);
  CHECK(changed.constants.at("training.utilisation.base").fitted_on == "mine");
  CHECK(changed.constants.at("training.utilisation.base").date == "2027-01-02");
  CHECK(changed.constants.at("training.interval.benchmark.low").fitted_on == "mine, left out by source");
  CHECK(changed.constant("training.utilisation.tpu") == test::shipped().constant("training.utilisation.tpu"));
  CHECK(text.find("\"rows\": 42") != std::string::npos);
}

TEST_CASE("backtest as JSON has the keys of the contract; what was not measured is null", "[backtest]") {
  const test::TemporaryFolder folder;
  const std::string file =
      folder.write("rows.ndjson", R"({"model": "Llama-3.1-8B", "method": "lora", "micro_batch": 1})"
                                  "\n"
                                  R"({"row": 7, "model": "Llama-3.1-8B", "method": "lora", "peak_mem_gib": 20})"
                                  "\n"
                                  R"({"id": "x", "model": "no such", "method": "lora"})");
  const test::Outcome outcome = test::run_command({"backtest", "--kind", "memory", "--runs", file, "--format", "json"});
  CHECK(outcome.code == 0);
  const nlohmann::ordered_json answer = nlohmann::ordered_json::parse(outcome.out);
  CHECK(answer["kind"] == "memory");
  CHECK(answer["rows"] == 3);
  CHECK(answer["used"] == 2);
  CHECK(answer["skipped"][0]["id"] == "x");
  CHECK(answer["skipped"][0]["reason"].get<std::string>().find("no such") != std::string::npos);
  CHECK(answer["results"][0]["id"] == "1");
  CHECK(answer["results"][1]["id"] == "7");
  std::vector<std::string> keys;
  for (const auto& [key, value] : answer["results"][0].items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"id", "quantity", "unit", "low", "central", "high", "observed", "log_error"});
  CHECK(answer["results"][0]["observed"].is_null());
  CHECK(answer["results"][0]["log_error"].is_null());
  keys.clear();
  for (const auto& [key, value] : answer["summary"].items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"median_abs_log_error", "within_1_25", "within_1_5", "within_2",
                                         "coverage_p10_p90", "median_high_over_low"});
}

TEST_CASE("constants written by a refit are used by --data", "[backtest]") {
  const test::TemporaryFolder folder;
  const std::string rows = test::source_dir() + "/data/observations/memory_public.ndjson";
  const std::string target = (folder.path() / "mine").string() + "/";
  CHECK(test::run_command({"backtest", "--kind", "memory", "--runs", rows, "--refit", "--output", target}).code == 0);
  const test::Outcome with = test::run_command({"backtest", "--kind", "memory", "--runs", rows, "--data", target});
  CHECK(with.code == 0);
  CHECK(with.err.empty());
}

// data/backtest.json is what `explain` and reports quote; it is written in the same run.
// data/README.md shows what `backtest --markdown` prints, between a line that starts with this and the next empty line.
TEST_CASE("the table of errors in data/README.md and data/backtest.json are what backtest prints", "[backtest]") {
  const test::TemporaryFolder folder;
  const std::string written = (folder.path() / "backtest.json").string();
  const std::string shipped = test::source_dir() + "/data/backtest.json";
  const std::string marker = "<!-- pathfinder backtest --kind all --runs data/observations --refit --markdown -->\n";
  const std::string path = test::source_dir() + "/data/README.md";
  std::string readme = test::file_text(path);
  const std::size_t at = readme.find(marker);
  if (at == std::string::npos) {
    WARN("data/README.md has no line " << marker);
    return;
  }
  const std::size_t begin = at + marker.size();
  const std::size_t end = std::min(readme.find("\n\n", begin), readme.size() - 1) + 1;
  const test::Outcome outcome =
      test::run_command({"backtest", "--kind", "all", "--runs", test::source_dir() + "/data/observations", "--refit",
                         "--markdown", "--errors", written});
  if (std::getenv("PATHFINDER_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(shipped, std::ios::binary) << test::file_text(written);
    std::ofstream(path) << readme.replace(begin, end - begin, outcome.out);
    return;
  }
  CHECK(readme.substr(begin, end - begin) == outcome.out);
  CHECK(test::file_text(written) == test::file_text(shipped));
}
