#include <algorithm>

#include <nlohmann/json.hpp>

#include "pathfinder/catalogue/entries.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::run_command;

TEST_CASE("show prints a data file byte for byte, by any spelling of its name", "[cli]") {
  const std::string file = test::data_text("gpus/h200-sxm.json");
  for (const char* spelling : {"h200-sxm", "H200 SXM 141 GB", "NVIDIA H200", "h200"}) {
    INFO(spelling);
    CHECK(run_command({"catalog", "show", "gpus", spelling}).out == file);
  }
  CHECK(run_command({"catalog", "show", "strategies", "rag"}).out == test::data_text("strategies/rag.json"));
}

TEST_CASE("a bare family name shows every version", "[cli]") {
  const std::string out = run_command({"catalog", "show", "gpus", "H100"}).out;
  CHECK(out.find("\"h100-pcie\"") != std::string::npos);
  CHECK(out.find("\"h100-sxm\"") != std::string::npos);
}

TEST_CASE("a row inside a file is shown as it is written there, found by alias or option", "[cli]") {
  const std::string region = run_command({"catalog", "show", "regions", "贵州"}).out;
  CHECK(nlohmann::json::parse(region)["id"] == "cn-guizhou");
  CHECK(test::data_text("regions.json").find(region.substr(0, region.size() - 1)) != std::string::npos);
  CHECK(nlohmann::json::parse(run_command({"catalog", "show", "facts", "labels"}).out)["id"] == "labelled_examples");
}

TEST_CASE("prices of an accelerator are listed across sellers with date and source", "[cli]") {
  const nlohmann::json rows =
      nlohmann::json::parse(run_command({"catalog", "show", "prices", "h100", "--format", "json"}).out);
  REQUIRE(rows.size() > 5);
  for (const auto& row : rows) {
    CHECK(row["usd"].is_number() != row["usd"].is_array());
    CHECK(row["as_of"].is_string());
    CHECK(row["source"].is_string());
  }
}

TEST_CASE("every kind lists as text and as JSON with the same number of entries", "[cli]") {
  for (const EntryKind& kind : entry_kinds()) {
    INFO(kind.id);
    const auto json =
        nlohmann::json::parse(run_command({"catalog", "list", std::string(kind.id), "--format", "json"}).out);
    CHECK(json.size() == entries(test::shipped(), kind).size());
    for (const char* language : {"en", "zh"}) {
      const test::Outcome text = run_command({"catalog", "list", std::string(kind.id), "--lang", language});
      CHECK(text.code == 0);
      const auto lines = std::count(text.out.begin(), text.out.end(), '\n');
      CHECK(static_cast<std::size_t>(lines) >= json.size());
    }
  }
}

TEST_CASE("an unknown name is an error with the near miss, and exit 2", "[cli]") {
  const test::Outcome kind = run_command({"catalog", "list", "gpu"});
  CHECK(kind.code == 2);
  CHECK(kind.err.find("gpus") != std::string::npos);
  const test::Outcome entry = run_command({"catalog", "show", "strategies", "pefft"});
  CHECK(entry.code == 2);
  CHECK(entry.out.empty());
  CHECK(entry.err.find("did you mean peft?") != std::string::npos);
}

TEST_CASE("show --output DIR/ lays files out like data/, ready for --data", "[cli]") {
  const test::TemporaryFolder folder;
  REQUIRE(run_command({"catalog", "show", "strategies", "--output", folder.path().string()}).code == 0);
  CHECK(test::file_text(folder.path() / "strategies" / "full_ft.json") == test::data_text("strategies/full_ft.json"));
  CHECK(run_command({"advise", "--docs", "50000", "--data", folder.path().string()}).code == 0);
}
