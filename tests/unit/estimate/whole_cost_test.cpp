// Whole costs: each word of `covers`, sums of lines, and what knowing more does to an amount and its interval.
#include "pathfinder/estimate/whole_cost.hpp"

#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/catalogue/default_prices.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const CostModel& shipped_model() {
  static const CostModel model = shipped_cost_model(test::shipped());
  return model;
}

Project project(BuyerKind buyer, Approach approach) {
  Project one;
  one.buyer = buyer;
  one.approach = approach;
  one.prices = {3000, 27, 300000, 3, 989, true};
  return one;
}

Covers covers(const std::vector<std::string_view>& words, double* years = nullptr) {
  Covers all;
  double maintained = 0;
  for (const std::string_view word : words) REQUIRE(read_cover(word, all, maintained));
  if (years != nullptr) *years = maintained;
  return all;
}

double amount(const Project& one, const std::vector<std::string_view>& words) {
  return sum_of(covered_amount(one, covers(words), shipped_model(), central_needs()));
}

double width(const Project& one, const std::vector<std::string_view>& words) {
  const Interval<> cost = whole_cost({{one, 1}}, covers(words), shipped_model());
  return std::log(cost.high / cost.low);
}

}  // namespace

TEST_CASE("what is covered beside each other adds up", "[estimate]") {
  const Project rag = project(BuyerKind::public_body, Approach::rag);
  const double together = amount(rag, {"people"}) + amount(rag, {"api"}) + amount(rag, {"hosting"}) +
                          amount(rag, {"software_licence"}) + amount(rag, {"labelling"}) + amount(rag, {"hardware"});
  CHECK(amount(rag, {"people", "api", "hosting", "software_licence", "labelling", "hardware"}) == Approx(together));
  CHECK(amount(rag, {"maintenance"}) < amount(rag, {"people"}));
}

TEST_CASE("the years of maintenance are read, and an unknown word is no cover", "[estimate]") {
  double years = 0;
  CHECK(covers({"people", "maintenance_years:5"}, &years).maintenance);
  CHECK(years == 5);
  Covers none;
  CHECK_FALSE(read_cover("tea", none, years));
  CHECK_FALSE(read_cover("maintenance_years:many", none, years));
}

TEST_CASE("a purchase of machines is their number times their price, and small boxes cost their share", "[estimate]") {
  Project machines = project(BuyerKind::giant, Approach::machines);
  machines.servers = 10;
  const double level = shipped_model()[CostTerm::server_level];
  CHECK(amount(machines, {"hardware"}) == Approx(10 * 300000 * level));
  machines.servers = unknown_need;
  machines.gpus = 2;
  CHECK(amount(machines, {"hardware"}) == Approx(0.25 * 300000 * level * shipped_model()[CostTerm::small_box]));
  CHECK(amount(machines, {"hardware", "integration"}) > amount(machines, {"hardware"}));
}

TEST_CASE("training hours that are stated are paid at the rent; trials come with the people", "[estimate]") {
  Project run = project(BuyerKind::startup, Approach::full_ft);
  run.gpu_hours = 1000;
  CHECK(amount(run, {"hosting"}) == Approx(1000 * 3 * shipped_model()[CostTerm::rent_level]));
  CHECK(amount(run, {"hosting", "hardware"}) == amount(run, {"hosting"}));
  CHECK(amount(run, {"hosting", "people"}) - amount(run, {"people"}) ==
        Approx(shipped_model()[CostTerm::trials] * amount(run, {"hosting"})));
}

TEST_CASE("training hours: said, or cards for the months they are held, or the operations of the tokens",
          "[estimate]") {
  const CostModel& model = shipped_model();
  const NeedFactors needs = central_needs();
  Project run = project(BuyerKind::giant, Approach::continued_pretrain);
  run.gpus = 8;
  run.months = 3;
  const TrainingNeed held = training_need(run, model, needs);
  CHECK(held.gpu_hours == Approx(8 * 3 * hours_per_month * model[CostTerm::busy]));
  CHECK(held.doubt == 0.3);
  NeedFactors longer = needs;
  longer[static_cast<std::size_t>(ProjectNeed::months)] = 2;
  CHECK(training_need(run, model, longer).gpu_hours == Approx(2 * held.gpu_hours));
  run.gpu_hours = 5000;
  CHECK(training_need(run, model, needs).gpu_hours == 5000);
  CHECK(training_need(run, model, needs).doubt == 0.05);
  Project tokens = project(BuyerKind::giant, Approach::continued_pretrain);
  tokens.tokens = 1e9;
  tokens.prices.tflop_per_s = 1;
  const TrainingNeed counted = training_need(tokens, model, needs);
  CHECK(counted.gpu_hours == Approx(6 * 10e9 * 1e9 / (1e12 * model[CostTerm::utilisation]) / 3600));
  CHECK(counted.doubt == Approx(std::sqrt(1.2)));
  tokens.gpus = 8;  // two guesses: between them, and surer than either
  const TrainingNeed both = training_need(tokens, model, needs);
  CHECK(both.gpu_hours < counted.gpu_hours);
  CHECK(both.gpu_hours > 8 * 0.3 * hours_per_month);
  CHECK(both.doubt < counted.doubt);
  // Nothing but months: a model is made in three as a rule, sixteen cards are held while one is tuned.
  Project months = project(BuyerKind::giant, Approach::pretrain);
  months.months = 6;
  CHECK(training_need(months, model, needs).gpu_hours == Approx(2 * model[CostTerm::hours_pretrain]));
  CHECK(training_need(months, model, needs).doubt == model[CostTerm::doubt_hours]);
  months.approach = Approach::full_ft;
  CHECK(training_need(months, model, needs).gpu_hours == Approx(16 * 6 * hours_per_month));
}

TEST_CASE("a bill of one month writes machines off over their life and holds nobody's work", "[estimate]") {
  Project month = project(BuyerKind::startup, Approach::rag);
  month.months = 1;
  CHECK(monthly_bill(month, covers({"api", "hosting"})));
  CHECK_FALSE(monthly_bill(month, covers({"people"})));
  month.servers = 1;
  CHECK(amount(month, {"hardware"}) ==
        Approx(300000 * shipped_model()[CostTerm::server_level] / shipped_model()[CostTerm::life_months]));
}

TEST_CASE("seats are counted by user, and a licence of prompting is seats", "[estimate]") {
  Project seats = project(BuyerKind::public_body, Approach::prompting);
  seats.months = 12;
  seats.users = 40000;
  CHECK(amount(seats, {"software_licence"}) == amount(seats, {"api"}));
  seats.queries_per_day = 1000;  // metered, then
  CHECK(amount(seats, {"api"}) < amount(seats, {"software_licence"}));
}

// A fact may move an amount towards lines that are known less well, so one of them alone may widen it a little.
TEST_CASE("an interval narrows as facts are told", "[estimate]") {
  const std::vector<std::string_view> all = {"people", "api", "hosting"};
  Project rag = project(BuyerKind::public_body, Approach::rag);
  const double unsaid = width(rag, all);
  double before = unsaid;
  CHECK(before > std::log(10.0));  // "a public body, RAG, nothing else known"
  for (const auto& [fact, value] :
       {std::pair(&Project::use_cases, 1.0), std::pair(&Project::stage_factor, 1.0), std::pair(&Project::months, 24.0),
        std::pair(&Project::users, 2000.0), std::pair(&Project::integrations, 5.0),
        std::pair(&Project::queries_per_day, 5000.0), std::pair(&Project::docs, 50000.0)}) {
    rag.*fact = value;
    const double now = width(rag, all);
    CHECK(now < before * 1.05);
    before = now;
  }
  CHECK(before < 0.9 * unsaid);
}

TEST_CASE("a project that may be one of several approaches is a mixture of them", "[estimate]") {
  const Covers people = covers({"people"});
  const Project rag = project(BuyerKind::public_body, Approach::rag);
  const Project model = project(BuyerKind::public_body, Approach::pretrain);
  const Interval<> first = whole_cost({{rag, 1}}, people, shipped_model());
  const Interval<> second = whole_cost({{model, 1}}, people, shipped_model());
  const Interval<> either = whole_cost({{rag, 0.5}, {model, 0.5}}, people, shipped_model());
  CHECK(either.low < either.central);
  CHECK(either.central < either.high);
  CHECK(either.low > std::min(first.low, second.low));
  CHECK(either.high < std::max(first.high, second.high));
  CHECK(whole_cost({{rag, 0.3}}, people, shipped_model()).central == Approx(first.central));
}

TEST_CASE("what costs nothing takes no part in a mixture, cents do", "[estimate]") {
  Project tried = project(BuyerKind::startup, Approach::full_ft);
  tried.gpu_hours = 0.1;
  const Covers hosting = covers({"hosting"});
  const double cents = 0.1 * 3 * shipped_model()[CostTerm::rent_level];
  REQUIRE(cents < 1);
  CHECK(whole_cost({{tried, 1}}, hosting, shipped_model()).central == Approx(cents));
  CHECK(whole_cost({{tried, 1}}, Covers{}, shipped_model()).high == 0);
}

TEST_CASE("more load, documents, users, use cases, months or cards never cost less, over 10,000 draws", "[estimate]") {
  const Stream random("whole-cost");
  std::uint64_t at = 0;
  const std::vector<std::vector<std::string_view>> bills = {
      {"people", "api", "hosting", "software_licence", "labelling", "hardware"}, {"api", "hosting"}, {"people"}};
  const auto draw = [&](double low, double high) {
    return random.uniform(at++) < 0.4 ? unknown_need
                                      : std::exp(std::log(low) + random.uniform(at++) * std::log(high / low));
  };
  for (int i = 0; i < 10000; ++i) {
    Project one = project(static_cast<BuyerKind>(i % 6), static_cast<Approach>(i / 6 % 8));
    one.months = draw(1, 60);
    one.use_cases = draw(1, 50);
    one.users = draw(10, 1e6);
    one.queries_per_day = draw(10, 1e6);
    one.docs = draw(100, 1e7);
    one.gpus = draw(1, 1000);
    const auto& bill = bills[static_cast<std::size_t>(i) % bills.size()];
    const double before = amount(one, bill);
    for (double Project::*fact : {&Project::months, &Project::use_cases, &Project::users, &Project::queries_per_day,
                                  &Project::docs, &Project::gpus}) {
      if (std::isnan(one.*fact)) continue;
      Project more = one;
      more.*fact *= 1.5;
      INFO(i);
      REQUIRE(amount(more, bill) >= before * (1 - 1e-12));
    }
  }
}
