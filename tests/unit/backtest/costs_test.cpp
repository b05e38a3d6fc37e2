// Costs beside published amounts: how rows are read, which group they count in, and that constants which have not seen
// a publisher predict it better than the rules do.
#include "backtest/costs.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/backtest/backtest.hpp"
#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/backtest/constants_file.hpp"
#include "pathfinder/base/json_writer.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

const FigureKind& costs() {
  for (const FigureKind& kind : figure_kinds()) {
    if (kind.name == "costs") return kind;
  }
  throw std::logic_error("no kind");
}

std::vector<RunRow> rows_of(const std::string& text) {
  Findings findings;
  std::vector<RunRow> rows = read_rows("rows", text, findings);
  REQUIRE(findings.empty());
  return rows;
}

std::vector<RunRow> published() {
  return rows_of(test::file_text(test::source_dir() + "/data/observations/costs_public.ndjson"));
}

CostCase one_case(const std::string& text) {
  SkippedRow skip;
  const std::vector<CostCase> found = CostBacktest::cases(rows_of(text).front(), test::shipped(), skip);
  REQUIRE(found.size() == 1);
  return found.front();
}

Figure predicted(const std::string& text) {
  return CostBacktest::predict(one_case(text), CostBacktest::shipped(test::shipped())).front();
}

const GroupSummary& group(const BacktestReport& report, std::string_view name) {
  return *std::find_if(report.groups.begin(), report.groups.end(),
                       [&](const GroupSummary& one) { return one.group == name; });
}

std::string row(const std::string& facts) {
  return R"({"id": "x", "country": "US", "buyer_kind": "public_body", "strategy_guess": "rag", "covers": ["people"], )" +
         facts + R"("amount_usd": 1000})";
}

}  // namespace

TEST_CASE("publishers are the host of the first address; a row without one stands alone", "[backtest]") {
  CHECK(one_case(row(R"("source": "Council, https://www.x.org/a/b ; http://y.org", )")).amount.publisher == "x.org");
  CHECK(one_case(row(R"("source": "a file of the county", )")).amount.publisher == "x");
  CHECK(one_case(row(R"("family": "county", "source": "https://x.org", )")).amount.publisher == "county");
}

TEST_CASE("a row that names no buyer we know, or covers nothing we price, is skipped with the reason", "[backtest]") {
  const auto reason = [](const std::string& text) {
    const BacktestReport report = costs().run(rows_of(text), test::shipped(), {});
    return report.skipped.empty() ? std::string() : report.skipped.front().reason;
  };
  CHECK(reason(R"({"covers": ["people"], "buyer_kind": "king", "strategy_guess": "rag"})") == "backtest.skip.buyer");
  CHECK(reason(R"({"covers": ["tea"], "buyer_kind": "giant", "strategy_guess": "rag"})") == "backtest.skip.covers");
  CHECK(reason(R"({"covers": [], "buyer_kind": "giant", "strategy_guess": "rag"})") == "backtest.skip.covers");
  CHECK(reason(R"({"covers": ["people"], "buyer_kind": "giant", "strategy_guess": "whatever"})").empty());
}

TEST_CASE("a column that holds words is not known, and the row stays", "[backtest]") {
  const double known = predicted(row(R"("users": 100000, )")).central;
  const double unknown = predicted(row("")).central;
  CHECK(predicted(row(R"("users": "about 500-1000", )")).central == unknown);
  CHECK(known != unknown);
}

TEST_CASE("years of maintenance are months at least", "[backtest]") {
  const Figure five = predicted(
      R"({"country": "US", "buyer_kind": "public_body", "strategy_guess": "rag", "covers": ["people", "maintenance_years:5"]})");
  CHECK(five.central == predicted(row(R"("months": 60, )")).central);
}

TEST_CASE("means of many awards and rows of low quality are shown apart and fitted by nothing", "[backtest]") {
  for (const std::string mark : {R"("aggregate": true, )", R"("quality": "low", )"}) {
    const CostCase apart = one_case(row(mark));
    CHECK(apart.apart);
    CHECK_FALSE(CostBacktest::in_fit(apart, CostBacktest::shipped(test::shipped())));
    CHECK(predicted(row(mark)).groups == std::vector<std::string_view>{"costs.apart"});
  }
}

TEST_CASE("with its publisher left out the model predicts amounts better than either rule, in narrower intervals",
          "[backtest]") {
  const BacktestReport report = costs().run(published(), test::shipped(), {true, "each"});
  CHECK(report.used == 157);
  const GroupSummary& all = group(report, "costs.strategy");
  CHECK(all.errors.figures == 107);
  CHECK(all.errors.median_abs_log_error <= 1.0);
  CHECK(all.errors.coverage_p10_p90 >= 0.72);
  CHECK(all.errors.coverage_p10_p90 <= 0.88);
  CHECK(group(report, "costs.programmes").errors.median_abs_log_error <= 0.65);
  REQUIRE(all.baselines.size() == 2);
  for (const BaselineSummary& rule : all.baselines) {
    CHECK(rule.errors.median_abs_log_error > 1.4 * all.errors.median_abs_log_error);
    CHECK(rule.high_over_low_80 > all.errors.median_high_over_low);
  }
}

TEST_CASE("a refit on the public amounts gives the shipped constants back", "[backtest]") {
  const BacktestReport report = costs().run(published(), test::shipped(), {true, ""});
  CHECK(report.fitted_on == 139);
  for (const ConstantChange& change : report.constants) {
    INFO(change.id);
    CHECK(change.refitted == Approx(change.shipped).epsilon(0.01));
  }
}

TEST_CASE("a refit of the costs laid over the shipped ones keeps their priors, and fits to the same again",
          "[backtest]") {
  const BacktestReport first = costs().run(published(), test::shipped(), {true, ""});
  const Catalogue laid =
      test::shipped_with({{"constants/costs.json", refitted_constants(first, test::shipped(), "mine", "2027-01-02")}});
  const BacktestReport second = costs().run(published(), laid, {true, ""});
  for (const ConstantChange& change : second.constants) {
    INFO(change.id);
    CHECK(laid.constants.at(change.id).low == test::shipped().constants.at(change.id).low);
    CHECK(laid.constants.at(change.id).high == test::shipped().constants.at(change.id).high);
    CHECK(change.refitted == Approx(change.shipped).epsilon(0.01));
  }
}

// What both can know is people's work, the application's hosting, seats and a product's licence. The others differ on
// purpose: advise prices answers by the tokens of the plan's prompt and its models, where a row has the questions
// alone; it sizes fleets and training by formulas of their own, where a row may name its accelerators, servers and
// hours; and it counts the examples that are missing, where a row has those that were labelled.
TEST_CASE("ten published rows, asked as scenarios, get every line that both can know as the back-test predicts it",
          "[backtest][advise]") {
  static const EstimateConstants constants(test::shipped());
  const CostModel model = CostBacktest::shipped(test::shipped()).model;
  std::size_t compared = 0;
  std::size_t by_seat = 0;
  for (const RunRow& source : published()) {
    if (compared >= 10 && by_seat >= 1) break;
    SkippedRow skip;
    const std::vector<CostCase> found = CostBacktest::cases(source, test::shipped(), skip);
    if (found.empty() || !found.front().named) continue;
    Project project = found.front().amount.candidates.front().project;
    if (makes_model(project.approach) || project.approach == Approach::machines) continue;
    const bool seats =
        project.approach == Approach::prompting && !std::isnan(project.users) && std::isnan(project.queries_per_day);
    if (!found.front().amount.covers.people && !seats) continue;
    const KnownColumns row(source, cost_columns());
    std::string place = row.text("country");
    for (char& letter : place) letter = static_cast<char>(letter - 'A' + 'a');
    if (test::shipped().find("regions", place) == Vocabulary::none) continue;
    CAPTURE(found.front().amount.id);

    if (std::isnan(project.docs)) project.docs = 10000;
    const double load = load_of(project, model, central_needs());
    std::vector<std::pair<std::string, std::string>> said = {
        {"organisation_kind", std::string(word_of(project.buyer))}, {"region", place}, {"delivery", "supplier"}};
    const auto say = [&](std::string_view fact, double value) {
      if (!std::isnan(value)) said.emplace_back(fact, json_number(value));
    };
    say("docs", project.docs);
    say("users", project.users);
    say("use_cases", project.use_cases);
    say("integrations", project.integrations);
    if (!seats) say("queries_per_day", load);
    const Scenario scenario = test::scenario(said);
    const Facts facts = gather_facts(scenario, test::shipped());
    const Situation situation(facts, scenario, test::shipped());
    const PlanLimits limits;
    PlanCache cache;
    const OptionEstimate estimate =
        estimate_option({situation, constants, limits, cache}, test::shipped().strategy(row.text("strategy_guess")));
    const auto billed = [&](std::string_view period, std::string_view label) {
      double sum = 0;
      for (const Line<Dollars>& line : estimate.bill) {
        if (line.period == period && line.label.rfind(label, 0) == 0) sum += line.central.value;
      }
      return sum;
    };
    const auto covered = [&](double months, std::string_view word) {
      Covers one;
      double years = 0;
      REQUIRE(read_cover(word, one, years));
      Project of_months = project;
      of_months.months = months;
      of_months.gpus = of_months.servers = unknown_need;
      if (word == "hosting") of_months.queries_per_day = load;
      return sum_of(covered_amount(of_months, one, model, central_needs()));
    };
    CHECK(billed("setup", "people.") ==
          Approx(covered(unknown_need, "people")));  // what follows it stands by the month
    CHECK(billed("monthly", "people.") == Approx(covered(1, "maintenance")));
    if (seats) {
      // Of a year: a single month of named people is a bill, and metered.
      CHECK(12 * billed("monthly", "seats") == Approx(covered(12, "api")));
      ++by_seat;
      continue;
    }
    const bool retrieval = test::shipped().strategy(row.text("strategy_guess")).recipe.retrieval;
    if (retrieval) CHECK(billed("monthly", "app-hosting") == Approx(covered(1, "hosting")));
    if (project.approach != Approach::prompting)
      CHECK(billed("monthly", "licence") == Approx(covered(1, "software_licence")));
    ++compared;
  }
  CHECK(compared == 10);
  CHECK(by_seat >= 1);
}
