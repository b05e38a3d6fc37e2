#include "advise/ask_next.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/confidence.hpp"
#include "advise/fact_lanes.hpp"
#include "advise/sensitivity.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t number_bins = 20;  ///< of a numeric fact alone: 500 draws each of 10,000
constexpr std::size_t pair_bins = 5;     ///< of each of two

/// Bin of every draw by one fact: its level, or an equal share of its values.
struct Bins {
  std::vector<unsigned char> of;
  std::size_t count = 0;
};

Bins bins_of(const FactDistribution& fact, std::size_t draws, std::size_t parts) {
  Bins bins;
  bins.count = fact.levels.empty() ? parts : fact.levels.size();
  bins.of.resize(draws);
  for (std::size_t i = 0; i < draws; ++i) {
    const double u = fact.stream.uniform(i);
    std::size_t b = 0;
    if (fact.levels.empty()) {
      b = static_cast<std::size_t>(u * static_cast<double>(bins.count));
    } else {
      while (b + 1 < bins.count && u >= fact.shares[b]) ++b;
    }
    bins.of[i] = static_cast<unsigned char>(b);
  }
  return bins;
}

/// Fewer and larger bins of a numeric fact; levels stay.
Bins coarser(const FactDistribution& fact, const Bins& fine, std::size_t parts) {
  if (!fact.levels.empty()) return fine;
  Bins bins{fine.of, parts};
  for (unsigned char& bin : bins.of) bin = static_cast<unsigned char>(bin * parts / fine.count);
  return bins;
}

bool told_from_nothing(const ValueOfFact& worth) {
  return worth.value > 3 * worth.standard_error && worth.value > 0;
}

/// How far the lead of the first of two options over the second moves from bin to bin.
double swing(std::span<const double> first, std::span<const double> second, const Bins& bins) {
  std::vector<double> sums(bins.count), counts(bins.count);
  double all = 0;
  for (std::size_t i = 0; i < bins.of.size(); ++i) {
    sums[bins.of[i]] += first[i] - second[i];
    counts[bins.of[i]] += 1;
    all += first[i] - second[i];
  }
  const auto draws = static_cast<double>(bins.of.size());
  double variance = 0;
  for (std::size_t b = 0; b < bins.count; ++b) {
    if (counts[b] == 0) continue;
    const double from = sums[b] / counts[b] - all / draws;
    variance += counts[b] / draws * from * from;
  }
  return variance;
}

class Questions {
 public:
  Questions(Decision& decision, const Worlds& worlds, const Catalogue& catalogue)
      : decision_(decision),
        worlds_(worlds),
        catalogue_(catalogue),
        doubt_(decision.confidence->doubt),
        money_(money_per_point(decision, catalogue)) {
    ScoreColumns all;
    for (std::size_t i = 0; i < worlds.options.size(); ++i) all.push_back(worlds.of(i));
    // Only options that come first somewhere can make a fact worth knowing.
    const std::vector<double> first = first_shares(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (first[i] > 0) contenders_.push_back(all[i]);
    }
  }

  void ask_drawn() {
    if (contenders_.size() < 2 || doubt_ <= 0) return;
    for (const FactDistribution& fact : worlds_.facts) {
      const Bins& bins = bins_.emplace_back(bins_of(fact, worlds_.draws, number_bins));
      const ValueOfFact worth = value_of_fact(contenders_, bins.of, bins.count);
      if (told_from_nothing(worth)) add(fact.slot, worth, worth.value / doubt_);
    }
  }

  /// Facts of which nothing is assumed: they take no part in the draws, so the doubt does not hold their share.
  void ask_unassumed(std::span<const std::size_t> keep) {
    const std::vector<FactDistribution> facts = unassumed_facts(decision_.facts, catalogue_, keep);
    if (facts.empty() || worlds_.options.size() < 2) return;
    const WhatIf what_if(decision_, catalogue_);
    for (const FactDistribution& fact : facts) {
      std::vector<double> values;
      for (std::size_t i = 0; i < number_bins; ++i)
        values.push_back(fact.at((static_cast<double>(i) + 0.5) / static_cast<double>(number_bins)));
      const Change at{fact.slot, values[number_bins / 2]};
      const std::vector<std::vector<double>> scores = FactLanes(what_if, {&at, 1}, what_if.estimates()).scores(values);
      const ValueOfFact worth = on_top_of_means(what_if, scores, values.size());
      if (told_from_nothing(worth)) add(fact.slot, worth, worth.value / (doubt_ + worth.value));
    }
  }

  /// The pair that is worth most together, of the facts that move the lead most; the first of them first.
  /// \pre ask_drawn()
  void ask_pair() {
    constexpr std::size_t wanted = 2;
    constexpr std::size_t tried = 6;
    if (asked().size() >= wanted || contenders_.size() < 2 || doubt_ <= 0) return;
    std::size_t now = 0, other = 1;
    for (std::size_t i = 0; i < contenders_.size(); ++i) {
      if (mean(contenders_[i]) > mean(contenders_[now])) now = i;
    }
    if (now == other) other = 0;
    for (std::size_t i = 0; i < contenders_.size(); ++i) {
      if (i != now && mean(contenders_[i]) > mean(contenders_[other])) other = i;
    }
    struct Candidate {
      double swing = 0;
      std::size_t slot = 0;
      Bins bins;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < worlds_.facts.size(); ++i) {
      const FactDistribution& fact = worlds_.facts[i];
      const std::string& id = catalogue_.vocabulary.slots[fact.slot].id;
      if (std::any_of(asked().begin(), asked().end(), [&](const Question& one) { return one.fact == id; })) continue;
      Candidate one{0, fact.slot, coarser(fact, bins_[i], pair_bins)};
      one.swing = swing(contenders_[now], contenders_[other], one.bins);
      candidates.push_back(std::move(one));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.swing > b.swing; });
    if (candidates.size() > tried) candidates.resize(tried);
    ValueOfFact best;
    std::size_t first = 0, second = 0;
    std::vector<unsigned char> both(worlds_.draws);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      for (std::size_t k = i + 1; k < candidates.size(); ++k) {
        const Bins& a = candidates[i].bins;
        const Bins& b = candidates[k].bins;
        if (a.count * b.count > 255) continue;
        for (std::size_t draw = 0; draw < worlds_.draws; ++draw)
          both[draw] = static_cast<unsigned char>(a.of[draw] * b.count + b.of[draw]);
        const ValueOfFact worth = value_of_fact(contenders_, both, a.count * b.count);
        if (!told_from_nothing(worth) || worth.value <= best.value) continue;
        best = worth;
        first = candidates[i].slot;
        second = candidates[k].slot;
      }
    }
    if (best.value <= 0) return;
    add(first, best, best.value / doubt_);
    asked().back().with = catalogue_.vocabulary.slots[second].id;
    sort();
  }

  void sort() {
    std::stable_sort(asked().begin(), asked().end(),
                     [](const Question& a, const Question& b) { return a.value > b.value; });
  }

 private:
  std::vector<Question>& asked() { return decision_.sensitivity.ask_next; }

  void add(std::size_t slot, const ValueOfFact& worth, double share) {
    Question question{catalogue_.vocabulary.slots[slot].id, worth.value, worth.standard_error, share, {}, {}};
    if (money_) question.money = worth.value * *money_;
    asked().push_back(std::move(question));
  }

  /// What a fact adds when its effect on each option's score comes on top of that option's mean over the draws.
  ValueOfFact on_top_of_means(const WhatIf& what_if, const std::vector<std::vector<double>>& scores,
                              std::size_t values) const {
    std::vector<double> best(values, -INFINITY);
    double most = -INFINITY;
    std::size_t now = 0;
    std::vector<std::vector<double>> moved;
    for (std::size_t i = 0; i < worlds_.options.size(); ++i) {
      const Assessment& option = decision_.ranking[worlds_.options[i]];
      const double shift = mean(worlds_.of(i)) - option.score;
      std::vector<double> own = scores[what_if.index_of(option.strategy)];
      if (own.empty()) own.assign(values, option.score);
      for (double& score : own) score += shift;
      if (mean(own) > most) {
        most = mean(own);
        now = i;
      }
      moved.push_back(std::move(own));
    }
    double sum = 0;
    double error = 0;
    for (std::size_t k = 0; k < values; ++k) {
      std::size_t first = now;
      for (std::size_t i = 0; i < moved.size(); ++i) {
        if (moved[i][k] > moved[first][k]) first = i;
      }
      if (first == now) continue;
      sum += moved[first][k] - moved[now][k];
      error += sampling_error(first, now);
    }
    const auto count = static_cast<double>(values);
    return {sum / count, error / count};
  }

  /// Standard error of the difference of two options' mean scores.
  double sampling_error(std::size_t a, std::size_t b) const {
    const std::span<const double> first = worlds_.of(a), second = worlds_.of(b);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      const double difference = first[i] - second[i];
      sum += difference;
      squares += difference * difference;
    }
    const auto draws = static_cast<double>(first.size());
    return std::sqrt(std::max(0.0, squares / draws - sum / draws * (sum / draws)) / draws);
  }

  Decision& decision_;
  const Worlds& worlds_;
  const Catalogue& catalogue_;
  double doubt_;
  std::optional<Dollars> money_;
  ScoreColumns contenders_;
  std::vector<Bins> bins_;  ///< of every fact that is drawn
};

}  // namespace

std::optional<Dollars> money_per_point(const Decision& decision, const Catalogue& catalogue) {
  const Fact& worth = decision.facts[catalogue.slots.value_per_answer];
  if (!worth.known || !(worth.value > 0)) return std::nullopt;
  const std::optional<double> answers = answers_per_point(decision, catalogue);
  if (!answers) return std::nullopt;
  return Dollars{worth.value * *answers};
}

std::optional<double> answers_per_point(const Decision& decision, const Catalogue& catalogue) {
  const FactSlots& slots = catalogue.slots;
  const double answers =
      decision.facts[slots.queries_per_day].value * days_per_month * decision.facts[slots.horizon_months].value;
  double base = decision.facts[slots.base_accuracy].value;
  if (std::isnan(base)) base = catalogue.vocabulary.slots[slots.base_accuracy].guess.central;
  if (!(base > 0 && base < 1) || !(answers > 0)) return std::nullopt;
  double least_score = INFINITY, most_score = -INFINITY, least_right = INFINITY, most_right = -INFINITY;
  for (const Assessment& option : decision.ranking) {
    if (option.standing == Standing::blocked || !option.estimate.effect_odds_ratio) continue;
    const double odds = base / (1 - base) * option.estimate.effect_odds_ratio->central;
    const double right = odds / (1 + odds);
    least_score = std::min(least_score, option.score);
    most_score = std::max(most_score, option.score);
    least_right = std::min(least_right, right);
    most_right = std::max(most_right, right);
  }
  if (!(most_score - least_score > 1e-9) || !(most_right > least_right)) return std::nullopt;
  return answers * (most_right - least_right) / (most_score - least_score);
}

void add_questions(Decision& decision, const Worlds& worlds, const Catalogue& catalogue,
                   std::span<const std::size_t> keep) {
  if (worlds.options.empty()) return;
  Questions questions(decision, worlds, catalogue);
  questions.ask_drawn();
  questions.ask_unassumed(keep);
  questions.sort();
  questions.ask_pair();
}

}  // namespace pathfinder
