// Rows of serving figures as plans: what is read of words, what a prediction may see, and what no machine can exceed.
#include "backtest/inference.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

std::vector<RunRow> rows_of(const std::string& text) {
  Findings findings;
  std::vector<RunRow> rows = read_rows("rows.ndjson", text, findings);
  REQUIRE(findings.empty());
  return rows;
}

std::vector<RunRow> shipped_rows(const std::string& file) {
  std::ifstream stream(test::source_dir() + "/data/observations/" + file);
  std::stringstream text;
  text << stream.rdbuf();
  return rows_of(text.str());
}

ServingCase only(const std::string& columns) {
  const std::vector<RunRow> rows = rows_of(
      R"({"model": "Qwen3-32B", "engine": "vllm 0.11", "input_len": 1000, "output_len": 200, "precision": "bf16", )" +
      columns + "}");
  SkippedRow skip;
  const std::vector<ServingCase> cases = InferenceBacktest::cases(rows.front(), test::shipped(), skip);
  INFO(skip.reason << " " << skip.argument);
  REQUIRE(cases.size() == 1);
  return cases.front();
}

double concurrency(const std::string& words) {
  return only(R"("gpu": "H100-SXM", "gpu_count": 2, "concurrency": )" + words).plans.front().concurrency;
}

}  // namespace

TEST_CASE("requests in flight are read from words, or count as many as memory holds", "[backtest]") {
  CHECK(concurrency("64") == 64);
  CHECK(concurrency(R"("64")") == 64);
  CHECK(concurrency(R"("16-64")") == Approx(32));
  CHECK(concurrency(R"("500-1000 requests, unlimited rate")") == 0);
  CHECK(concurrency(R"("as many as it takes")") == 0);
  CHECK(concurrency("null") == 0);
}

TEST_CASE("cards that no source counts are the fewest that hold the weights", "[backtest]") {
  CHECK(only(R"("gpu": "H100-SXM")").plans.front().cards == 1);
  CHECK(only(R"("gpu": "A100-40GB-SXM")").plans.front().cards == 2);
  CHECK(only(R"("gpu": "4x A100-40GB-SXM")").plans.front().cards == 4);
}

TEST_CASE("what was measured changes no prediction", "[backtest]") {
  const std::string columns = R"("gpu": "H100-SXM", "gpu_count": 1, "concurrency": 8)";
  const ServingCase without = only(columns);
  const ServingCase with = only(columns + R"(, "tokens_per_s_out": 321, "ttft_ms": 4, "tpot_ms": 5, "notes": "x")");
  const ServingConstants constants = InferenceBacktest::shipped(test::shipped());
  CHECK(with.tokens_per_s == 321);
  const std::vector<Figure> blind = InferenceBacktest::predict(without, constants);
  const std::vector<Figure> seeing = InferenceBacktest::predict(with, constants);
  REQUIRE(blind.size() == seeing.size());
  for (std::size_t i = 0; i < blind.size(); ++i) {
    CHECK(blind[i].low == seeing[i].low);
    CHECK(blind[i].central == seeing[i].central);
    CHECK(blind[i].high == seeing[i].high);
  }
}

TEST_CASE("no measured row is faster than the ceiling its machine would have without evidence", "[backtest]") {
  Catalogue blind = test::shipped_with({});
  blind.serving_profiles.generations_with_evidence.clear();
  const ServingConstants constants = InferenceBacktest::shipped(blind);
  std::size_t checked = 0;
  for (const char* file : {"inference_public.ndjson", "serving_public.ndjson"}) {
    for (const RunRow& row : shipped_rows(file)) {
      SkippedRow skip;
      for (const ServingCase& one : InferenceBacktest::cases(row, blind, skip)) {
        if (!(one.tokens_per_s > 0) || !InferenceBacktest::left_out(one, constants).empty()) continue;
        double most = 0;
        for (const ServingPlan& plan : one.plans) {
          REQUIRE(plan.bound);
          most = std::max(most, estimate_serving(plan, constants).throughput.high.value);
        }
        INFO(file << " " << id_of(row));
        CHECK(one.tokens_per_s <= most);
        ++checked;
      }
    }
  }
  CHECK(checked > 2000);
}
