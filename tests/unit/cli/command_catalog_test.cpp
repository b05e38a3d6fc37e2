#include <algorithm>
#include <iostream>

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

TEST_CASE("show says on standard error how old an entry is, how far it reaches, and why a model is offered", "[cli]") {
  const test::Outcome offered = run_command({"catalog", "show", "models", "qwen3.5-9b"});
  CHECK(offered.out == test::data_text("models/qwen3.5-9b.json"));
  CHECK(offered.err.find("Offered for its size (8.95 ") != std::string::npos);
  CHECK(offered.err.find("images") != std::string::npos);
  CHECK(run_command({"catalog", "show", "models", "qwen3-14b"}).err.find("Superseded by ") != std::string::npos);
  CHECK(run_command({"catalog", "show", "gpus", "ascend-910b"}).err.find("800–1,800") != std::string::npos);
  const std::string old = run_command({"catalog", "show", "regions", "cn-inner-mongolia"}).err;
  CHECK(old.find("is old") != std::string::npos);
  CHECK(run_command({"catalog", "show", "regions", "cn-hubei"}).err.find("No tariff of its own") != std::string::npos);
  CHECK(run_command({"catalog", "show", "gpus", "l4", "--format", "json"}).err.empty());
}

TEST_CASE("check counts every kind, lists what it found in one, and answers 0", "[cli]") {
  const test::Outcome text = run_command({"catalog", "check"});
  CHECK(text.code == 0);
  for (const EntryKind& kind : entry_kinds()) CHECK(text.out.find(kind.id) != std::string::npos);
  const auto all = nlohmann::json::parse(run_command({"catalog", "check", "--format", "json"}).out);
  CHECK(all["counts"].size() == entry_kinds().size());
  const auto gpus = nlohmann::json::parse(run_command({"catalog", "check", "gpus", "--format", "json"}).out);
  CHECK(gpus["findings"].size() < all["findings"].size());
  for (const auto& row : gpus["findings"]) CHECK(row["kind"] == "gpus");
  CHECK(run_command({"catalog", "check", "gpus", "--lang", "zh"}).code == 0);
  CHECK(run_command({"catalog", "check", "gpus", "l4"}).code == 2);
}

TEST_CASE("rows of prices say how old they are", "[cli]") {
  const std::string rows = run_command({"catalog", "show", "prices", "baidu", "--width", "200"}).out;
  CHECK(rows.find("months, old") != std::string::npos);
}

TEST_CASE("the share of figures from memory is printed, and no source stands there for nothing", "[cli][catalogue]") {
  const auto all = nlohmann::json::parse(run_command({"catalog", "check", "--format", "json"}).out);
  for (const auto& kind : all["counts"]) {
    if (kind["kind"] != "gpus" && kind["kind"] != "models" && kind["kind"] != "prices") continue;
    std::cout << "recalled " << kind["kind"].get<std::string>() << ": " << kind["recalled"] << " of " << kind["figures"]
              << " figures\n";
  }
  for (const auto& kind : all["counts"]) CHECK(kind["uncited"] == 0);
}
