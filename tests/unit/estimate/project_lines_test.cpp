#include "pathfinder/estimate/project_lines.hpp"

#include <numeric>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/catalogue/default_prices.hpp"
#include "pathfinder/estimate/cost.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const CostModel& model() {
  static const CostModel shipped = shipped_cost_model(test::shipped());
  return shipped;
}

const std::map<std::string, double>& stages() {
  return test::shipped().plans.people.application.build;
}

Work work_of(BuyerKind buyer) {
  Work work;
  work.project.buyer = buyer;
  work.project.prices.usd_per_week = 3000;
  return work;
}

const WeeklyRate weekly_pay{{{2500}, {3000}, {4000}}, {"x"}, {}};

double built(const Work& work) {
  return sum(build_lines(work, model(), stages(), weekly_pay)).central.value;
}

}  // namespace

TEST_CASE("the stages of a build add up to its person-weeks at the weekly rate", "[estimate]") {
  const Work work = work_of(BuyerKind::solution_provider);
  const std::vector<Line<Dollars>> lines = build_lines(work, model(), stages(), weekly_pay);
  REQUIRE(lines.size() == 7);
  CHECK(lines.front().stage == "discover");
  CHECK(lines.back().label == "people.roll_out");
  CHECK(built(work) == Approx(build_weeks(work, model()).central.value * 3000));
  const Spread<Weeks> weeks = build_weeks(work, model());
  CHECK(weeks.low < weeks.central);
  CHECK(weeks.central < weeks.high);
}

TEST_CASE("a rate of pay that is a range moves every stage by it, one that is known moves none", "[estimate]") {
  const Work work = work_of(BuyerKind::solution_provider);
  const auto moved_by_pay = [&](const WeeklyRate& rate) {
    int lines = 0;
    for (const Line<Dollars>& line : build_lines(work, model(), stages(), rate)) {
      for (const Driver<Dollars>& driver : line.drivers) {
        if (driver.id.view() != "staff") continue;
        CHECK(driver.low.value == Approx(line.central.value * 2500 / 3000));
        CHECK(driver.high.value == Approx(line.central.value * 4000 / 3000));
        ++lines;
      }
    }
    return lines;
  };
  CHECK(moved_by_pay(weekly_pay) == 7);
  CHECK(moved_by_pay({exactly(Dollars{3000}), {"x"}, {}}) == 0);
}

TEST_CASE("more use cases, more users, a later stage and a larger buyer never cost less work", "[estimate]") {
  Work work = work_of(BuyerKind::public_body);
  double before = 0;
  for (const double use_cases : {1, 2, 5, 40}) {
    work.project.use_cases = use_cases;
    CHECK(built(work) > before);
    before = built(work);
  }
  before = 0;  // fewer users than such a buyer usually has are less work than nothing said
  for (const double users : {1e4, 1e5, 1e6}) {
    work.project.users = users;
    CHECK(built(work) >= before);
    before = built(work);
  }
  CHECK(built(work_of(BuyerKind::startup)) < built(work_of(BuyerKind::solution_provider)));
  CHECK(built(work_of(BuyerKind::leading_enterprise)) < built(work_of(BuyerKind::public_body)));
}

TEST_CASE("a fact that becomes known narrows the work's interval, one after the other", "[estimate]") {
  Work work = work_of(BuyerKind::public_body);
  work.buyers = {{BuyerKind::startup, 0.3}, {BuyerKind::enterprise, 0.4}, {BuyerKind::public_body, 0.3}};
  const auto width = [&] {
    const Spread<Weeks> weeks = build_weeks(work, model());
    return weeks.high.value / weeks.low.value;
  };
  double before = width();
  const auto narrows = [&] {
    const double now = width();
    CHECK(now < before);
    before = now;
  };
  work.buyers.clear();
  narrows();
  work.project.use_cases = 1;
  narrows();
  work.project.users = 500;
  narrows();
  work.project.stage_factor = 1;
  narrows();
}

TEST_CASE("a month of owned cards is a forty-eighth of their price", "[estimate]") {
  const Line<Dollars> line = cards_per_month("cards-owned", exactly(8.0), exactly(Dollars{48000}), model());
  CHECK(line.central.value == Approx(8000));
  const Line<Dollars> trained =
      cards_of_training("training-cards", exactly(GpuHours{hours_per_month}), exactly(Dollars{48000}), model());
  CHECK(trained.central.value == Approx(1000));
}

TEST_CASE("hosting of an application grows with load and documents", "[estimate]") {
  const auto month = [](double load, double docs) {
    return app_hosting_per_month("app-hosting", exactly(load), exactly(docs), model()).central.value;
  };
  CHECK(month(1000, 10000) == Approx(model()[CostTerm::host_month]));
  CHECK(month(10000, 10000) > month(1000, 10000));
  CHECK(month(1000, 1e6) > month(1000, 10000));
}
