#include "pathfinder/estimate/study.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/lanes.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// A share that no sum of shares shows: below the last bit of 1.
constexpr double nothing = 1e-17;

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

AnswersWorth::AnswersWorth(const StudyBins& bins, const std::vector<double>& rates) : ahead_(leads(bins)) {
  constexpr double least = 1e-12;  // a rate of 0 or 1 leaves every other result impossible
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const double rate = std::clamp(rates[b], least, 1 - least);
    log_share_.push_back(log(bins.shares[b]));
    log_right_.push_back(log(rate));
    log_wrong_.push_back(log(1 - rate));
  }
}

double AnswersWorth::of(std::size_t n) {
  if (n == 0 || ahead_.empty()) return 0;
  if (known_.size() <= n) known_.resize(n + 1, std::nan(""));
  if (std::isnan(known_[n])) known_[n] = found(n);
  return known_[n];
}

double AnswersWorth::found(std::size_t n) {
  for (std::size_t i = log_factorial_.size(); i <= n; ++i)
    log_factorial_.push_back(i == 0 ? 0 : log_factorial_.back() + log(static_cast<double>(i)));
  const auto all = static_cast<double>(n);
  // How much likelier one right answer more is, and one less, but for the odds: the same in every bin.
  std::vector<double> more(n), less(n);
  for (std::size_t x = 0; x < n; ++x) {
    more[x] = (all - static_cast<double>(x)) / static_cast<double>(x + 1);
    less[x] = static_cast<double>(x + 1) / (all - static_cast<double>(x));
  }
  // By option and result: what the option is ahead, weighed by how likely bin and result are.
  std::vector<std::vector<double>> sums(ahead_.size(), std::vector<double>(n + 1, 0.0));
  std::vector<double> weights(n + 1);
  std::size_t lowest = n, highest = 0;
  for (std::size_t b = 0; b < log_share_.size(); ++b) {
    const double odds = exp(log_right_[b] - log_wrong_[b]);
    const auto likeliest = std::min(n, static_cast<std::size_t>(exp(log_right_[b]) * (all + 1)));
    const auto mode = static_cast<double>(likeliest);
    const double most = exp(log_share_[b] + log_factorial_[n] - log_factorial_[likeliest] -
                            log_factorial_[n - likeliest] + mode * log_right_[b] + (all - mode) * log_wrong_[b]);
    if (!(most > nothing)) continue;
    // From the likeliest result outwards, until nothing is left that any sum could show.
    weights[likeliest] = most;
    std::size_t last = likeliest, first = likeliest;
    for (; last < n; ++last) {
      weights[last + 1] = weights[last] * (odds * more[last]);
      if (!(weights[last + 1] > nothing)) break;
    }
    for (; first > 0; --first) {
      weights[first - 1] = weights[first] * (less[first - 1] / odds);
      if (!(weights[first - 1] > nothing)) break;
    }
    for (std::size_t k = 0; k < ahead_.size(); ++k)
      lanes::add_products(&weights[first], ahead_[k][b], &sums[k][first], last - first + 1);
    lowest = std::min(lowest, first);
    highest = std::max(highest, last);
  }
  double value = 0;
  for (std::size_t right = lowest; right <= highest; ++right) {
    double best = 0;
    for (const std::vector<double>& of_option : sums) best = std::max(best, of_option[right]);
    value += best;
  }
  return value;
}

PairsWorth::PairsWorth(const StudyBins& bins, const std::vector<double>& second_right, double differing)
    : of_differing_(bins, second_right), differing_(differing) {}

double PairsWorth::of(std::size_t n) {
  if (differing_ <= 0) return 0;
  if (differing_ >= 1) return of_differing_.of(n);
  const auto all = static_cast<double>(n);
  const double odds = differing_ / (1 - differing_);
  const auto likeliest = std::min(n, static_cast<std::size_t>(differing_ * (all + 1)));
  // Chances relative to the likeliest number, from there outwards; they are made shares at the end.
  double whole = 0, value = 0;
  const auto add = [&](std::size_t differ, double chance) {
    whole += chance;
    value += chance * of_differing_.of(differ);
  };
  double chance = 1;
  for (std::size_t m = likeliest; chance > nothing; ++m) {
    add(m, chance);
    if (m == n) break;
    chance *= odds * (all - static_cast<double>(m)) / static_cast<double>(m + 1);
  }
  chance = 1;
  for (std::size_t m = likeliest; m > 0; --m) {
    chance *= static_cast<double>(m) / (odds * (all - static_cast<double>(m) + 1));
    if (!(chance > nothing)) break;
    add(m - 1, chance);
  }
  return value / whole;
}

double second_wins(double first_rate, double second_rate, double differing) {
  constexpr double least = 0.02;
  return std::clamp((1 + (second_rate - first_rate) / differing) / 2, least, 1 - least);
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
