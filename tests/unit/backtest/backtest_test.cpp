// The back-test on the published rows in data/observations: what predictions may not know, how good they are, and that
// a refit gives the shipped constants back.
#include "pathfinder/backtest/backtest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
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

TEST_CASE("sorted by their columns, every row is somebody's", "[backtest]") {
  const std::string root = test::source_dir() + "/data/observations";
  const test::Outcome outcome = test::run_command({"backtest", "--kind", "all", "--runs", root, "--format", "json"});
  REQUIRE(outcome.code == 0);
  std::map<std::string, int> sorted;
  const nlohmann::json reports = nlohmann::json::parse(outcome.out);
  for (const nlohmann::json& kind : reports["kinds"]) sorted[kind["kind"]] = kind["rows"];
  const auto lines = [](const std::string& name) {
    const std::string text = observations(name);
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  };
  CHECK(sorted["training"] == lines("runs"));
  CHECK(sorted["memory"] == lines("memory"));
  CHECK(sorted["inference"] == lines("inference") + lines("serving"));
  CHECK(sorted["costs"] == lines("costs"));
}

TEST_CASE("publishers left out one by one are predicted as well as README says", "[backtest]") {
  const BacktestReport training = run("training", observations("runs"), {true, "each"});
  CHECK(training.publishers.publishers >= 40);
  CHECK(training.summary.median_abs_log_error <= 0.24);
  CHECK(training.publishers.median_abs_log_error <= 0.27);
  CHECK(static_cast<double>(training.used) / static_cast<double>(training.rows - training.apart) >= 0.85);

  const BacktestReport memory = run("memory", observations("memory"), {true, "each"});
  CHECK(memory.used == memory.rows);
  CHECK(memory.publishers.publishers >= 18);
  CHECK(memory.summary.figures == 353);
  CHECK(memory.summary.median_abs_log_error <= 0.16);
  CHECK(memory.summary.within_1_25 >= 0.65);
  CHECK(memory.summary.coverage_p10_p90 >= 0.75);
  CHECK(memory.summary.coverage_p10_p90 <= 0.86);
  CHECK(memory.publishers.median_abs_log_error <= 0.29);
  CHECK(memory.publishers.coverage_p10_p90 >= 0.70);
}

TEST_CASE("nothing of a publisher left out reaches its predictions: neither its values nor the widths", "[backtest]") {
  const std::string text = observations("memory");
  const std::string loud = R"({"id": "loud", "model": "Llama-3.1-8B", "method": "lora", "micro_batch": 1, )"
                           R"("seq_len": 512, "family": "loud", "peak_mem_gib": )";
  const auto of_loud = [&](const std::string& gib) {
    const BacktestReport report = run("memory", text + loud + gib + "}\n", {true, "each"});
    for (const FigureRow& row : report.results) {
      if (row.id == "loud") return row.figures.front();
    }
    throw std::logic_error("no row");
  };
  const Figure plain = of_loud("20");
  const Figure wild = of_loud("2000");
  CHECK(plain.low == wild.low);
  CHECK(plain.central == wild.central);
  CHECK(plain.high == wild.high);
}

TEST_CASE("halves of the publishers are drawn by a seed, and every prediction comes from the other half",
          "[backtest]") {
  const std::string text = observations("memory");
  const BacktestReport first = run("memory", text, {true, "half", 1});
  const BacktestReport again = run("memory", text, {true, "half", 1});
  const BacktestReport other = run("memory", text, {true, "half", 2});
  CHECK(first.draws == 20);
  CHECK(predictions(first) == predictions(again));
  CHECK(predictions(first) != predictions(other));
  CHECK(first.fitted_on < 300);
  CHECK(first.publishers.publishers == 26);
}

TEST_CASE("publishers whose names hash even and odd share the rows between them", "[backtest]") {
  const std::string text = observations("memory");
  BacktestOptions options;
  options.half = "even";
  const BacktestReport even = run("memory", text, options);
  options.half = "odd";
  const BacktestReport odd = run("memory", text, options);
  CHECK(even.rows + odd.rows == rows_of(text).size());
  std::set<std::string> names;
  for (const GroupSummary& one : even.by_publisher) names.insert(one.group);
  for (const GroupSummary& one : odd.by_publisher) CHECK_FALSE(names.contains(one.group));
  CHECK(names.contains("qwen"));
}

TEST_CASE("a serving refit without a publisher predicts it with constants that have not seen it", "[backtest]") {
  const BacktestReport left_out = run("inference", observations("inference"), {true, "qwen"});
  CHECK(left_out.used > 200);
  for (const FigureRow& row : left_out.results) CHECK(row.publisher == "qwen");
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
                      {"training.interval.hopper.low", 0.2, 0.2, 0.25, false}};
  const std::string text = refitted_constants(report, test::shipped(), "mine", "2026-01-02");
  const Catalogue changed = test::shipped_with({{"constants/training.json", text}});
  CHECK(changed.constant("training.utilisation.base") == 0.45679);
  CHECK(changed.constants.at("training.utilisation.base").fitted_on == "mine");
  CHECK(changed.constants.at("training.utilisation.base").date == "2026-01-02");
  CHECK(changed.constants.at("training.interval.hopper.low").fitted_on == "mine, left out by publisher");
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
                                         "coverage_p10_p90", "median_high_over_low", "mean_high_over_low", "publishers",
                                         "median_of_publishers", "mean_publisher_within_1_25",
                                         "mean_publisher_within_1_5", "mean_publisher_within_2",
                                         "mean_publisher_coverage", "mean_publisher_high_over_low"});
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

namespace {

/// The lines of README's short table: the first group of every kind, publishers left out.
std::string short_table(const std::string& backtest_json) {
  const auto share = [](const nlohmann::json& value) {
    return std::to_string(static_cast<int>(std::lround(100 * value.get<double>()))) + " %";
  };
  const auto digits = [](const nlohmann::json& value, int count) {
    return fmt::format("{:.{}f}", value.get<double>(), count);
  };
  std::string out;
  const nlohmann::json errors = nlohmann::json::parse(backtest_json);
  for (const nlohmann::json& kind : errors["kinds"]) {
    const nlohmann::json& group = kind["groups"][0];
    const nlohmann::json& rows = group["left_out"];
    const nlohmann::json& publishers = group["publishers"];
    const nlohmann::json& rule = group["simple_rule"];
    const Texts& texts = test::shipped().texts_in("en");
    out += "| " + texts("backtest.kind." + kind["kind"].get<std::string>()) + ": " +
           texts("backtest.group." + group["group"].get<std::string>()) + " | " + group["rows"].dump() + " | " +
           digits(rows["median_abs_log_error"], 2) + " | " + share(rows["within_1_5_share"]) + " | " +
           share(rows["coverage_p10_p90_share"]) + " | " + digits(rows["high_over_low_ratio"], 1) + " | " +
           publishers["count"].dump() + " | " + digits(publishers["median_abs_log_error"], 2) + " | " +
           share(publishers["coverage_p10_p90_share"]) + " | " + texts("backtest." + rule["id"].get<std::string>()) +
           " " + digits(rule["median_abs_log_error"], 2) + ", " +
           digits(rule["publishers"]["median_abs_log_error"], 2) + " |\n";
  }
  return out;
}

/// `text` with what stands between the end of `before` and the next empty line replaced.
std::string replaced_after(std::string text, const std::string& before, const std::string& by) {
  const std::size_t at = text.find(before);
  if (at == std::string::npos) throw std::logic_error("no line " + before);
  const std::size_t begin = at + before.size();
  const std::size_t end = std::min(text.find("\n\n", begin), text.size() - 1) + 1;
  return text.replace(begin, end - begin, by);
}

}  // namespace

// data/backtest.json is what `explain` and reports quote; it is written in the same run. README.md has the first lines
// of it, data/README.md what `backtest --markdown` prints, between a line that starts so and the next empty line.
TEST_CASE("the tables of errors in README.md, data/README.md and data/backtest.json are what backtest prints",
          "[backtest][whole]") {
  const test::TemporaryFolder folder;
  const std::string written = (folder.path() / "backtest.json").string();
  const std::string root = test::source_dir();
  const test::Outcome outcome = test::run_command({"backtest", "--kind", "all", "--runs", root + "/data/observations",
                                                   "--refit", "--markdown", "--errors", written});
  const std::string errors = test::file_text(written);
  const std::string table = replaced_after(
      test::file_text(root + "/data/README.md"),
      "<!-- pathfinder backtest --kind all --runs data/observations --refit --markdown -->\n", outcome.out);
  const std::string head =
      "| publishers | \\|ln\\| | in P10–P90 | simple rule: \\|ln\\|, publishers |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
  const std::string readme = replaced_after(test::file_text(root + "/README.md"), head, short_table(errors));
  if (std::getenv("PATHFINDER_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(root + "/data/backtest.json", std::ios::binary) << errors;
    std::ofstream(root + "/data/README.md", std::ios::binary) << table;
    std::ofstream(root + "/README.md", std::ios::binary) << readme;
    return;
  }
  CHECK(test::file_text(root + "/data/README.md") == table);
  CHECK(test::file_text(root + "/README.md") == readme);
  CHECK(test::file_text(root + "/data/backtest.json") == errors);
}
