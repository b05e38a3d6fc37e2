#include "advise/pilot_worth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/estimate/project_lines.hpp"
#include "pathfinder/estimate/study.hpp"

#include "advise/ask_next.hpp"
#include "advise/confidence.hpp"
#include "advise/counted_rates.hpp"
#include "advise/fact_lanes.hpp"
#include "advise/prices.hpp"

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
  std::vector<Line<Dollars>> training;  ///< of the tuned model that is tried
  bool drawn = false;                   ///< part of the doubt; else on top of it
  bool approximate = false;
};

Dollars sum_of(const std::vector<Line<Dollars>>& lines) {
  Dollars sum;
  for (const Line<Dollars>& line : lines) sum = sum + line.central;
  return sum;
}

class PilotSearch {
 public:
  PilotSearch(Decision& decision, const Worlds& worlds, const Catalogue& catalogue, std::span<const std::size_t> keep)
      : decision_(decision), worlds_(worlds), catalogue_(catalogue), keep_(keep), what_if_(decision, catalogue) {
    const Situation situation(decision.facts, decision.scenario, catalogue);
    PlanCache cache;
    const EstimateContext context(situation, what_if_.constants(), decision.limits, cache);
    price_ = question_price(context, 1, 1).value;
    training_ = training_of_an_arm();
  }

  PilotAdvice advice() {
    const FactSlots& slots = catalogue_.slots;
    const BetaRate today = base_rate_of(decision_.facts, catalogue_);
    plan_rate(slots.base_accuracy, today);
    for (const Arm& arm : {Arm{slots.rag_accuracy, true}, Arm{slots.tuned_accuracy, false}}) {
      if (!arm.retrieval && training_.empty()) continue;
      if (known(slots.base_accuracy)) {
        plan_rate(arm.slot, moved_by(today, prior_effect(decision_.facts, catalogue_, arm.retrieval)));
      } else if (!known(arm.slot)) {
        plan_both_arms(arm);
      }
      plan_more_of_both(arm);
    }
    plan_length();
    PilotAdvice best;
    std::optional<Dollars> pays_from;
    const std::optional<double> answers = answers_per_point(decision_, catalogue_);
    const std::optional<Dollars> money = money_per_point(decision_, catalogue_);
    for (StudyPlan& plan : plans_) {
      const PilotAdvice one = sized(plan, money);
      const bool better = one.verdict != best.verdict ? one.verdict == PilotVerdict::run : gain(one) > gain(best);
      if (better) best = one;
      const std::optional<Dollars> from = answers ? least_worth(plan, *answers) : std::nullopt;
      if (from && (!pays_from || *from < *pays_from)) pays_from = from;
    }
    best.pays_from = pays_from;
    return best;
  }

 private:
  /// What is compared with the model as it is: the same with retrieval, or tuned.
  struct Arm {
    std::size_t slot = 0;
    bool retrieval = false;
  };

  static double gain(const PilotAdvice& advice) {
    return advice.worth ? advice.worth->value - advice.cost.value : advice.value;
  }
  bool known(std::size_t slot) const { return !std::isnan(decision_.facts[slot].value); }
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
    if (!known(slot)) {
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
    if (slot == catalogue_.slots.tuned_accuracy) plan.training = training_;
    plan.worth = [of = std::make_shared<AnswersWorth>(plan.bins, rates)](std::size_t n) { return of->of(n); };
    add(std::move(plan));
  }

  /// Nobody knows either rate: the same questions are put to the model as it is and to the other arm, and what the
  /// pilot learns is the difference between the two.
  void plan_both_arms(const Arm& arm) {
    const FactSlots& slots = catalogue_.slots;
    if (kept(slots.base_accuracy) || kept(arm.slot)) return;
    const double base = base_rate_of(decision_.facts, catalogue_).mean();
    const Interval<> effect = prior_effect(decision_.facts, catalogue_, arm.retrieval);
    const double sd = log(effect.high / effect.low) / (2 * normal_p90);
    const std::vector<double> first(bins_of_study, base);
    std::vector<double> second;
    for (std::size_t i = 0; i < bins_of_study; ++i) {
      const double u = (static_cast<double>(i) + 0.5) / static_cast<double>(bins_of_study);
      const double odds = base / (1 - base) * effect.central * exp(normal_quantile(u) * sd);
      second.push_back(odds / (1 + odds));
    }
    const std::array<Change, 2> moved = {{{arm.slot, second[bins_of_study / 2]}, {slots.base_accuracy, base}}};
    StudyPlan plan;
    plan.bins = stated_bins(moved, {second, first});
    add_pairs(std::move(plan), arm, first, second);
  }

  /// Both rates were counted: more of the same questions tell more of the difference between them.
  void plan_more_of_both(const Arm& arm) {
    const FactDistribution* base = drawn(catalogue_.slots.base_accuracy);
    const FactDistribution* other = drawn(arm.slot);
    if (base == nullptr || other == nullptr || kept(base->slot) || kept(other->slot)) return;
    struct Gain {
      double gained = 0, first = 0, second = 0;
      std::size_t draw = 0;
    };
    std::vector<Gain> gains;
    for (std::size_t i = 0; i < worlds_.draws; ++i) {
      const double first = base->at(base->stream.uniform(i)), second = other->at(other->stream.uniform(i));
      gains.push_back({second - first, first, second, i});
    }
    std::sort(gains.begin(), gains.end(), [](const Gain& a, const Gain& b) {
      return a.gained != b.gained ? a.gained < b.gained : a.draw < b.draw;
    });
    std::vector<unsigned char> bin(worlds_.draws);
    std::vector<double> first(bins_of_study), second(bins_of_study), counts(bins_of_study);
    for (std::size_t rank = 0; rank < gains.size(); ++rank) {
      const std::size_t b = rank * bins_of_study / gains.size();
      bin[gains[rank].draw] = static_cast<unsigned char>(b);
      first[b] += gains[rank].first;
      second[b] += gains[rank].second;
      counts[b] += 1;
    }
    std::optional<StudyBins> bins = drawn_bins(bin);
    if (!bins) return;
    for (std::size_t b = 0; b < bins_of_study; ++b) {
      first[b] /= std::max(1.0, counts[b]);
      second[b] /= std::max(1.0, counts[b]);
    }
    StudyPlan plan;
    plan.bins = std::move(*bins);
    plan.drawn = true;
    add_pairs(std::move(plan), arm, first, second);
  }

  /// `first` and `second`: how often either arm is right in each of the plan's bins.
  void add_pairs(StudyPlan plan, const Arm& arm, const std::vector<double>& first, const std::vector<double>& second) {
    const double differing = catalogue_.constant("pilot.differing-share");
    std::vector<double> won;
    for (std::size_t b = 0; b < bins_of_study; ++b) won.push_back(second_wins(first[b], second[b], differing));
    plan.facts = {id_of(catalogue_.slots.base_accuracy), id_of(arm.slot)};
    plan.arms = 2;
    if (!arm.retrieval) plan.training = training_;
    plan.worth = [of = std::make_shared<PairsWorth>(plan.bins, won, differing)](std::size_t n) { return of->of(n); };
    add(std::move(plan));
  }

  /// A tuned model has to be made before it can be tried: the training and the examples of the option that spends least
  /// on them; nothing where no option may train.
  std::vector<Line<Dollars>> training_of_an_arm() const {
    std::vector<Line<Dollars>> least;
    for (const std::size_t option : worlds_.options) {
      std::vector<Line<Dollars>> own;
      for (const Line<Dollars>& line : decision_.ranking[option].estimate.bill) {
        const bool makes_it = line.label.rfind("training-", 0) == 0 || line.label == "labelling";
        if (makes_it && line.period == "setup") own.push_back(line);
      }
      const bool trains =
          std::any_of(own.begin(), own.end(), [](const Line<Dollars>& line) { return line.label != "labelling"; });
      if (trains && (least.empty() || sum_of(own) < sum_of(least))) least = std::move(own);
    }
    return least;
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

  /// Least worth of a right answer at which some number of questions of this study pays.
  std::optional<Dollars> least_worth(const StudyPlan& plan, double answers_per_point) const {
    std::optional<Dollars> least;
    const double each = question_price_of(plan.arms).each().central.value;
    for (std::size_t n = 5; n <= most_questions; n += std::max<std::size_t>(1, n / 4)) {
      const double answers = plan.worth(n) * answers_per_point;
      if (!(answers > 0)) continue;
      const Dollars from{(fixed_usd(plan) + each * static_cast<double>(n)) / answers};
      if (!least || from < *least) least = from;
    }
    return least;
  }

  QuestionPrice question_price_of(double arms) const {
    QuestionPrice price = price_;
    price.grades += arms - 1;
    return price;
  }

  double fixed_usd(const StudyPlan& plan) const {
    return catalogue_.constant("pilot.fixed-usd") + sum_of(plan.training).value;
  }

  /// What so many questions cost.
  std::vector<Line<Dollars>> bill_of(const StudyPlan& plan, double questions) const {
    std::vector<Line<Dollars>> bill = {
        graded_questions("pilot-questions", exactly(questions), question_price_of(plan.arms))};
    const Constant& fixed = catalogue_.constants.find("pilot.fixed-usd")->second;
    const CostFactor once[] = {{"f", "usd", "pilot", {fixed.low, fixed.value, fixed.high}}};
    bill.push_back(product_line("pilot-setup", once, "cost.pilot-setup"));
    bill.back().basis.sources = {fixed.source};
    bill.back().parts.front().constant = "pilot.fixed-usd";
    for (Line<Dollars>& line : bill) {
      line.period = "setup";
      line.stage = word_of(ProjectStage::evaluate);
    }
    bill.insert(bill.end(), plan.training.begin(), plan.training.end());
    return bill;
  }

  PilotAdvice sized(const StudyPlan& plan, const std::optional<Dollars>& money) const {
    PilotAdvice advice;
    advice.facts = plan.facts;
    advice.perfect = plan.perfect;
    advice.approximate = plan.approximate;
    advice.fixed = {fixed_usd(plan)};
    advice.per_question = question_price_of(plan.arms).each().central;
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
    advice.bill = bill_of(plan, advice.questions);
    advice.cost = sum_of(advice.bill);
    const Assessment* winner = decision_.winner();
    if (winner != nullptr && winner->estimate.total) advice.project = winner->estimate.total->central + advice.cost;
    if (money) advice.worth = advice.value * *money;
    return advice;
  }

  Decision& decision_;
  const Worlds& worlds_;
  const Catalogue& catalogue_;
  std::span<const std::size_t> keep_;
  WhatIf what_if_;
  QuestionPrice price_;  ///< with one answer judged
  std::vector<StudyPlan> plans_;
  std::vector<Line<Dollars>> training_;
};

}  // namespace

void add_pilot(Decision& decision, const Worlds& worlds, const Catalogue& catalogue,
               std::span<const std::size_t> keep) {
  if (worlds.options.size() < 2 || worlds.draws == 0) return;
  decision.sensitivity.pilot = PilotSearch(decision, worlds, catalogue, keep).advice();
}

}  // namespace pathfinder
