// The rules that the cost model is held against.
#include "backtest/costs_rules.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

CostFeatures row(std::string strategy, std::string buyer, double months, double usd) {
  CostFeatures one;
  one.strategy = std::move(strategy);
  one.buyer = std::move(buyer);
  one.values = {1, std::log(months)};
  one.log_paid = std::log(usd);
  return one;
}

}  // namespace

TEST_CASE("the median is that of strategy and buyer, else of the strategy, else of all", "[backtest]") {
  const CostRules rules =
      fit_rules({row("rag", "giant", 1, 100), row("rag", "giant", 1, 300), row("rag", "giant", 1, 200),
                 row("rag", "startup", 1, 10), row("peft", "startup", 1, 1)});
  CHECK(rules.median_usd(row("rag", "giant", 1, 1)) == Approx(200));
  CHECK(rules.median_usd(row("rag", "public_body", 1, 1)) == Approx(std::sqrt(100 * 200)));
  CHECK(rules.median_usd(row("pretrain", "giant", 1, 1)) == Approx(100));
}

TEST_CASE("the regression follows a fact that explains the amounts", "[backtest]") {
  std::vector<CostFeatures> rows;
  for (int months = 1; months <= 40; ++months) rows.push_back(row("rag", "giant", months, 1000.0 * months));
  const CostRules rules = fit_rules(rows);
  CHECK(rules.ridge_usd(row("rag", "giant", 20, 1)) == Approx(20000).epsilon(0.1));
  CHECK(fit_rules({}).slopes.empty());
}
