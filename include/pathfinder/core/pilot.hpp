// What a pilot has shown: rates by arm, pairs of arms on the same questions, how far graders agree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/core/evaluation.hpp"
#include "pathfinder/core/interval.hpp"

namespace pathfinder {

/// One arm, counted. Harness failures and ties between graders are in neither number.
struct ArmCount {
  PilotArm arm = PilotArm::base;
  std::string label, file, model;
  double right = 0, of = 0;
  double errors = 0;     ///< questions on which the harness failed
  double undecided = 0;  ///< questions on which as many graders said right as wrong
  Usage usage;
};

/// Two arms on the same questions.
struct PairCount {
  PilotArm first = PilotArm::base, second = PilotArm::rag;
  double both = 0, first_only = 0, second_only = 0, neither = 0;
  bool paired = false;         ///< false: no ids in common, or none in the file; the four counts are 0
  double p_value = 1;          ///< McNemar's exact test, two-sided; of pairs only
  Interval<> difference;       ///< posterior of second less first: P10, P50, P90
  double second_better = 0.5;  ///< posterior probability that the second is right more often
};

/// How far several graders agree beyond chance.
struct GraderAgreement {
  double graders = 0;
  double answers = 0;  ///< with at least two grades
  double agreed = 0;   ///< share of pairs of grades that are the same
  double kappa = 1;    ///< Fleiss
};

struct Pilot {
  std::vector<ArmCount> arms;
  std::vector<PairCount> pairs;
  std::optional<GraderAgreement> agreement;
};

}  // namespace pathfinder
