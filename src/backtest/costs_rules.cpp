#include "backtest/costs_rules.hpp"

#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/base/math.hpp"

#include "backtest/fit.hpp"

namespace pathfinder {

double CostRules::median_usd(const CostFeatures& row) const {
  if (const auto both = by_both.find({row.strategy, row.buyer}); both != by_both.end()) return exp(both->second);
  if (const auto one = by_strategy.find(row.strategy); one != by_strategy.end()) return exp(one->second);
  return exp(of_all);
}

double CostRules::ridge_usd(const CostFeatures& row) const {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(slopes.size(), row.values.size()); ++i) sum += slopes[i] * row.values[i];
  return exp(sum);
}

CostRules fit_rules(const std::vector<CostFeatures>& rows) {
  CostRules rules;
  if (rows.empty()) return rules;
  std::map<std::pair<std::string, std::string>, std::vector<double>> both;
  std::map<std::string, std::vector<double>> strategies;
  std::vector<double> all;
  double mean = 0;
  for (const CostFeatures& row : rows) {
    both[{row.strategy, row.buyer}].push_back(row.log_paid);
    strategies[row.strategy].push_back(row.log_paid);
    all.push_back(row.log_paid);
    mean += row.log_paid / static_cast<double>(rows.size());
  }
  for (auto& [key, values] : both) rules.by_both[key] = quantile(std::move(values), 0.5);
  for (auto& [key, values] : strategies) rules.by_strategy[key] = quantile(std::move(values), 0.5);
  rules.of_all = quantile(std::move(all), 0.5);

  constexpr double ridge = 1;
  SymmetricSystem equations(rows.front().values.size());
  for (const CostFeatures& row : rows) equations.add(row.values, row.log_paid - mean, row.weight);
  for (std::size_t i = 1; i < equations.size(); ++i) equations.pull(i, 0, ridge);
  rules.slopes = equations.solve();
  rules.slopes.front() += mean;
  return rules;
}

}  // namespace pathfinder
