// The rules that a model of costs has to beat: what rows of the same strategy and kind of buyer were paid, and a ridge
// regression on a row's facts.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pathfinder {

/// A row as these rules see it.
struct CostFeatures {
  std::string strategy;
  std::string buyer;
  std::vector<double> values;  ///< of the regression; the first one is 1
  double log_paid = 0;
  double weight = 1;
};

/// Both rules, fitted.
struct CostRules {
  std::map<std::pair<std::string, std::string>, double> by_both;  ///< median ln
  std::map<std::string, double> by_strategy;
  double of_all = 0;
  std::vector<double> slopes;

  double median_usd(const CostFeatures& row) const;
  double ridge_usd(const CostFeatures& row) const;
};

CostRules fit_rules(const std::vector<CostFeatures>& rows);

}  // namespace pathfinder
