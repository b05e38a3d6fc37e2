// One slip of each kind in a folder for --data: `advise` refuses it with file and place, and `validate` finds the same.
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// A file of data/ with `from` written as `to`, and what must be said of it.
struct Slip {
  std::string file, from, to, code;
};

const std::vector<Slip> slips = {
    {"plans.json", "\"qwen3-embedding-0.6b\"", "\"qwen3-embedding-06\"", "unknown-entry"},
    {"plans.json", "\"gpt-5.5\"", "\"gpt-55\"", "unknown-row"},
    {"plans.json", "\"rental_kind\": \"on-demand\"", "\"rental_kind\": \"on-demnd\"", "unknown-row"},
    {"plans.json", "\"serving_engine\": \"vllm\"", "\"serving_engine\": \"vlm\"", "unknown-row"},
    {"plans.json", "\"Megatron-LM\"", "\"Megtron\"", "unknown-row"},
    {"plans.json", "\"china-average-2024\"", "\"china-average\"", "unknown-row"},
    {"plans.json", "\"passages_low\": 3", "\"passages_low\": 30", "not-rising"},
    {"plans.json", "\"overlap_tokens\": 64", "\"overlap_tokens\": 640", "not-rising"},
    {"training_kinds/classic.json", "\"model\": \"", "\"model\": \"no-", "unknown-entry"},
    {"constants/serving.json", "\"value\": 0.71607", "\"value\": -0.71607", "out-of-range"},
    {"constants/serving.json", "\"low\": 0.510103", "\"low\": 0.96", "not-rising"},
    {"constants/serving.json", "serving.bandwidth-share-16bit", "serving.bandwidth-share-16", "missing-constant"},
    {"facts.json", "\"plausible\": {\"low\": 1, \"high\": 100000000}", "\"plausible\": {\"low\": 9, \"high\": 8}",
     "not-rising"},
    {"prices/lambda.json", "\"as_of\": \"2026", "\"as_of\": \"2099", "date-ahead"},
    {"presets/customs.json", "\"facts\": {", "\"facts\": [], \"rest\": {", "wrong-type"},
    {"article.json", "\"low\": 3,", "\"low\": 30,", "not-rising"},
    {"backtest.json", "\"quantity\": \"gpu_hours\"", "\"quantity\": \"gpu_days\"", "unknown-word"},
    {"formulas/training.json", "\"backtest\": \"training.all\"", "\"backtest\": \"training.every\"", "unknown-row"},
    {"regions.json", "\"as_of\": \"2026-11-2", "\"as_of\": \"2026-13-2", "not-a-date"},
    {"regions.json", "\"power_price_cny_per_kwh\": 0.", "\"power_price_cny_per_kwh\": 99990.", "out-of-range"},
};

}  // namespace

TEST_CASE("a slip in a data file is refused with its place, and validate finds the same", "[errors]") {
  for (const Slip& slip : slips) {
    INFO(slip.file << ": " << slip.to);
    const test::TemporaryFolder folder;
    folder.write("data/" + slip.file, test::replaced(test::data_text(slip.file), slip.from, slip.to));
    const std::string data = (folder.path() / "data").string();
    const test::Outcome answer = test::run_command({"advise", "--docs", "50000", "--draws", "0", "--data", data});
    CHECK(answer.code == 2);
    CHECK(answer.out.empty());
    CHECK(answer.err.find(data + "/" + slip.file + ":") != std::string::npos);
    CHECK(answer.err.find("[" + slip.code + "]") != std::string::npos);
    const test::Outcome found = test::run_command({"validate", data});
    CHECK(found.code == 1);
    CHECK(found.out.find("[" + slip.code + "]") != std::string::npos);
  }
}

TEST_CASE("a quote beyond any price, or of a day that has not come, is refused with what is the most", "[errors]") {
  const auto said = [](const std::string& quote) {
    const test::TemporaryFolder folder;
    const std::string prices = folder.write("q.ndjson", quote);
    const test::Outcome answer =
        test::run_command({"advise", "--docs", "50000", "--gpus", "8", "--draws", "0", "--prices", prices});
    CHECK(answer.code == 2);
    CHECK(answer.out.empty());
    return answer.err;
  };
  const std::string rest = R"(,"as_of":"2026-11-12","supplier":"x"})";
  for (const char* week : {"1e300", "1e308", "1000001"}) {
    const std::string message = said(R"({"item":"staff","usd_per_week":)" + std::string(week) + rest);
    CHECK(message.find("at most 1000000") != std::string::npos);
  }
  const std::string ahead =
      said(R"({"item":"power","region":"cn-guangdong","cny_per_kwh":0.5,"as_of":"2099-11-12","supplier":"x"})");
  CHECK(ahead.find("[date-ahead]") != std::string::npos);
}

TEST_CASE("an output never overwrites what the command read", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string scenario = folder.write("s.json", R"({"facts": {"docs": 5}})");
  const test::Outcome answer =
      test::run_command({"advise", "--scenario", scenario, "--draws", "0", "--output", scenario});
  CHECK(answer.code == 2);
  CHECK(answer.err.find("[output-is-input]") != std::string::npos);
  CHECK(test::file_text(scenario) == R"({"facts": {"docs": 5}})");
}

TEST_CASE("every file may name its schema, and a dash is standard output", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string scenario = folder.write("s.json", R"({"$schema": "scenario.schema.json", "facts": {"docs": 5}})");
  const test::Outcome answer =
      test::run_command({"advise", "--scenario", scenario, "--draws", "0", "--format", "json", "--output", "-"});
  CHECK(answer.code == 0);
  CHECK(answer.out.front() == '{');
  const std::string region = test::data_text("regions.json");
  folder.write("data/regions.json", test::replaced(region, "{", "{\"$schema\": \"x.json\","));
  CHECK(
      test::run_command({"advise", "--docs", "5", "--draws", "0", "--data", (folder.path() / "data").string()}).code ==
      0);
}

TEST_CASE("a difference that is none is JSON, too", "[errors]") {
  const test::TemporaryFolder folder;
  const std::string a =
      folder.write("a.json", test::run_command({"advise", "--docs", "5", "--draws", "0", "--format", "json"}).out);
  const test::Outcome answer = test::run_command({"diff", a, a, "--format", "json"});
  CHECK(answer.code == 0);
  CHECK(answer.out.find("\"changed\": false") != std::string::npos);
  CHECK(test::run_command({"diff", a, a}).out.empty());
}
