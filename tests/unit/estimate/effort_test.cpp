// People's work: what makes a team larger and a build longer, and what does not.
#include "pathfinder/estimate/effort.hpp"

#include "pathfinder/catalogue/default_prices.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const CostModel& shipped_model() {
  static const CostModel model = shipped_cost_model(test::shipped());
  return model;
}

Project project(BuyerKind buyer = BuyerKind::enterprise, Approach approach = Approach::rag) {
  Project one;
  one.buyer = buyer;
  one.approach = approach;
  one.prices.usd_per_week = 3000;
  return one;
}

double team(const Project& one) {
  return build_team(one, shipped_model(), central_needs());
}
double months(const Project& one) {
  return build_months(one, shipped_model(), central_needs());
}

}  // namespace

TEST_CASE("a larger buyer sends more people for longer, and an enterprise stands between its neighbours",
          "[estimate]") {
  double smaller_team = 0;
  double smaller_months = 0;
  for (const BuyerKind buyer : {BuyerKind::startup, BuyerKind::solution_provider, BuyerKind::enterprise,
                                BuyerKind::leading_enterprise, BuyerKind::public_body}) {
    INFO(word_of(buyer));
    CHECK(team(project(buyer)) > smaller_team);
    CHECK(months(project(buyer)) > smaller_months);
    smaller_team = team(project(buyer));
    smaller_months = months(project(buyer));
  }
}

TEST_CASE("a programme that makes a model takes the months it is said to take, and longer where it is late",
          "[estimate]") {
  Project programme = project(BuyerKind::giant, Approach::pretrain);
  programme.months = 6;
  NeedFactors late = central_needs();
  late[static_cast<std::size_t>(ProjectNeed::months)] = 2;
  CHECK(months(programme) == 6);
  CHECK(build_months(programme, shipped_model(), late) == 12);
}

TEST_CASE("work grows with the systems it is built into by its share of integration; a model is built into none",
          "[estimate]") {
  const CostModel& model = shipped_model();
  Project usual = project(BuyerKind::startup);
  usual.integrations = model[CostTerm::systems];
  CHECK(team(usual) == Approx(team(project(BuyerKind::startup))));
  Project none = usual;
  none.integrations = 0;
  CHECK(team(none) == Approx((1 - model[CostTerm::system_share]) * team(usual)));
  Project many = usual;
  many.integrations = 10 * model[CostTerm::systems];
  CHECK(team(many) > 1.5 * team(usual));
  CHECK(team(many) < 3 * team(usual));
  Project pretrained = project(BuyerKind::public_body, Approach::pretrain);
  pretrained.integrations = 50;
  CHECK(team(pretrained) == team(project(BuyerKind::public_body, Approach::pretrain)));
}

TEST_CASE("use cases, users and the stage make a team larger; a model's own team does not count them", "[estimate]") {
  Project more = project();
  more.use_cases = 4;
  CHECK(team(more) > 1.5 * team(project()));
  more = project();
  more.users = 100000;
  CHECK(team(more) > team(project()));
  more = project();
  more.stage_factor = shipped_model()[CostTerm::stage_pilot];
  CHECK(team(more) == Approx(0.36 * team(project())));

  Project model = project(BuyerKind::public_body, Approach::pretrain);
  model.use_cases = 40;
  CHECK(team(model) == team(project(BuyerKind::public_body, Approach::pretrain)));
}

TEST_CASE("who is told the months builds no longer than that, and some people stay", "[estimate]") {
  Project brief = project(BuyerKind::public_body);
  brief.months = 3;
  CHECK(months(brief) == 3);
  brief.months = 60;
  CHECK(months(brief) == Approx(months(project(BuyerKind::public_body))));
  const double stays = staying_team(project(), shipped_model(), central_needs());
  CHECK(stays > 0.2 * team(project()));
  CHECK(stays < 0.6 * team(project()));
}

TEST_CASE("a cheap week is worth less than its price says, because more people are sent", "[estimate]") {
  Project cheap = project();
  cheap.prices.usd_per_week = 750;
  CHECK(weekly_rate(project(), shipped_model()) == Approx(3000));
  CHECK(weekly_rate(cheap, shipped_model()) > 750);
  CHECK(weekly_rate(cheap, shipped_model()) < 3000);
}
