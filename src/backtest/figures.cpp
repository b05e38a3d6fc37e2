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

/// A figure and who published what it is compared with.
struct Judged {
  const Figure* figure;
  std::string_view publisher;
};

std::vector<const Figure*> figures_of(const std::vector<Judged>& judged) {
  std::vector<const Figure*> figures;
  figures.reserve(judged.size());
  for (const Judged& one : judged) figures.push_back(one.figure);
  return figures;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? not_measured : sum / static_cast<double>(values.size());
}

/// One summary of each publisher's figures, made one of them all.
template <class Summarise>
PublisherSummary over_publishers(const std::vector<Judged>& judged, Summarise summarise_one) {
  std::map<std::string_view, std::vector<const Figure*>> by_publisher;
  for (const Judged& one : judged) by_publisher[one.publisher].push_back(one.figure);
  std::vector<double> medians, within_1_25, within_1_5, within_2, coverage, log_widths;
  for (const auto& [publisher, figures] : by_publisher) {
    const ErrorSummary errors = summarise_one(figures);
    if (errors.figures == 0) continue;
    medians.push_back(errors.median_abs_log_error);
    within_1_25.push_back(errors.within_1_25);
    within_1_5.push_back(errors.within_1_5);
    within_2.push_back(errors.within_2);
    if (std::isfinite(errors.coverage_p10_p90)) coverage.push_back(errors.coverage_p10_p90);
    if (errors.mean_high_over_low > 0) log_widths.push_back(log(errors.mean_high_over_low));
  }
  PublisherSummary summary;
  summary.publishers = medians.size();
  summary.within_1_25 = mean(within_1_25);
  summary.within_1_5 = mean(within_1_5);
  summary.within_2 = mean(within_2);
  summary.coverage_p10_p90 = mean(coverage);
  summary.mean_high_over_low = log_widths.empty() ? not_measured : exp(mean(log_widths));
  summary.median_abs_log_error = quantile(std::move(medians), 0.5);
  return summary;
}

GroupSummary group_summary(std::string name, const std::vector<Judged>& judged,
                           const std::vector<std::string_view>& baselines) {
  GroupSummary group;
  group.group = std::move(name);
  if (!judged.empty()) group.quantity = judged.front().figure->quantity;
  const std::vector<const Figure*> figures = figures_of(judged);
  group.errors = summarise(figures);
  group.publishers = over_publishers(judged, summarise);
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    std::vector<double> far;
    const ErrorSummary errors = summarise_baseline(figures, i, &far);
    if (errors.figures == 0) continue;
    const auto of_one = [i](const std::vector<const Figure*>& some) { return summarise_baseline(some, i); };
    group.baselines.push_back(
        {baselines[i], errors, over_publishers(judged, of_one), exp(2 * quantile(std::move(far), 0.8))});
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
  std::vector<double> logs;
  for (const double width : widths) logs.push_back(log(width));
  if (!logs.empty()) summary.mean_high_over_low = exp(mean(logs));
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
  std::map<std::string_view, std::vector<Judged>> by_group;
  std::map<std::string_view, std::vector<Judged>> by_publisher;
  for (const FigureRow& row : report.results) {
    for (const Figure& figure : row.figures) {
      if (!figure.counted || !figure.measured()) continue;
      for (const std::string_view group : figure.groups) by_group[group].push_back({&figure, row.publisher});
      if (!groups.empty() && in_group(figure, groups.front())) {
        by_publisher[row.publisher].push_back({&figure, row.publisher});
      }
    }
  }
  report.groups.clear();
  report.by_publisher.clear();
  for (const std::string_view group : groups) {
    report.groups.push_back(group_summary(std::string(group), by_group[group], report.baselines));
  }
  for (const auto& [publisher, figures] : by_publisher) {
    report.by_publisher.push_back(group_summary(std::string(publisher), figures, report.baselines));
  }
  std::stable_sort(report.by_publisher.begin(), report.by_publisher.end(),
                   [](const GroupSummary& a, const GroupSummary& b) { return a.errors.figures > b.errors.figures; });
  if (report.groups.empty()) return;
  report.summary = report.groups.front().errors;
  report.publishers = report.groups.front().publishers;
}

}  // namespace pathfinder
