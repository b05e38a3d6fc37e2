// tests/golden: what the user sees, folder by folder; tests/README.md says how to add one.
#include <algorithm>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;

TEST_CASE("a command prints what its golden folder holds", "[golden]") {
  static const std::vector<Case> cases = cases_in("golden");
  REQUIRE(cases.size() >= 100);
  for (const Case& one : cases) {
    DYNAMIC_SECTION(one.folder.filename().string()) {
      REQUIRE_FALSE(one.args.empty());  // a folder without a command tests nothing
      const std::string report = differences(one, run_case(one));
      INFO(report);
      CHECK(report.empty());
    }
  }
}

TEST_CASE("the program, whose catalogue is ready, prints the same, where quotes and measurements change it too",
          "[golden]") {
  const auto taken = [](const Case& one, std::size_t number) {
    const auto changes = [](const std::string& word) { return word == "--prices" || word == "--calibration"; };
    return number % 6 == 0 || std::any_of(one.args.begin(), one.args.end(), changes);
  };
  std::size_t number = 0;
  for (const Case& one : cases_in("golden")) {
    if (!taken(one, number++)) continue;
    INFO(one.folder.filename().string());
    const std::string report = differences(one, run_program(one));
    INFO(report);
    CHECK(report.empty());
  }
}

TEST_CASE("models and prices of one's own come into a ready catalogue as into one that was loaded", "[golden]") {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {"estimate", "cost", "--option", "rag", "--docs", "20k", "--gpu", "h100-sxm", "--months", "12",
            "--purchase-price", "30000", "--hosting-price", "90"},
           {"estimate", "memory", "--model", "layers=40,hidden=5120,heads=40,kv_heads=8,ffn=17408,vocab=151936"},
           {"advise", "--docs", "50000", "--draws", "0", "--model",
            "layers=40,hidden=5120,heads=40,kv_heads=8,ffn=17408,vocab=151936"}}) {
    const Case one{folder.path(), args, ""};
    const Outcome loaded = run_case(one), ready = run_program(one);
    INFO(args[1]);
    CHECK(loaded.code == 0);
    CHECK(ready.out == loaded.out);
    CHECK(ready.err == loaded.err);
  }
}
