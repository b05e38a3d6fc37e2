// A pilot counted: majority of several graders, pairs by question, McNemar's exact test, the difference of two rates.
// McNemar, Psychometrika 12, 1947, 153-157; exact form: Fleiss, Levin & Paik, Statistical Methods for Rates and
// Proportions, 2003, ch. 13. Kappa of several graders: Fleiss, Psychological Bulletin 76, 1971, 378-382.
#pragma once

#include <vector>

#include "pathfinder/core/pilot.hpp"

namespace pathfinder {

/// An arm of a file with what it was in the pilot.
struct MappedArm {
  PilotArm arm = PilotArm::base;
  const EvalRun* run = nullptr;
  const EvalArm* answers = nullptr;
};

/// Counts the arms and, of every two, the pairs. \pre no arm twice
Pilot count_pilot(const std::vector<MappedArm>& arms);

/// Two-sided probability of a split of b + c at least as uneven, were both sides as likely. [pilot.mcnemar]
double mcnemar_exact(double b, double c);

/// Posterior of the difference of two rates counted on the same questions, from the four counts with half an answer
/// added to each (Jeffreys): P10, P50, P90 and the probability of being above 0. [pilot.difference]
void compare_pairs(PairCount& pair);

/// The same for rates counted apart.
void compare_apart(PairCount& pair, const ArmCount& first, const ArmCount& second);

}  // namespace pathfinder
