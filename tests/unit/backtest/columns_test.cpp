// Rows of published runs: what is read, what may be read, and what a broken line says.
#include "pathfinder/backtest/columns.hpp"

#include <array>
#include <cmath>
#include <stdexcept>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

RunRow row_of(const std::string& text) {
  Findings findings;
  std::vector<RunRow> rows = read_rows("rows.ndjson", text, findings);
  REQUIRE(findings.empty());
  REQUIRE(rows.size() == 1);
  return rows.front();
}

constexpr std::array<std::string_view, 3> allowed = {"tokens", "arch", "gpu"};

}  // namespace

TEST_CASE("every broken line of a file of rows is reported with its own line and column", "[backtest]") {
  Findings findings;
  const auto rows = read_rows("rows.ndjson", "{\"id\": 1}\n\n{\"id\": 2,\n[1]\n{\"a\": 1, \"a\": 2}\n", findings);
  CHECK(rows.size() == 1);
  CHECK(test::summary(findings.all()) == "json-ends-early 3:10; wrong-type 4:1; duplicate-key 5:10");
}

TEST_CASE("a prediction that asks for a column it may not read is our mistake", "[backtest]") {
  const RunRow row = row_of(R"({"tokens": 5, "gpu_hours": 7})");
  const KnownColumns columns(row, allowed);
  CHECK(columns.number("tokens") == 5);
  CHECK_THROWS_AS(columns.number("gpu_hours"), std::logic_error);
  CHECK_THROWS_AS(columns.text("mfu"), std::logic_error);
}

TEST_CASE("numbers may be written as texts, null is absent, anything else is remembered as unreadable", "[backtest]") {
  const RunRow row = row_of(R"({"tokens": "1.2B", "arch": {"layers": "32", "heads": null, "hidden": "wide"}})");
  const KnownColumns columns(row, allowed);
  CHECK(columns.number("tokens") == 1.2e9);
  CHECK(columns.number("arch", "layers") == 32);
  CHECK(columns.number("arch", "heads") == 0);
  CHECK(columns.number("arch", "vocab") == 0);
  CHECK(columns.text("gpu").empty());
  CHECK(columns.unreadable().empty());
  CHECK(columns.number("arch", "hidden") == 0);
  CHECK(columns.unreadable() == "hidden");
  const RunRow negative = row_of(R"({"tokens": -1})");
  const KnownColumns below(negative, allowed);
  CHECK(below.number("tokens") == 0);
  CHECK(below.unreadable() == "tokens");
}

TEST_CASE("a row is named by its id, else its row, else its line", "[backtest]") {
  CHECK(id_of(row_of(R"({"id": "a", "row": 3})")) == "a");
  CHECK(id_of(row_of(R"({"row": 3})")) == "3");
  CHECK(id_of(row_of("\n\n{\"x\": 3}")) == "3");
  CHECK(family_of(row_of(R"({"id": "a", "family": "f"})")) == "f");
  CHECK(family_of(row_of(R"({"id": "a"})")).empty());
  CHECK(source_of(row_of(R"({"source": "s"})")) == "s");
}

TEST_CASE("a measured figure is a number above 0 or nothing", "[backtest]") {
  const RunRow row = row_of(R"({"hours": 7, "mfu": 0, "cost": null, "co2": "unknown"})");
  const MeasuredColumns measured(row);
  CHECK(measured.figure("hours") == 7);
  for (const std::string_view column : {"mfu", "cost", "co2", "absent"}) CHECK(std::isnan(measured.figure(column)));
}
