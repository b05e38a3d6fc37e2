#include "pathfinder/estimate/study.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

std::size_t best_on_average(const StudyBins& bins) {
  std::size_t best = 0;
  double most = -INFINITY;
  for (std::size_t k = 0; k < bins.scores.size(); ++k) {
    double sum = 0;
    for (std::size_t b = 0; b < bins.size(); ++b) sum += bins.shares[b] * bins.scores[k][b];
    if (sum <= most) continue;
    most = sum;
    best = k;
  }
  return best;
}

/// What each option has in each bin over the one that is best now: shares of a result weigh these, and what is best now
/// weighs 0, so that no large numbers are taken from each other.
std::vector<std::vector<double>> leads(const StudyBins& bins) {
  const std::size_t now = best_on_average(bins);
  std::vector<std::vector<double>> all;
  for (std::size_t k = 0; k < bins.scores.size(); ++k) {
    if (k == now) continue;
    std::vector<double>& lead = all.emplace_back();
    bool ever = false;
    for (std::size_t b = 0; b < bins.size(); ++b) {
      lead.push_back(bins.scores[k][b] - bins.scores[now][b]);
      ever = ever || lead.back() > 0;
    }
    if (!ever) all.pop_back();  // better nowhere: no result makes it first
  }
  return all;
}

}  // namespace

double perfect_value(const StudyBins& bins) {
  const std::vector<std::vector<double>> ahead = leads(bins);
  double value = 0;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    double most = 0;
    for (const std::vector<double>& lead : ahead) most = std::max(most, lead[b]);
    value += bins.shares[b] * most;
  }
  return value;
}

double value_of_answers(const StudyBins& bins, const std::vector<double>& rates, std::size_t n) {
  const std::vector<std::vector<double>> ahead = leads(bins);
  if (n == 0 || ahead.empty()) return 0;
  constexpr double least = 1e-12;  // a rate of 0 or 1 leaves every other result impossible
  std::vector<double> log_share, log_right, log_wrong;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const double rate = std::clamp(rates[b], least, 1 - least);
    log_share.push_back(log(bins.shares[b]));
    log_right.push_back(log(rate));
    log_wrong.push_back(log(1 - rate));
  }
  const auto all = static_cast<double>(n);
  double ways = 0;  // logarithm of the number of ways to be right x times of n
  double value = 0;
  for (std::size_t right = 0; right <= n; ++right) {
    const auto x = static_cast<double>(right);
    if (right > 0) ways += log(all - x + 1) - log(x);
    std::vector<double> sums(ahead.size(), 0.0);
    for (std::size_t b = 0; b < bins.size(); ++b) {
      const double exponent = log_share[b] + ways + x * log_right[b] + (all - x) * log_wrong[b];
      constexpr double nothing = -60;  // e^-60: below the last digit of any sum here
      if (!(exponent > nothing)) continue;
      const double weight = exp(exponent);
      for (std::size_t k = 0; k < ahead.size(); ++k) sums[k] += weight * ahead[k][b];
    }
    value += std::max(0.0, *std::max_element(sums.begin(), sums.end()));
  }
  return value;
}

double value_of_pairs(const StudyBins& bins, const std::vector<double>& second_right, double differing, std::size_t n) {
  const double pairs = differing * static_cast<double>(n);
  const double whole = std::floor(pairs);
  const auto below = static_cast<std::size_t>(whole);
  const double low = value_of_answers(bins, second_right, below);
  if (pairs == whole) return low;
  return low + (pairs - whole) * (value_of_answers(bins, second_right, below + 1) - low);
}

double value_of_measurements(const StudyBins& bins, const std::vector<double>& values, double sd, std::size_t n) {
  if (n == 0) return 0;
  double mean = 0, squares = 0;
  for (std::size_t b = 0; b < bins.size(); ++b) mean += bins.shares[b] * values[b];
  for (std::size_t b = 0; b < bins.size(); ++b) squares += bins.shares[b] * (values[b] - mean) * (values[b] - mean);
  if (!(squares > 0)) return 0;
  const auto count = static_cast<double>(n);
  const double reach = std::sqrt(count / (count + sd * sd / squares));
  StudyBins moved = bins;
  for (std::vector<double>& scores : moved.scores) {
    double own = 0;
    for (std::size_t b = 0; b < bins.size(); ++b) own += bins.shares[b] * scores[b];
    for (double& score : scores) score = own + reach * (score - own);
  }
  return perfect_value(moved);
}

StudySize questions_worth(const std::function<double(std::size_t)>& worth, double perfect, const StudyPrice& price,
                          std::size_t most) {
  StudySize size;
  if (!(perfect > 0)) return size;
  constexpr double wanted = 0.9;
  if (worth(most) >= wanted * perfect) {
    std::size_t low = 0, high = most;
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      (worth(middle) >= wanted * perfect ? high : low) = middle;
    }
    size.most_of_value = high;
  }
  const auto net = [&](std::size_t n) { return worth(n) - price.fixed - price.per_question * static_cast<double>(n); };
  const auto consider = [&](std::size_t n) {
    if (n < 1 || n > most) return;
    const double gained = net(n);
    if (gained <= size.net) return;
    size.net = gained;
    size.best = n;
  };
  // Worth saturates and cost does not, but small studies may be worth nothing: look coarsely, then around the best.
  std::size_t step = 1;
  for (std::size_t n = 1; n <= most; n += step) {
    consider(n);
    step = std::max<std::size_t>(1, n / 4);
  }
  consider(most);
  if (size.best == 0) return size;
  for (std::size_t by = std::max<std::size_t>(1, size.best / 8); by >= 1; by /= 2) {
    const std::size_t at = size.best;
    if (at > by) consider(at - by);
    consider(at + by);
    if (by == 1) break;
  }
  return size;
}

}  // namespace pathfinder
