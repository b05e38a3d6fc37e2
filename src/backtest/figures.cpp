#include "pathfinder/backtest/figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// Shares within factors and the median of absolute log errors.
ErrorSummary of_errors(std::vector<double> absolute) {
  ErrorSummary summary;
  summary.figures = absolute.size();
  if (absolute.empty()) return summary;
  const auto share = [&](double factor) {
    const double most = log(factor);
    const auto within = std::count_if(absolute.begin(), absolute.end(), [&](double error) { return error <= most; });
    return static_cast<double>(within) / static_cast<double>(absolute.size());
  };
  summary.within_1_25 = share(1.25);
  summary.within_1_5 = share(1.5);
  summary.within_2 = share(2);
  summary.median_abs_log_error = quantile(std::move(absolute), 0.5);
  return summary;
}

bool in_group(const Figure& figure, std::string_view group) {
  return std::find(figure.groups.begin(), figure.groups.end(), group) != figure.groups.end();
}

GroupSummary group_summary(std::string name, const std::vector<const Figure*>& figures,
                           const std::vector<std::string_view>& baselines) {
  GroupSummary group;
  group.group = std::move(name);
  if (!figures.empty()) group.quantity = figures.front()->quantity;
  group.errors = summarise(figures);
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    std::vector<double> far;
    const ErrorSummary errors = summarise_baseline(figures, i, &far);
    if (errors.figures > 0) group.baselines.push_back({baselines[i], errors, exp(2 * quantile(std::move(far), 0.8))});
  }
  return group;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return not_measured;
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

ErrorSummary summarise(const std::vector<const Figure*>& figures) {
  std::vector<double> errors;
  std::vector<double> widths;
  std::size_t covered = 0;
  for (const Figure* figure : figures) {
    const double error = figure->log_error();
    if (!std::isfinite(error)) continue;
    errors.push_back(std::fabs(error));
    if (figure->low > 0) widths.push_back(figure->high / figure->low);
    if (figure->covered()) ++covered;
  }
  ErrorSummary summary = of_errors(errors);
  if (errors.empty()) return summary;
  summary.coverage_p10_p90 = static_cast<double>(covered) / static_cast<double>(errors.size());
  summary.median_high_over_low = quantile(std::move(widths), 0.5);
  return summary;
}

ErrorSummary summarise_baseline(const std::vector<const Figure*>& figures, std::size_t index,
                                std::vector<double>* absolute) {
  std::vector<double> errors;
  for (const Figure* figure : figures) {
    if (!figure->measured() || index >= figure->baselines.size()) continue;
    const double predicted = figure->baselines[index];
    if (predicted > 0 && std::isfinite(predicted)) errors.push_back(std::fabs(log(predicted / figure->observed)));
  }
  if (absolute != nullptr) *absolute = errors;
  return of_errors(std::move(errors));
}

void add_summaries(BacktestReport& report, const std::vector<std::string_view>& groups) {
  std::map<std::string_view, std::vector<const Figure*>> by_group;
  std::map<std::string, std::vector<const Figure*>> by_family;
  for (const FigureRow& row : report.results) {
    for (const Figure& figure : row.figures) {
      if (!figure.counted || !figure.measured()) continue;
      for (const std::string_view group : figure.groups) by_group[group].push_back(&figure);
      if (!groups.empty() && in_group(figure, groups.front())) by_family[row.family].push_back(&figure);
    }
  }
  report.groups.clear();
  report.families.clear();
  for (const std::string_view group : groups) {
    report.groups.push_back(group_summary(std::string(group), by_group[group], report.baselines));
  }
  for (const auto& [family, figures] : by_family) {
    report.families.push_back(group_summary(family, figures, report.baselines));
  }
  std::stable_sort(report.families.begin(), report.families.end(),
                   [](const GroupSummary& a, const GroupSummary& b) { return a.errors.figures > b.errors.figures; });
  if (!report.groups.empty()) report.summary = report.groups.front().errors;
}

}  // namespace pathfinder
