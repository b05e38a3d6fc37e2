// Today's way of doing the task: what was tried and did not do is argued against, staying is compared in money.
#include "advise/present_way.hpp"

#include <algorithm>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/report/formats.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

using SaidOfToday = std::vector<std::pair<std::string, std::string>>;

Decision decided_today(const SaidOfToday& facts) {
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  return advise(test::scenario(facts), shipped(), central);
}

double score_today(const Decision& decision, std::string_view option) {
  for (const Assessment& one : decision.ranking) {
    if (one.strategy == option) return one.score;
  }
  throw std::logic_error("no option " + std::string(option));
}

/// All that is said, its words without the spaces and line ends between them.
std::string shown_today(const Decision& decision, std::string_view language) {
  RenderContext context;
  context.language = language;
  context.full = true;
  std::string text = formats().front().render(decision, shipped(), context);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

Diagnostic said_today(const Decision& decision) {
  for (const Diagnostic& one : decision.warnings) {
    if (one.code.starts_with("present-")) return one;
  }
  return {};
}

double amount_today(const Diagnostic& said, std::string_view name) {
  for (const Field& field : said.fields) {
    if (field.name == name) return std::stod(field.value);
  }
  throw std::logic_error("no field");
}

}  // namespace

TEST_CASE("present way: nothing is said of it where nobody told it", "[advise]") {
  CHECK(said_today(decided_today({{"docs", "50000"}})).code.empty());
}

TEST_CASE("present way: what was tried loses, nothing else does, and the reason is in the user's words", "[advise]") {
  const SaidOfToday facts = {
      {"task_kind", "generation"}, {"labelled_examples", "2000"}, {"style_or_format_needs", "4"}};
  SaidOfToday tried = facts;
  tried.emplace_back("tried", "peft");
  const Decision before = decided_today(facts), after = decided_today(tried);
  CHECK(score_today(after, "peft") < score_today(before, "peft") - 0.05);
  CHECK(score_today(after, "full_ft") == score_today(before, "full_ft"));
  REQUIRE(after.winner()->strategy != "peft");
  tried.emplace_back("falls_short_in", "errors");
  const Decision why = decided_today(tried);
  CHECK(shown_today(why, "en").find("itiswrongtoooften") != std::string::npos);
  CHECK(shown_today(why, "zh").find("差错太多") != std::string::npos);
}

TEST_CASE("present way: who tried retrieval has prompted too", "[advise]") {
  const SaidOfToday facts = {{"docs", "3000"}};
  SaidOfToday tried = facts;
  tried.emplace_back("tried", "rag");
  for (const char* option : {"prompting", "rag"})
    CHECK(score_today(decided_today(tried), option) < score_today(decided_today(facts), option));
}

TEST_CASE("present way: a dear one is saved from, a cheap one costs more, and both are said on the first screen",
          "[advise]") {
  const Decision dear = decided_today({{"docs", "50000"}, {"present_cost_per_month", "200000"}});
  const Diagnostic saves = said_today(dear);
  CHECK(saves.code == "present-dearer");
  CHECK(amount_today(saves, "today_usd") == 12 * 200000);
  CHECK(amount_today(saves, "saves_usd") ==
        Approx(12 * 200000 - dear.winner()->estimate.total->central.value).epsilon(1e-12));
  CHECK(amount_today(saves, "low_usd") < amount_today(saves, "saves_usd"));
  CHECK(amount_today(saves, "saves_usd") < amount_today(saves, "high_usd"));
  CHECK(shown_today(dear, "en").find("set-upisbackinmonth1ofuse") != std::string::npos);
  const Decision cheap = decided_today({{"docs", "50000"}, {"present_cost_per_month", "100"}});
  const Diagnostic costs = said_today(cheap);
  CHECK(costs.code == "present-cheaper");
  CHECK(amount_today(costs, "low_usd") < amount_today(costs, "high_usd"));
  CHECK(shown_today(cheap, "zh").find("多花") != std::string::npos);
  CHECK(shown_today(cheap, "zh").find("收回") == std::string::npos);
  CHECK(score_today(cheap, "rag") < score_today(dear, "rag"));
}

TEST_CASE("present way: where the answer is what is in use, that is said", "[advise]") {
  const Decision decision = decided_today({{"docs", "50000"}, {"present_solution", "rag"}});
  REQUIRE(decision.winner()->strategy == "rag");
  CHECK(said_today(decision).code == "present-in-use");
  CHECK(shown_today(decision, "en").find("inusealready") != std::string::npos);
}
