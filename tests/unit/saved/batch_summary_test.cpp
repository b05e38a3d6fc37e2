#include "pathfinder/saved/batch_summary.hpp"

#include <cmath>

#include "pathfinder/saved/batch_resume.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::string written(BatchSummary summary) {
  return write_json([&](Fields& fields) { describe_batch_summary(fields, summary); });
}

BatchSummary read(const std::string& text) {
  BatchSummary summary;
  Findings findings;
  read_object(test::document("summary", text), findings,
              [&](Fields& fields) { describe_batch_summary(fields, summary); });
  CHECK(test::summary(findings.all()).empty());
  return summary;
}

BatchSummary part(double number, double of) {
  BatchSummary summary;
  summary.made_with = {"0.1.0", "data", 10000, ""};
  if (of > 1) {
    summary.parts_of = of;
    summary.parts = {number};
  }
  return summary;
}

BatchRow row(int i) {
  BatchRow row;
  row.wrong = i % 10 == 9;
  row.denied = i % 4 == 0;
  row.strategy = i % 5 == 0 ? "" : (i % 2 == 0 ? "rag" : "peft");
  row.verdict = i % 5 == 0 ? "none" : "clear";
  row.confidence = i / 100.0;
  row.total_usd = i % 5 == 0 ? std::nan("") : i * 1234.5;
  return row;
}

}  // namespace

TEST_CASE("summaries of parts, written and read, add up to that of the whole byte for byte", "[saved]") {
  BatchSummary whole = part(1, 1);
  BatchSummary first = part(1, 3), second = part(2, 3), third = part(3, 3);
  for (int i = 0; i < 100; ++i) {
    whole.add(row(i));
    (i < 30 ? first : i < 70 ? second : third).add(row(i));
  }
  BatchSummary sum = read(written(third));
  REQUIRE(sum.merge(read(written(first))));
  CHECK(written(sum).find("\"held\"") != std::string::npos);
  REQUIRE(sum.merge(read(written(second))));
  CHECK(written(sum) == written(whole));
  CHECK(whole.lines == 100);
  CHECK(whole.wrong == 10);
  CHECK(whole.winners.at("none") == 20);
}

TEST_CASE("a part that is in the sum already, or one of another cut, is refused; other inputs add up", "[saved]") {
  BatchSummary sum = part(1, 3);
  CHECK_FALSE(sum.merge(part(1, 3)));
  CHECK_FALSE(sum.merge(part(2, 4)));
  BatchSummary input = part(1, 1);
  CHECK(input.merge(part(1, 1)));
}

TEST_CASE("a run goes on only with the input, version, data and options it was begun with", "[saved]") {
  const BatchResume begun{{"0.1.0", "data", 0, ""}, "input", "ndjson", "en", 1, 1};
  CHECK(other_run(begun, begun).empty());
  BatchResume now = begun;
  now.input_sha256 = "other";
  CHECK(other_run(begun, now) == "input");
  now.input_sha256.clear();  // a stream has no digest
  CHECK(other_run(begun, now).empty());
  now.made_with.version = "0.2.0";
  CHECK(other_run(begun, now) == "version");
  now = begun;
  now.made_with.data_sha256 = "other";
  CHECK(other_run(begun, now) == "data");
  now = begun;
  now.form = "csv";
  CHECK(other_run(begun, now) == "options");
}

TEST_CASE("a line of another program is no line of batch", "[saved]") {
  Findings findings;
  read_batch_row(test::document("line", R"({"level": "info"})"), findings);
  CHECK(test::summary(findings.all()) == "no-batch-line 1:1");
}
