// The decision as JSON against the schema printed from its description, with a validator of its own (valijson).
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

using nlohmann::json;

/// What is wrong with `document` by the schema of the decision, one line each; "" when nothing is.
std::string violations(const json& document) {
  static const json text = json::parse(test::run_command({"schema", "decision"}).out);
  static valijson::Schema schema;
  static const bool read =
      (valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema), true);
  REQUIRE(read);
  valijson::Validator validator;
  valijson::ValidationResults results;
  std::string lines;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) return lines;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& place : error.context) lines += place;
    lines += ": " + error.description + "\n";
  }
  return lines;
}

json decision(std::vector<std::string> facts) {
  facts.insert(facts.begin(), {"advise", "--format", "json"});
  return json::parse(test::run_command(facts).out);
}

}  // namespace

TEST_CASE("decisions of many kinds hold what the schema of the decision promises", "[report]") {
  const std::vector<std::vector<std::string>> cases = {
      {"--docs", "50000", "--gpus", "8"},
      {},
      {"--preset", "startup"},
      {"--preset", "giant", "--lang", "zh"},
      {"--preset", "customs", "--currency", "CNY"},
      {"--docs", "40k..60k", "--base-accuracy", "41/50", "--budget", "300万元"},
      {"--gpu", "memory=64GiB,bandwidth=1600GB/s,bf16=320TFLOP/s,tdp=350W", "--gpus", "16", "--labels", "8000"},
      {"--latency-ms", "10", "--needs-citations", "yes"},
      {"--tokens", "60000", "--changes", "monthly", "--queries", "200"},
  };
  for (const auto& facts : cases) {
    INFO((facts.empty() ? std::string("no facts") : facts.back()));
    CHECK(violations(decision(facts)).empty());
  }
}

TEST_CASE("a decision with a number as text, or without its options, breaks the schema", "[report]") {
  json one = decision({"--docs", "50000"});
  one["options"][0]["score"] = "0.7";
  CHECK_FALSE(violations(one).empty());
  json other = decision({"--docs", "50000"});
  other.erase("options");
  CHECK_FALSE(violations(other).empty());
}
