// What a person reads first: one screen, whatever was asked.
#include <algorithm>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/backtest/cases.hpp"
#include "pathfinder/report/formats.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using test::shipped;

TEST_CASE("first screen: the answer to every twelfth published case has at most 45 lines of 80 columns, in English",
          "[report]") {
  Findings findings;
  const std::string text = test::file_text(test::source_dir() + "/tests/data/cases_public.ndjson");
  const std::vector<CaseRow> cases = read_cases("cases", text, shipped(), {}, findings);
  AdviseOptions asked;
  asked.draws = 1000;
  for (std::size_t i = 0; i < cases.size(); i += 12) {
    const Decision decision = advise(cases[i].scenario, shipped(), asked);
    const std::string screen = formats().front().render(decision, shipped(), {});
    INFO(cases[i].id << "\n" << screen);
    CHECK(std::count(screen.begin(), screen.end(), '\n') <= 45);
    RenderContext full;
    full.full = true;
    const std::string whole = formats().front().render(decision, shipped(), full);
    CHECK(whole.size() > screen.size());
  }
}
