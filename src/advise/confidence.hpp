// How sure an answer is, and which fact is worth asking for: reductions over scores by option and draw.
// SMAA-2: Lahdelma & Salminen, Operations Research 49(3), 2001, 444-454. Regret: Savage 1951. EVPPI from one sample:
// Strong & Oakley, Medical Decision Making 33(6), 2013, 755-766 (doi 10.1177/0272989X12465123).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Scores of each option, draw by draw; all of one length.
using ScoreColumns = std::vector<std::span<const double>>;

/// Share of draws in which each option comes first; equal scores go to the earlier option.
std::vector<double> first_shares(const ScoreColumns& options);

/// Share of draws in which `a` scores more than `b`.
double share_ahead(std::span<const double> a, std::span<const double> b);

/// The most each option loses to the best of a draw.
std::vector<double> max_regrets(const ScoreColumns& options);

/// What knowing everything would add to the best mean score: the mean of the best less the best mean.
double expected_value_of_information(const ScoreColumns& options);

/// What knowing one fact would add, with the standard error of sampling.
struct ValueOfFact {
  double value = 0;
  double standard_error = 0;
};

/// EVPPI of a fact whose value, or whose bin of values, in each draw is `bin`. Bins of equal mass over one fact's
/// draws; what bins of shuffled draws would seem to be worth is taken off. \pre bin[i] < bins
ValueOfFact value_of_fact(const ScoreColumns& options, std::span<const unsigned char> bin, std::size_t bins);

/// Verdict for a share of draws.
Verdict verdict_of(double first);

/// Fills confidence, and first_rank and max_regret of every option that takes part.
void add_confidence(Decision& decision, const Worlds& worlds, const CaseBank& bank = {});

}  // namespace pathfinder
