#include "advise/pilot_worth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/estimate/study.hpp"

#include "advise/ask_next.hpp"
#include "advise/confidence.hpp"
#include "advise/counted_rates.hpp"
#include "advise/fact_lanes.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t bins_of_study = 20;     ///< of equal mass, as the questions worth asking have
constexpr std::size_t most_questions = 2000;  ///< in one pilot

/// One pilot that could be run.
struct StudyPlan {
  std::vector<std::string> facts;
  StudyBins bins;
  std::function<double(std::size_t)> worth;  ///< score that n questions add
  double perfect = 0;
  double arms = 1;
  bool drawn = false;  ///< part of the doubt; else on top of it
  bool approximate = false;
};

class PilotSearch {
 public:
  PilotSearch(Decision& decision, const Worlds& worlds, const Catalogue& catalogue, std::span<const std::size_t> keep)
      : decision_(decision), worlds_(worlds), catalogue_(catalogue), keep_(keep), what_if_(decision, catalogue) {}

  PilotAdvice advice() {
    const FactSlots& slots = catalogue_.slots;
    const bool base = !std::isnan(decision_.facts[slots.base_accuracy].value);
    plan_rate(slots.base_accuracy, base_rate_of(decision_.facts, catalogue_));
    if (base) {
      plan_rate(slots.rag_accuracy,
                moved_by(base_rate_of(decision_.facts, catalogue_), prior_effect(decision_.facts, catalogue_, true)));
    } else if (std::isnan(decision_.facts[slots.rag_accuracy].value)) {
      plan_both_arms();
    }
    plan_more_of_both();
    plan_length();
    PilotAdvice best;
    const std::optional<Dollars> money = money_per_point(decision_, catalogue_);
    for (const StudyPlan& plan : plans_) {
      const PilotAdvice one = sized(plan, money);
      const bool better = one.verdict != best.verdict ? one.verdict == PilotVerdict::run : gain(one) > gain(best);
      if (better) best = one;
    }
    return best;
  }

 private:
  static double gain(const PilotAdvice& advice) {
    return advice.worth ? advice.worth->value - advice.cost.value : advice.value;
  }
  bool kept(std::size_t slot) const { return std::count(keep_.begin(), keep_.end(), slot) > 0; }
  const std::string& id_of(std::size_t slot) const { return catalogue_.vocabulary.slots[slot].id; }

  /// The bin of each draw by equal shares of a fact that is drawn.
  std::vector<unsigned char> bins_by(const FactDistribution& fact) const {
    std::vector<unsigned char> bin(worlds_.draws);
    for (std::size_t i = 0; i < worlds_.draws; ++i)
      bin[i] = static_cast<unsigned char>(fact.stream.uniform(i) * static_cast<double>(bins_of_study));
    return bin;
  }

  /// Mean scores by bin over the draws; nothing where the bins make no difference that can be told.
  std::optional<StudyBins> drawn_bins(const std::vector<unsigned char>& bin) const {
    ScoreColumns columns;
    for (std::size_t i = 0; i < worlds_.options.size(); ++i) columns.push_back(worlds_.of(i));
    const ValueOfFact known = value_of_fact(columns, bin, bins_of_study);
    if (!(known.value > 3 * known.standard_error) || !(known.value > 0)) return std::nullopt;
    StudyBins bins;
    bins.shares.assign(bins_of_study, 0.0);
    for (const unsigned char one : bin) bins.shares[one] += 1;
    for (const std::span<const double> scores : columns) {
      std::vector<double>& means = bins.scores.emplace_back(bins_of_study, 0.0);
      for (std::size_t i = 0; i < bin.size(); ++i) means[bin[i]] += scores[i];
      for (std::size_t b = 0; b < bins_of_study; ++b) means[b] /= std::max(1.0, bins.shares[b]);
    }
    for (double& share : bins.shares) share /= static_cast<double>(worlds_.draws);
    return bins;
  }

  /// Scores at values of facts that are not drawn, on top of each option's mean over the draws.
  StudyBins stated_bins(std::span<const Change> moved, const std::vector<std::vector<double>>& values) const {
    FactLanes lanes(what_if_, moved, what_if_.estimates());
    const std::vector<std::vector<double>> scores = lanes.scores(values);
    StudyBins bins;
    bins.shares.assign(bins_of_study, 1.0 / static_cast<double>(bins_of_study));
    for (std::size_t i = 0; i < worlds_.options.size(); ++i) {
      const Assessment& option = decision_.ranking[worlds_.options[i]];
      const double shift = mean(worlds_.of(i)) - option.score;
      std::vector<double> own = scores[what_if_.index_of(option.strategy)];
      if (own.empty()) own.assign(bins_of_study, option.score);
      for (double& score : own) score += shift;
      bins.scores.push_back(std::move(own));
    }
    return bins;
  }

  const FactDistribution* drawn(std::size_t slot) const {
    const auto at = std::find_if(worlds_.facts.begin(), worlds_.facts.end(),
                                 [slot](const FactDistribution& fact) { return fact.slot == slot; });
    return at == worlds_.facts.end() ? nullptr : &*at;
  }

  void add(StudyPlan plan) {
    plan.perfect = perfect_value(plan.bins);
    if (plan.perfect > 0) plans_.push_back(std::move(plan));
  }

  void plan_rate(std::size_t slot, const BetaRate& expected) {
    if (kept(slot)) return;
    StudyPlan plan;
    plan.facts = {id_of(slot)};
    std::vector<double> rates;
    if (std::isnan(decision_.facts[slot].value)) {
      rates = beta_parts(expected, bins_of_study);
      const Change at{slot, rates[bins_of_study / 2]};
      plan.bins = stated_bins({&at, 1}, {rates});
    } else {
      const FactDistribution* fact = drawn(slot);
      std::optional<StudyBins> bins;
      if (fact != nullptr && fact->levels.size() == bins_of_study) bins = drawn_bins(bins_by(*fact));
      if (!bins) return;
      rates = fact->levels;
      plan.bins = std::move(*bins);
      plan.drawn = true;
    }
    plan.worth = [bins = plan.bins, rates](std::size_t n) { return value_of_answers(bins, rates, n); };
    add(std::move(plan));
  }

  /// Nobody knows either rate: the same questions are put to the model with and without retrieval, and what the pilot
  /// learns is the odds ratio between the two.
  void plan_both_arms() {
    const FactSlots& slots = catalogue_.slots;
    if (kept(slots.base_accuracy) || kept(slots.rag_accuracy)) return;
    const double base = base_rate_of(decision_.facts, catalogue_).mean();
    const Interval<> effect = prior_effect(decision_.facts, catalogue_, true);
    const double sd = log(effect.high / effect.low) / (2 * normal_p90);
    std::vector<double> with, second;
    for (std::size_t i = 0; i < bins_of_study; ++i) {
      const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(bins_of_study);
      const double ratio = effect.central * exp(normal_quantile(u) * sd);
      const double odds = base / (1 - base) * ratio;
      with.push_back(odds / (1 + odds));
      second.push_back(ratio / (1 + ratio));
    }
    const std::array<Change, 2> moved = {{{slots.rag_accuracy, with[bins_of_study / 2]}, {slots.base_accuracy, base}}};
    StudyPlan plan;
    plan.facts = {id_of(slots.base_accuracy), id_of(slots.rag_accuracy)};
    plan.bins = stated_bins(moved, {with, std::vector<double>(bins_of_study, base)});
    plan.arms = 2;
    plan.approximate = true;
    const double differing = catalogue_.constant("pilot.differing-share");
    plan.worth = [bins = plan.bins, second, differing](std::size_t n) {
      return value_of_pairs(bins, second, differing, n);
    };
    add(std::move(plan));
  }

  /// Both rates were counted: more of the same questions tell more of the odds ratio between them.
  void plan_more_of_both() {
    const FactDistribution* base = drawn(catalogue_.slots.base_accuracy);
    const FactDistribution* rag = drawn(catalogue_.slots.rag_accuracy);
    if (base == nullptr || rag == nullptr || kept(base->slot) || kept(rag->slot)) return;
    const auto log_odds = [](double rate) { return log(rate / (1 - rate)); };
    std::vector<std::pair<double, std::size_t>> gains;
    for (std::size_t i = 0; i < worlds_.draws; ++i)
      gains.emplace_back(log_odds(rag->at(rag->stream.uniform(i))) - log_odds(base->at(base->stream.uniform(i))), i);
    std::sort(gains.begin(), gains.end());
    std::vector<unsigned char> bin(worlds_.draws);
    std::vector<double> sums(bins_of_study), counts(bins_of_study), second;
    for (std::size_t rank = 0; rank < gains.size(); ++rank) {
      const std::size_t b = rank * bins_of_study / gains.size();
      bin[gains[rank].second] = static_cast<unsigned char>(b);
      sums[b] += gains[rank].first;
      counts[b] += 1;
    }
    std::optional<StudyBins> bins = drawn_bins(bin);
    if (!bins) return;
    for (std::size_t b = 0; b < bins_of_study; ++b) {
      const double ratio = exp(sums[b] / std::max(1.0, counts[b]));
      second.push_back(ratio / (1 + ratio));
    }
    StudyPlan plan;
    plan.facts = {id_of(base->slot), id_of(rag->slot)};
    plan.bins = std::move(*bins);
    plan.arms = 2;
    plan.drawn = plan.approximate = true;
    const double differing = catalogue_.constant("pilot.differing-share");
    plan.worth = [study = plan.bins, second, differing](std::size_t n) {
      return value_of_pairs(study, second, differing, n);
    };
    add(std::move(plan));
  }

  void plan_length() {
    const std::size_t slot = catalogue_.slots.answer_tokens;
    const FactDistribution* fact = drawn(slot);
    if (fact == nullptr || kept(slot) || !fact->levels.empty()) return;
    std::optional<StudyBins> bins = drawn_bins(bins_by(*fact));
    if (!bins) return;
    std::vector<double> logarithms;
    for (std::size_t i = 0; i < bins_of_study; ++i)
      logarithms.push_back(
          log(std::max(1.0, fact->at((static_cast<double>(i) + 0.5) / static_cast<double>(bins_of_study)))));
    StudyPlan plan;
    plan.facts = {id_of(slot)};
    plan.bins = std::move(*bins);
    plan.drawn = plan.approximate = true;
    const double sd = catalogue_.constant("pilot.length-spread");
    plan.worth = [study = plan.bins, logarithms, sd](std::size_t n) {
      return value_of_measurements(study, logarithms, sd, n);
    };
    add(std::move(plan));
  }

  PilotAdvice sized(const StudyPlan& plan, const std::optional<Dollars>& money) const {
    PilotAdvice advice;
    advice.facts = plan.facts;
    advice.perfect = plan.perfect;
    advice.approximate = plan.approximate;
    advice.fixed = {catalogue_.constant("pilot.fixed-usd")};
    advice.per_question = {catalogue_.constant("pilot.question-usd") +
                           plan.arms * catalogue_.constant("pilot.grade-usd")};
    const double doubt = decision_.confidence->doubt;
    const auto share = [&](double value) {
      const double whole = plan.drawn ? doubt : doubt + plan.perfect;
      return whole > 0 ? std::min(1.0, value / whole) : 0;
    };
    StudyPrice price;
    if (money) price = {advice.per_question.value / money->value, advice.fixed.value / money->value};
    const StudySize size = questions_worth(plan.worth, plan.perfect, price, most_questions);
    advice.most_of_value = static_cast<double>(size.most_of_value);
    std::size_t asked = size.best;
    if (!money) {
      // Where most of the worth is out of reach: most of what can be had.
      asked = size.most_of_value > 0
                  ? size.most_of_value
                  : questions_worth(plan.worth, plan.worth(most_questions), price, most_questions).most_of_value;
    }
    constexpr double told = 0.05;  // of the doubt: less is not worth a word where nobody says what an answer is worth
    const bool pays = asked > 0 && (money || share(plan.worth(asked)) >= told);
    advice.verdict = pays ? PilotVerdict::run : PilotVerdict::decide_now;
    for (const std::size_t n : {std::size_t{5}, std::size_t{10}, std::size_t{20}, std::size_t{50}, std::size_t{100},
                                std::size_t{200}, std::size_t{500}}) {
      const double value = plan.worth(n);
      advice.curve.push_back({static_cast<double>(n), value, share(value)});
    }
    if (!pays) return advice;
    advice.questions = static_cast<double>(asked);
    advice.value = plan.worth(asked);
    advice.share_of_doubt = share(advice.value);
    advice.cost = {advice.fixed.value + advice.questions * advice.per_question.value};
    if (money) advice.worth = advice.value * *money;
    return advice;
  }

  Decision& decision_;
  const Worlds& worlds_;
  const Catalogue& catalogue_;
  std::span<const std::size_t> keep_;
  WhatIf what_if_;
  std::vector<StudyPlan> plans_;
};

}  // namespace

void add_pilot(Decision& decision, const Worlds& worlds, const Catalogue& catalogue,
               std::span<const std::size_t> keep) {
  if (worlds.options.size() < 2 || worlds.draws == 0) return;
  decision.sensitivity.pilot = PilotSearch(decision, worlds, catalogue, keep).advice();
}

}  // namespace pathfinder
