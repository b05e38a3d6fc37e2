#include "pathfinder/backtest/left_out.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "pathfinder/advise/advise.hpp"

#include "backtest/practice.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t outer_folds = 10;
constexpr std::size_t inner_folds = 4;
constexpr std::array<double, 3> penalties = {2, 4, 8};
constexpr double bare_weight = 0.5;  ///< of a decision told without the judged facts; told in full it has the rest

/// The decisions as choices, with what a fit of them needs.
class Learner {
 public:
  Learner(const CasesToLearn& cases, const Catalogue& catalogue) : catalogue_(catalogue), table_(catalogue) {
    for (std::size_t i = 0; i < cases.full.size(); ++i) {
      full_.push_back(choice_of(cases.full[i], 1 - bare_weight));
      bare_.push_back(choice_of(cases.bare[i], bare_weight));
    }
    for (const std::vector<ObservedChoice>* all : {&full_, &bare_}) {
      for (const ObservedChoice& one : *all) {
        ObservedChoice alone = one;
        std::fill(alone.head_start.begin(), alone.head_start.end(), 0.0);
        (all == &full_ ? full_alone_ : bare_alone_).push_back(std::move(alone));
      }
    }
  }

  const PracticeTable& table() const { return table_; }
  const ChoiceShape& shape() const { return table_.shape(); }
  const ObservedChoice& told(std::size_t i, bool bare, bool alone) const {
    return alone ? (bare ? bare_alone_[i] : full_alone_[i]) : (bare ? bare_[i] : full_[i]);
  }

  /// A case as it stands.
  ObservedChoice told_now(const CaseRow& row) const {
    AdviseOptions central;
    central.draws = 0;
    central.flips = false;
    return table_.choice_of(advise(row.scenario, catalogue_, central), row);
  }

  struct Fitted {
    ChoiceCoefficients coefficients;
    double penalty = 0;
  };
  /// Fits the cases of `rows`; `alone`: without the table's head start.
  Fitted fit(const std::vector<std::size_t>& rows, const std::vector<std::size_t>& publishers, bool alone) const {
    std::vector<std::size_t> of_rows;
    for (const std::size_t row : rows) of_rows.push_back(publishers[row]);
    const std::vector<std::size_t> folds = folds_of(of_rows, inner_folds);
    Fitted best;
    double most = -INFINITY;
    for (const double penalty : penalties) {
      double sum = 0;
      for (std::size_t fold = 0; fold < inner_folds; ++fold) {
        std::vector<std::size_t> seen, unseen;
        for (std::size_t i = 0; i < rows.size(); ++i) (folds[i] == fold ? unseen : seen).push_back(rows[i]);
        if (unseen.empty()) continue;
        const ChoiceCoefficients found = fit_choices(shape(), both(seen, alone), penalty);
        sum += mean_log_share(shape(), found, both(unseen, alone)) * static_cast<double>(unseen.size());
      }
      if (sum > most) {
        most = sum;
        best.penalty = penalty;
      }
    }
    best.coefficients = fit_choices(shape(), both(rows, alone), best.penalty);
    return best;
  }

 private:
  ObservedChoice choice_of(const CaseRow& row, double weight) const {
    ObservedChoice choice = told_now(row);
    choice.weight *= weight;
    return choice;
  }

  std::vector<const ObservedChoice*> both(const std::vector<std::size_t>& rows, bool alone) const {
    std::vector<const ObservedChoice*> all;
    for (const std::size_t row : rows) {
      for (const bool bare : {false, true}) all.push_back(&told(row, bare, alone));
    }
    return all;
  }

  const Catalogue& catalogue_;
  PracticeTable table_;
  std::vector<ObservedChoice> full_, bare_, full_alone_, bare_alone_;
};

/// What the coefficients alone would answer.
std::string best_option(const Learner& learner, const ChoiceCoefficients& coefficients, const ObservedChoice& choice,
                        const Catalogue& catalogue) {
  const std::vector<double> all = utilities(learner.shape(), coefficients, choice);
  std::size_t best = all.size();
  for (std::size_t o = 0; o < all.size(); ++o) {
    if (choice.open[o] != 0 && (best == all.size() || all[o] > all[best])) best = o;
  }
  return best == all.size() ? std::string() : catalogue.strategies[best].id;
}

CasesToLearn answerable(const CasesToLearn& cases) {
  CasesToLearn result;
  for (std::size_t i = 0; i < cases.full.size(); ++i) {
    if (!cases.full[i].problem.empty() || !cases.bare[i].problem.empty()) continue;
    result.full.push_back(cases.full[i]);
    result.bare.push_back(cases.bare[i]);
  }
  return result;
}

std::vector<std::size_t> all_of(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// What the report of all answers still lacks.
void complete(CasesReport& report, const std::vector<CaseRow>& asked, const std::vector<CaseAnswer>& answers,
              const std::vector<std::string>& logit) {
  report.baselines.push_back(advisor_score("logit", "", answers, logit));
  report.rows = asked.size();
  for (const CaseRow& row : asked) {
    if (!row.problem.empty()) report.skipped.emplace_back(row.id, row.problem);
  }
}

Catalogue fitted_catalogue(const Catalogue& catalogue, const Learner& learner, const Learner::Fitted& fitted,
                           std::size_t rows) {
  const Practice& shipped = learner.table().practice();
  return with_practice(
      catalogue, learner.table().file(fitted.coefficients, fitted.penalty, rows, shipped.fitted_on, shipped.as_of));
}

}  // namespace

std::vector<std::size_t> publishers_of(const std::vector<CaseRow>& cases) {
  std::vector<std::size_t> publishers = all_of(cases.size());
  const auto first = [&](std::size_t i) {
    while (publishers[i] != i) i = publishers[i];
    return i;
  };
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (const std::string& name : {"host " + cases[i].source, "organisation " + cases[i].organisation}) {
      const auto [at, added] = seen.try_emplace(name, i);
      if (added) continue;
      const std::size_t a = first(at->second), b = first(i);
      publishers[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::size_t i = 0; i < cases.size(); ++i) publishers[i] = first(i);
  return publishers;
}

std::vector<std::size_t> folds_of(const std::vector<std::size_t>& publishers, std::size_t folds) {
  std::map<std::size_t, std::size_t> sizes;
  for (const std::size_t one : publishers) ++sizes[one];
  std::vector<std::pair<std::size_t, std::size_t>> order(sizes.begin(), sizes.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::size_t> held(folds, 0);
  std::map<std::size_t, std::size_t> fold;
  for (const auto& [publisher, size] : order) {
    const auto least = static_cast<std::size_t>(std::min_element(held.begin(), held.end()) - held.begin());
    fold[publisher] = least;
    held[least] += size;
  }
  std::vector<std::size_t> result;
  for (const std::size_t one : publishers) result.push_back(fold[one]);
  return result;
}

CasesReport run_left_out(const CasesToLearn& cases, bool bare, const Catalogue& catalogue, std::size_t draws) {
  const CasesToLearn used = answerable(cases);
  const Learner learner(used, catalogue);
  const std::vector<CaseRow>& asked = bare ? used.bare : used.full;
  const std::vector<std::size_t> publishers = publishers_of(used.full);
  const std::vector<std::size_t> folds = folds_of(publishers, outer_folds);
  std::vector<CaseAnswer> answers(asked.size());
  std::vector<std::string> logit(asked.size());
  for (std::size_t fold = 0; fold < outer_folds; ++fold) {
    std::vector<std::size_t> seen, unseen;
    for (std::size_t i = 0; i < asked.size(); ++i) (folds[i] == fold ? unseen : seen).push_back(i);
    if (unseen.empty()) continue;
    const Catalogue there = fitted_catalogue(catalogue, learner, learner.fit(seen, publishers, false), seen.size());
    std::vector<const CaseRow*> rows;
    for (const std::size_t i : unseen) rows.push_back(&asked[i]);
    std::vector<CaseAnswer> found = answer_cases(rows, there, draws);
    const Learner::Fitted alone = learner.fit(seen, publishers, true);
    for (std::size_t k = 0; k < unseen.size(); ++k) {
      answers[unseen[k]] = std::move(found[k]);
      logit[unseen[k]] = best_option(learner, alone.coefficients, learner.told(unseen[k], bare, true), catalogue);
    }
  }
  CasesReport report = report_of(answers, catalogue);
  complete(report, bare ? cases.bare : cases.full, answers, logit);
  report.fit = CasesReport::Fit::left_out;
  report.folds = outer_folds;
  report.publishers = static_cast<std::size_t>(std::count_if(
      publishers.begin(), publishers.end(), [&, i = std::size_t{0}](std::size_t one) mutable { return one == i++; }));
  return report;
}

CasesReport run_learnt(const std::vector<CaseRow>& cases, const CasesToLearn& learn, const Catalogue& catalogue,
                       std::size_t draws) {
  const CasesToLearn used = answerable(learn);
  const Learner learner(used, catalogue);
  const std::vector<std::size_t> publishers = publishers_of(used.full);
  const std::vector<std::size_t> rows = all_of(used.full.size());
  const Catalogue there = fitted_catalogue(catalogue, learner, learner.fit(rows, publishers, false), rows.size());
  const Learner::Fitted alone = learner.fit(rows, publishers, true);
  std::vector<const CaseRow*> asked;
  for (const CaseRow& row : cases) {
    if (row.problem.empty()) asked.push_back(&row);
  }
  const std::vector<CaseAnswer> answers = answer_cases(asked, there, draws);
  std::vector<std::string> logit;
  for (const CaseRow* row : asked) {
    ObservedChoice choice = learner.told_now(*row);
    std::fill(choice.head_start.begin(), choice.head_start.end(), 0.0);
    logit.push_back(best_option(learner, alone.coefficients, choice, catalogue));
  }
  CasesReport report = report_of(answers, catalogue);
  complete(report, cases, answers, logit);
  report.fit = CasesReport::Fit::learnt;
  return report;
}

std::string fitted_practice(const CasesToLearn& cases, const Catalogue& catalogue, std::string_view fitted_on,
                            std::string_view date) {
  const CasesToLearn used = answerable(cases);
  const Learner learner(used, catalogue);
  const Learner::Fitted fitted = learner.fit(all_of(used.full.size()), publishers_of(used.full), false);
  return learner.table().file(fitted.coefficients, fitted.penalty, used.full.size(), fitted_on, date);
}

}  // namespace pathfinder
