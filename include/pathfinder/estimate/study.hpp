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
/// 0 at n = 0, never falls with n, never above perfect_value(). [study.evsi]
class AnswersWorth {
 public:
  /// \pre 0 <= rate <= 1
  AnswersWorth(const StudyBins& bins, const std::vector<double>& rates);
  /// Every result of n answers is gone through; found once.
  double of(std::size_t n);

 private:
  double found(std::size_t n);

  std::vector<std::vector<double>> ahead_;  ///< option by option: lead over the one that is best now, by bin
  std::vector<double> log_share_, log_right_, log_wrong_;
  std::vector<double> log_factorial_;  ///< of 0, 1, …
  std::vector<double> known_;          ///< by n; NaN: not asked yet
};

/// The same for two arms that answer the same n questions: only questions on which one arm is right and the other wrong
/// tell anything of the difference. Each is one with probability `differing`, and of these the second arm has the bin's
/// share: exact over every number of such questions and every result. What the questions tell of the first arm's own
/// rate is left aside, so both together are worth no less. [study.evsi-paired]
class PairsWorth {
 public:
  PairsWorth(const StudyBins& bins, const std::vector<double>& second_right, double differing);
  double of(std::size_t n);

 private:
  AnswersWorth of_differing_;
  double differing_;
};

/// Of the questions on which two arms differ, the share on which the second is right, where `differing` of all
/// questions are such: their rates lie (2 * share - 1) * differing apart. Kept off 0 and 1 where the rates lie further
/// apart.
double second_wins(double first_rate, double second_rate, double differing);

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
