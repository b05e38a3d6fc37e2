// Every mistake a user can make has a folder in tests/errors that makes it and holds the whole message; tests/README.md
// says how to add one. What cannot be a folder, because it is large or needs a real process, stands below.
#include <algorithm>
#include <fstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;

TEST_CASE("a wrong input is refused with place, message and way out, and nothing is written", "[errors]") {
  std::string report;
  const std::vector<Case> cases = cases_in("errors");
  for (const Case& one : cases) {
    const std::string before = listing(one.folder);
    const Outcome outcome = run_case(one);
    if (listing(one.folder) != before) report += one.folder.filename().string() + ": a file was written\n";
    if (!outcome.out.empty()) report += one.folder.filename().string() + ": something went to standard output\n";
    if (outcome.code != 2 && outcome.code != 74) {
      report += one.folder.filename().string() + ": exit " + std::to_string(outcome.code) + "\n";
    }
    if (outcome.err.find("  help: ") == std::string::npos && outcome.err.find("  处理建议：") == std::string::npos) {
      report += one.folder.filename().string() + ": no way out is shown\n";
    }
    report += differences(one, outcome);
  }
  INFO(report);
  CHECK(report.empty());
  CHECK(cases.size() >= 40);
}
