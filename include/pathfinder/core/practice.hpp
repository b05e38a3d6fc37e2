// What comparable projects chose: traits of a task, and how each moved published projects towards retrieval, tuning and
// the other parts an option is made of. data/practice.json, fitted by `backtest --kind cases --refit`.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// A trait of a task as a number near 0…1, from facts.
struct PracticeTrait {
  std::string id;
  Translated name;
  std::string expression;
};

/// How far a trait moves projects towards a part: natural logarithm of odds, for a trait of 1.
struct PracticeCoefficient {
  std::string trait;
  double value = 0;
  std::string sign;  ///< "up" or "down" where it is known beforehand, so that no chance of the rows turns it round
};

/// One part that options are made of.
struct PracticePart {
  std::string id;
  Translated name;
  std::vector<PracticeCoefficient> coefficients;

  /// The part's tendency as an expression over the traits.
  std::string expression() const;
};

/// data/practice.json.
struct Practice {
  std::string as_of;
  std::string source;
  std::string fitted_on;
  double rows = 0;
  double penalty = 0;  ///< of a squared coefficient, in units of the log likelihood of one decision
  std::vector<PracticeTrait> traits;
  std::vector<PracticePart> parts;
};

}  // namespace pathfinder
