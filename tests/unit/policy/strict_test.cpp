// --strict: what an answer may not rest on, each with a way out.
#include "pathfinder/policy/strict.hpp"

#include <algorithm>
#include <sstream>

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
  Line<Dollars> line;
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
  CHECK(found[0].help == "help.figure-not-read.quote");
  CHECK(found[0].fields.back().value.rfind(R"({"item": "rent", "gpu": "h100-sxm", "usd_per_gpu_hour": PRICE)", 0) == 0);
}

TEST_CASE("the same price passes within its days and is refused behind them", "[policy]") {
  const Catalogue& catalogue = test::shipped();
  CHECK(count(strict_findings(rented("quan-2025"), catalogue, "2026-11-30"), "price-past-date") == 0);
  CHECK(count(strict_findings(rented("quan-2025"), catalogue, "2028-11-30"), "price-past-date") == 1);
}

namespace {

/// The quotes that a refusal asks for, filled in.
std::string quotes_asked_for(const std::string& refusal) {
  std::string file;
  std::istringstream lines(refusal);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("{\"item\"");
    if (at == std::string::npos) continue;
    line.erase(0, at);
    for (std::size_t price = line.find("PRICE"); price != std::string::npos; price = line.find("PRICE"))
      line.replace(price, 5, "0.5");
    file += line + "\n";
  }
  return file;
}

}  // namespace

TEST_CASE("the quotes that a refusal asks for make the same answer pass", "[policy]") {
  const std::vector<std::vector<std::string>> scenarios = {
      {"--docs", "50000", "--gpus", "8"},
      {"--docs", "50000"},
      {"--docs", "50000", "--gpus", "8", "--labels", "5000", "--style", "5", "--currency", "CNY"},
      {"--docs", "60", "--lang", "zh"},
      {"--docs", "50000", "--on-premises", "yes"}};
  for (const std::vector<std::string>& facts : scenarios) {
    const test::TemporaryFolder folder;
    std::string quotes;
    test::Outcome outcome;
    int rounds = 0;
    for (; rounds < 3; ++rounds) {
      std::vector<std::string> args = {"advise", "--draws", "0", "--strict"};
      args.insert(args.end(), facts.begin(), facts.end());
      if (!quotes.empty()) args.insert(args.end(), {"--prices", folder.write("quotes.ndjson", quotes)});
      outcome = test::run_command(args);
      if (outcome.code == 0) break;
      CHECK(outcome.code == 2);
      const std::string more = quotes_asked_for(outcome.err);
      INFO(outcome.err);
      REQUIRE(!more.empty());
      quotes += more;
    }
    INFO(quotes << outcome.err);
    CHECK(outcome.code == 0);
    CHECK(rounds >= 1);  // once more where a quote makes another kind of accelerator the cheapest
  }
}

TEST_CASE("a formula holds with one source that was read, a price only with all of them", "[policy]") {
  const Catalogue& catalogue = test::shipped();
  Decision decision = rented("quan-2025");
  OptionEstimate& estimate = decision.ranking.front().estimate;
  estimate.memory_per_gpu = Estimate<Bytes>{{{1}, {2}, {3}}, {}, {"training-memory", {"chen-2016", "quan-2025"}, {}}};
  CHECK(strict_findings(decision, catalogue, "2026-11-24").empty());
  estimate.memory_per_gpu->basis.sources = {"chen-2016"};
  CHECK(count(strict_findings(decision, catalogue, "2026-11-24"), "figure-not-read") == 1);
  estimate.memory_per_gpu.reset();
  estimate.bill.front().basis.sources = {"quan-2025", "recalled"};
  CHECK(count(strict_findings(decision, catalogue, "2026-11-24"), "figure-not-read") == 1);
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
