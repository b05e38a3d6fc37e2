// --strict: what an answer may not rest on, each with a way out.
#include "pathfinder/policy/strict.hpp"

#include <algorithm>

#include "pathfinder/advise/advise.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// An answer whose only figure is one rented line, from this source and of this day.
Decision rented(const std::string& source) {
  Decision decision;
  decision.facts.resize(test::shipped().vocabulary.size());
  Assessment option;
  option.strategy = "peft";
  option.estimate.plan.gpu = "h100-sxm";
  BillLine line;
  line.label = "training-rent";
  line.period = "setup";
  line.basis = {"cost.rent", {source}, {}};
  option.estimate.bill.push_back(line);
  decision.ranking.push_back(option);
  return decision;
}

std::size_t count(const std::vector<Diagnostic>& found, std::string_view code) {
  return static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [&](const Diagnostic& one) { return one.code == code; }));
}

}  // namespace

TEST_CASE("a figure from a read source with a fresh price passes, a recalled one does not", "[policy]") {
  const Catalogue& catalogue = test::shipped();
  CHECK(strict_findings(rented("quan-2025"), catalogue, "2026-11-24").empty());
  const std::vector<Diagnostic> found = strict_findings(rented("recalled"), catalogue, "2026-11-24");
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "figure-not-read");
  CHECK(found[0].help == "help.figure-not-read.cost.rent");
}

TEST_CASE("the same price passes within its days and is refused behind them", "[policy]") {
  const Catalogue& catalogue = test::shipped();
  CHECK(count(strict_findings(rented("quan-2025"), catalogue, "2026-11-30"), "price-past-date") == 0);
  CHECK(count(strict_findings(rented("quan-2025"), catalogue, "2028-11-30"), "price-past-date") == 1);
}

TEST_CASE("every way out is a text in both languages", "[policy]") {
  for (const char* language : {"en", "zh"}) {
    const Texts& texts = test::shipped().texts.at(language);
    for (const char* method : {"", ".cost.power", ".cost.rent", ".cost.evaluation", ".cost.labelling"})
      CHECK(texts.has("help.figure-not-read" + std::string(method)));
  }
}

TEST_CASE("strict refuses with exit 2 and writes nothing, and changes nothing where it passes", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "a.json").string();
  const test::Outcome outcome =
      test::run_command({"advise", "--docs", "50000", "--gpus", "8", "--draws", "0", "--strict", "--output", file});
  CHECK(outcome.code == 2);
  CHECK(test::file_text(file).empty());
  CHECK(outcome.err.find("[figure-not-read]") != std::string::npos);
}
