// What a study of n questions is worth before it is run: the expected value of sample information (EVSI). A fact lies
// in one of some bins, and each option has a mean score in each; a study moves the shares of the bins, and the option
// that is best then is taken. Exact for rates: every result of the study is gone through, so nothing is drawn. Raiffa &
// Schlaifer, Applied Statistical Decision Theory, 1961; Ades, Lu & Claxton, Medical Decision Making 24(2), 2004,
// 207-227. Facts that are no rates: Jalal & Alarid-Escudero, Medical Decision Making 38(2), 2018, 174-188; Li, Jalal &
// Heath, arXiv 2401.17393, 2024.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace pathfinder {

/// Scores of options over the bins of a fact.
struct StudyBins {
  std::vector<double> shares;               ///< of the bins; sum 1
  std::vector<std::vector<double>> scores;  ///< option by option: mean score in each bin

  std::size_t size() const { return shares.size(); }
};

/// What knowing the bin would add to the best mean score (EVPPI on the bins). [study.evppi]
double perfect_value(const StudyBins& bins);

/// Worth of n answers of which each is right with the bin's rate:
/// sum over x of max over k of sum over b of share_b Bin(x; n, rate_b) score_k(b), less the best mean score.
/// 0 at n = 0, never falls with n, never above perfect_value(). [study.evsi] \pre 0 <= rate <= 1
double value_of_answers(const StudyBins& bins, const std::vector<double>& rates, std::size_t n);

/// The same for two arms that answer the same n questions: only questions on which one arm is right and the other wrong
/// tell anything, `differing` of all, and of these the second arm has the bin's share. Between whole numbers of such
/// questions the value is taken as a line. [study.evsi-paired]
double value_of_pairs(const StudyBins& bins, const std::vector<double>& second_right, double differing, std::size_t n);

/// The same for the mean of n measurements of a number that spreads by `sd` from one to the next: scores move as far
/// from their mean as the mean of the posterior does, by sqrt(n / (n + sd^2 / variance of the fact)). Approximate.
/// [study.evsi-normal]
double value_of_measurements(const StudyBins& bins, const std::vector<double>& values, double sd, std::size_t n);

/// What a question costs, and setting the study up, in the unit of the worth. \pre >= 0
struct StudyPrice {
  double per_question = 0;
  double fixed = 0;
};

/// How large a study should be.
struct StudySize {
  std::size_t most_of_value = 0;  ///< least n that brings 90 % of what perfect knowledge would; 0: more than `most`
  std::size_t best = 0;           ///< n with the greatest worth less cost; 0: no study pays
  double net = 0;                 ///< worth less cost there
};

/// Both for a study whose worth at n is `worth(n)`, for n up to `most`. \pre worth is 0 at 0 and does not fall
StudySize questions_worth(const std::function<double(std::size_t)>& worth, double perfect, const StudyPrice& price,
                          std::size_t most);

}  // namespace pathfinder
