// The acceptance test of answers: how many questions, and how many must be right.
#pragma once

namespace pathfinder {

/// One test: put `questions`, accept from `least_right` right answers on.
struct AcceptanceTest {
  double wanted = 0;     ///< share of right answers that is asked for
  bool assumed = false;  ///< nobody has said it: what projects usually ask for
  double tolerated = 0;  ///< share at which a delivery must hardly pass
  double questions = 0;
  double least_right = 0;
  double supplier_risk = 0;  ///< a delivery that is right as often as wanted fails
  double buyer_risk = 0;     ///< one that is right as often as tolerated passes
};

}  // namespace pathfinder
