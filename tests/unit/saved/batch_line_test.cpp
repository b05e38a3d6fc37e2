#include "pathfinder/saved/batch_line.hpp"

#include <cmath>

#include "pathfinder/base/records.hpp"
#include "pathfinder/saved/batch_summary.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

BatchLine sample() {
  BatchLine line;
  line.id = "a, \"b\"";
  line.line = 12;
  line.strategy = "rag";
  line.variant = "agentic_retrieval";
  line.verdict = Verdict::leaning;
  line.confidence = 0.72;
  line.score = 0.5;
  line.runner_up = "peft";
  line.options = {{"rag", "agentic_retrieval", Standing::open, 0.5, 0.72, Interval<>{1, 2.5, 3}, std::nullopt},
                  {"peft", "", Standing::blocked, 0.25, std::nullopt, std::nullopt, Interval<>{4, 5, 6}}};
  return line;
}

std::vector<std::string> row(std::string text) {
  REQUIRE(text.ends_with("\r\n"));
  text.resize(text.size() - 2);
  return split_csv(text).cells;
}

}  // namespace

TEST_CASE("a line in short is one line of JSON, without what is not known", "[saved]") {
  CHECK(
      batch_json(sample()) ==
      R"({"id":"a, \"b\"","line":12,"strategy":"rag","variant":"agentic_retrieval","verdict":"leaning","confidence":0.72,"score":0.5,)"
      R"("runner_up":"peft","options":[{"strategy":"rag","variant":"agentic_retrieval","standing":"open","score":0.5,)"
      R"("first_rank":0.72,)"
      R"("total_usd":{"low":1,"central":2.5,"high":3}},{"strategy":"peft","standing":"blocked","score":0.25,)"
      R"("training_gpu_hours":{"low":4,"central":5,"high":6}}]})"
      "\n");
  BatchLine none;
  none.line = 1;
  none.verdict = Verdict::none;
  CHECK(batch_json(none) == "{\"line\":1,\"strategy\":null,\"verdict\":\"none\"}\n");
}

TEST_CASE("a wrong line is its number and the error", "[saved]") {
  Diagnostic finding{"row-too-long", {"table", 4, 1, "", "", 1}, {}, "", false};
  const BatchLine line = batch_line({finding, finding}, test::shipped().texts.at("en"), 4);
  CHECK(batch_json(line).find(R"({"line":4,"error":{"code":"row-too-long","message":"the row is longer than 1 MiB")") ==
        0);
  CHECK(line.error->further == 1);
}

TEST_CASE("a row of CSV has the columns of its header, and gives the summary what JSON gives", "[saved]") {
  const std::vector<std::string> options = {"peft", "rag", "pretrain"};
  const std::vector<std::string> header = row(batch_csv_header(options));
  const std::vector<std::string> cells = row(batch_csv(sample(), options));
  REQUIRE(cells.size() == header.size());
  CHECK(cells[0] == "a, \"b\"");
  const BatchRow from_csv = read_batch_row(header, cells);
  Findings findings;
  const BatchRow from_json = read_batch_row(test::document("line", batch_json(sample())), findings);
  CHECK(findings.empty());
  for (const BatchRow& one : {from_csv, from_json}) {
    CHECK(one.strategy == "rag");
    CHECK(one.verdict == "leaning");
    CHECK(one.confidence == 0.72);
    CHECK(one.total_usd == 2.5);
    CHECK_FALSE(one.wrong);
    CHECK_FALSE(one.denied);
  }
  BatchLine wrong;
  wrong.line = 3;
  wrong.error = {"unknown-fact", "there is no fact \"x\"", "", 2, "", 0};
  CHECK(row(batch_csv(wrong, options)).size() == header.size());
  CHECK(read_batch_row(header, row(batch_csv(wrong, options))).wrong);
}

TEST_CASE("what a spreadsheet would take for a formula is text", "[saved]") {
  BatchLine line = sample();
  line.id = "=1+1";
  CHECK(row(batch_csv(line, {}))[0] == "'=1+1");
}
