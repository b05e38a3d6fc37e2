#include "advise/confidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

std::size_t best_mean(const ScoreColumns& options) {
  std::size_t best = 0;
  double most = -INFINITY;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const double one = mean(options[i]);
    if (one > most) {
      most = one;
      best = i;
    }
  }
  return best;
}

/// Best option of each bin by its mean score there.
std::vector<std::size_t> best_of_bins(const ScoreColumns& options, std::span<const unsigned char> bin, std::size_t bins,
                                      std::size_t otherwise) {
  std::vector<std::size_t> best(bins, otherwise);
  std::vector<double> most(bins, -INFINITY);
  std::vector<double> sums(bins);
  for (std::size_t option = 0; option < options.size(); ++option) {
    std::fill(sums.begin(), sums.end(), 0.0);
    const double* scores = options[option].data();
    for (std::size_t i = 0; i < bin.size(); ++i) sums[bin[i]] += scores[i];
    for (std::size_t b = 0; b < bins; ++b) {
      if (sums[b] > most[b]) {
        most[b] = sums[b];
        best[b] = option;
      }
    }
  }
  return best;
}

ValueOfFact gain(const ScoreColumns& options, std::span<const unsigned char> bin, std::size_t bins, std::size_t now) {
  const std::vector<std::size_t> best = best_of_bins(options, bin, bins, now);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < bin.size(); ++i) {
    const std::size_t option = best[bin[i]];
    if (option == now) continue;
    const double more = options[option][i] - options[now][i];
    sum += more;
    squares += more * more;
  }
  const auto count = static_cast<double>(bin.size());
  const double value = sum / count;
  return {value, std::sqrt(std::max(0.0, squares / count - value * value) / count)};
}

}  // namespace

std::vector<double> first_shares(const ScoreColumns& options) {
  if (options.empty()) return {};
  const std::size_t draws = options.front().size();
  std::vector<double> best(options.front().begin(), options.front().end());
  std::vector<unsigned char> first(draws, 0);
  for (std::size_t option = 1; option < options.size(); ++option) {
    const double* scores = options[option].data();
    for (std::size_t i = 0; i < draws; ++i) {
      const bool more = scores[i] > best[i];
      best[i] = more ? scores[i] : best[i];
      first[i] = more ? static_cast<unsigned char>(option) : first[i];
    }
  }
  std::vector<double> shares(options.size(), 0.0);
  for (std::size_t i = 0; i < draws; ++i) shares[first[i]] += 1;
  for (double& share : shares) share /= static_cast<double>(draws);
  return shares;
}

double share_ahead(std::span<const double> a, std::span<const double> b) {
  std::size_t ahead = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ahead += a[i] > b[i] ? 1 : 0;
  return a.empty() ? 0 : static_cast<double>(ahead) / static_cast<double>(a.size());
}

std::vector<double> max_regrets(const ScoreColumns& options) {
  if (options.empty()) return {};
  std::vector<double> best(options.front().begin(), options.front().end());
  for (const auto& scores : options) {
    for (std::size_t i = 0; i < best.size(); ++i) best[i] = std::max(best[i], scores[i]);
  }
  std::vector<double> regrets;
  for (const auto& scores : options) {
    double most = 0;
    for (std::size_t i = 0; i < best.size(); ++i) most = std::max(most, best[i] - scores[i]);
    regrets.push_back(most);
  }
  return regrets;
}

double expected_value_of_information(const ScoreColumns& options) {
  if (options.empty()) return 0;
  std::vector<double> best(options.front().begin(), options.front().end());
  double most = -INFINITY;
  for (const auto& scores : options) {
    most = std::max(most, mean(scores));
    for (std::size_t i = 0; i < best.size(); ++i) best[i] = std::max(best[i], scores[i]);
  }
  return std::max(0.0, mean(best) - most);
}

ValueOfFact value_of_fact(const ScoreColumns& options, std::span<const unsigned char> bin, std::size_t bins) {
  const std::size_t now = best_mean(options);
  const ValueOfFact seen = gain(options, bin, bins, now);
  if (seen.value <= 3 * seen.standard_error)
    return {std::max(0.0, seen.value), seen.standard_error};  // chance would only lessen it
  // The same bins dealt to other draws: what is left is the bias of choosing the best of noisy means.
  std::vector<unsigned char> dealt(bin.size());
  const std::size_t shift = bin.size() / 2 + 1;
  for (std::size_t i = 0; i < bin.size(); ++i) dealt[i] = bin[(i + shift) % bin.size()];
  const ValueOfFact chance = gain(options, dealt, bins, now);
  return {seen.value - chance.value, seen.standard_error};
}

Verdict verdict_of(double first) {
  constexpr double clear = 0.9;  // share of the draws
  constexpr double leaning = 0.6;
  return first >= clear ? Verdict::clear : (first >= leaning ? Verdict::leaning : Verdict::toss_up);
}

void add_confidence(Decision& decision, const Worlds& worlds, const CaseBank& bank) {
  Confidence confidence;
  confidence.draws = worlds.draws;
  if (worlds.options.empty()) {
    decision.confidence = confidence;
    return;
  }
  ScoreColumns options;
  for (std::size_t i = 0; i < worlds.options.size(); ++i) options.push_back(worlds.of(i));
  const std::vector<double> first = first_shares(options);
  const std::vector<double> regret = max_regrets(options);
  for (std::size_t i = 0; i < worlds.options.size(); ++i) {
    decision.ranking[worlds.options[i]].first_rank = first[i];
    decision.ranking[worlds.options[i]].max_regret = regret[i];
  }
  const auto draws = static_cast<double>(worlds.draws);
  confidence.first = first[0];
  confidence.sampling_error = std::sqrt(first[0] * (1 - first[0]) / draws);
  confidence.verdict = verdict_of(first[0]);
  if (options.size() > 1) {
    confidence.margin = decision.ranking[worlds.options[0]].score - decision.ranking[worlds.options[1]].score;
    confidence.beats_runner_up = share_ahead(options[0], options[1]);
  } else {
    confidence.margin = decision.ranking[worlds.options[0]].score;
    confidence.beats_runner_up = 1;
  }
  const auto most_often = static_cast<std::size_t>(std::max_element(first.begin(), first.end()) - first.begin());
  // The difference of two shares of one sample: variance (a + b - (a - b)^2) / N.
  const double lead = first[most_often] - first[0];
  const double error = std::sqrt((first[most_often] + first[0] - lead * lead) / draws);
  if (most_often != 0 && lead > 3 * error)
    confidence.more_often_first = decision.ranking[worlds.options[most_often]].strategy;
  const auto least = static_cast<std::size_t>(std::min_element(regret.begin(), regret.end()) - regret.begin());
  if (least != 0) confidence.least_regret = decision.ranking[worlds.options[least]].strategy;
  confidence.doubt = expected_value_of_information(options);
  if (const auto band = bank.bands.find(std::string(word_of(confidence.verdict))); band != bank.bands.end())
    confidence.reliability = band->second;
  decision.confidence = confidence;
}

}  // namespace pathfinder
