#include "pathfinder/backtest/cases.hpp"

#include "pathfinder/backtest/left_out.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

CasesReport public_cases(bool without_judged, std::size_t draws) {
  Findings findings;
  std::vector<std::string_view> without;
  if (without_judged) without.assign(judged_facts().begin(), judged_facts().end());
  const std::string text = test::file_text(test::source_dir() + "/tests/data/cases_public.ndjson");
  const std::vector<CaseRow> cases = read_cases("cases", text, shipped(), without, findings);
  REQUIRE(findings.empty());
  return run_cases(cases, shipped(), draws);
}

}  // namespace

TEST_CASE("cases: the answers to the published decisions stay as good as promised", "[backtest][whole]") {
  const CasesReport all = public_cases(false, 1000);
  REQUIRE(all.results.size() == 240);
  REQUIRE(all.acceptable.share >= 0.92);
  REQUIRE(all.wrong.share <= 0.02);
  REQUIRE(all.acceptable.share > all.baselines.back().acceptable.share);
  // The form named under what they chose: rules were written on the even half, and hold on the other.
  REQUIRE(all.variants.size() == 6);
  REQUIRE(all.variants[0].named.share >= 0.7);
  REQUIRE(all.variants[2].named.share >= 0.7);
  REQUIRE(all.variants[0].named.share > all.variants[5].named.share);
  // What is called clear is right more often than what leans.
  REQUIRE(all.bins[0].acceptable.share >= all.bins[1].acceptable.share);
}

TEST_CASE("cases: without the facts somebody judged the answers are nearly as good", "[backtest][whole]") {
  const CasesReport report = public_cases(true, 0);
  REQUIRE(report.acceptable.share >= 0.82);
  REQUIRE(report.wrong.share <= 0.08);
}

TEST_CASE("cases: a share of a count has Wilson's interval", "[backtest]") {
  const CountedShare share = counted(41, 50);
  REQUIRE(share.share == Approx(0.82));
  REQUIRE(share.low == Approx(0.713).margin(0.003));
  REQUIRE(share.high == Approx(0.893).margin(0.003));
  REQUIRE(counted(0, 0).share == 0);
}

TEST_CASE("cases: a row without facts or with a wrong one is skipped with the reason", "[backtest]") {
  Findings findings;
  const std::vector<CaseRow> cases =
      read_cases("cases", "{\"id\":\"a\"}\n{\"id\":\"b\",\"facts\":{\"docs\":\"many\"}}\n", shipped(), {}, findings);
  REQUIRE(cases.size() == 2);
  const CasesReport report = run_cases(cases, shipped(), 0);
  REQUIRE(report.results.empty());
  REQUIRE(report.skipped.size() == 2);
}

TEST_CASE("cases: what is said of an answer's reliability comes from publishers left out", "[.long]") {
  Findings findings;
  const std::string text = test::file_text(test::source_dir() + "/tests/data/cases_public.ndjson");
  const std::vector<std::string_view> judged(judged_facts().begin(), judged_facts().end());
  const CasesToLearn cases = {read_cases("cases", text, shipped(), {}, findings),
                              read_cases("cases", text, shipped(), judged, findings)};
  const CasesReport report = run_left_out(cases, false, shipped(), 10000);
  const CaseBank& bank = shipped().case_bank;
  CHECK(bank.cases == static_cast<double>(report.results.size()));
  const auto band = [&](const char* verdict, const ReliabilityBin& bin) {
    INFO(verdict << ": pathfinder backtest --kind cases --runs tests/data/cases_public.ndjson --nested --errors FILE");
    const Reliability& said = bank.bands.at(verdict);
    CHECK(said.cases == static_cast<double>(bin.acceptable.of));
    CHECK(said.acceptable == Approx(bin.acceptable.share).margin(1e-4));
    CHECK(said.low == Approx(bin.acceptable.low).margin(1e-4));
    CHECK(said.high == Approx(bin.acceptable.high).margin(1e-4));
  };
  band("clear", report.bins[0]);
  band("leaning", report.bins[1]);
  band("toss_up", report.bins[2]);
}
