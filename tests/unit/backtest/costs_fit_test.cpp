// The fit of the cost constants: priors hold where no row speaks, rows move what they bear on.
#include "backtest/costs_fit.hpp"

#include <cmath>

#include "pathfinder/catalogue/default_prices.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

CostPriors priors_of(const CostModel& model) {
  CostPriors priors;
  for (std::size_t i = 0; i < fitted_cost_terms; ++i) priors.push_back({model.terms[i], 0.3, false});
  for (std::size_t i = static_cast<std::size_t>(CostTerm::spread_people); i < cost_terms; ++i)
    priors.push_back({model.terms[i], 0.4, false});
  return priors;
}

std::vector<PaidAmount> purchases(double usd_per_server) {
  std::vector<PaidAmount> all;
  for (int i = 0; i < 12; ++i) {
    PaidAmount one;
    one.id = one.publisher = "p" + std::to_string(i);
    Project project;
    project.approach = Approach::machines;
    project.servers = 1 + i;
    project.prices = {3000, 27, 100000, 3, 989, true};
    one.candidates = {{project, 1}};
    one.covers.hardware = true;
    one.paid_usd = usd_per_server * project.servers;
    all.push_back(one);
  }
  return all;
}

}  // namespace

TEST_CASE("rows move the constant they bear on towards what was paid, and no other", "[backtest]") {
  const CostModel start = shipped_cost_model(test::shipped());
  const std::vector<PaidAmount> paid = purchases(200000);
  std::vector<const PaidAmount*> amounts;
  for (const PaidAmount& one : paid) amounts.push_back(&one);
  CostUses uses;
  const CostModel fitted = fit_costs(amounts, start, priors_of(start), uses);
  const double paid_over_list = 2;
  CHECK(fitted[CostTerm::server_level] > 1.3 * start[CostTerm::server_level]);
  CHECK(fitted[CostTerm::server_level] < paid_over_list);
  CHECK(fitted[CostTerm::team] == Approx(start[CostTerm::team]));
  CHECK(uses.at("p0").count() == 1);
}

TEST_CASE("one wild row moves the fit less than the same step shared by all", "[backtest]") {
  const CostModel start = shipped_cost_model(test::shipped());
  std::vector<PaidAmount> paid = purchases(100000 * start[CostTerm::server_level]);
  paid.front().paid_usd *= 1000;
  std::vector<const PaidAmount*> amounts;
  for (const PaidAmount& one : paid) amounts.push_back(&one);
  CostUses uses;
  const CostModel fitted = fit_costs(amounts, start, priors_of(start), uses);
  CHECK(fitted[CostTerm::server_level] < 1.25 * start[CostTerm::server_level]);
}
