// The same question with facts changed: what comes first then, and by how much. A fact is moved the way a user would
// move it: it is given, what follows from it is derived anew, and an option is planned anew where its estimate was made
// of a fact that moved.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// A fact and the value it is set to.
using Change = std::pair<std::size_t, double>;

/// Answers a scenario again with facts changed, without reasons, as advise() would. An option is planned anew only
/// where a fact that its plan was made of has changed, and only if it could then come first.
class WhatIf {
 public:
  /// \pre advise() made the decision: its estimates say what they are made of
  WhatIf(const Decision& decision, const Catalogue& catalogue);

  /// What comes first after some changes, as an index in the table; none: every option is blocked.
  std::size_t first_after(std::span<const Change> changes) const;
  /// Score of the decision's winner less the best other, after some changes; infinite where one of them is blocked.
  double lead_after(std::span<const Change> changes) const;
  /// The estimates of all options after some changes, in the table's order.
  std::vector<OptionEstimate> plan(std::span<const Change> changes) const;
  const std::vector<OptionEstimate>& estimates() const { return estimates_; }
  /// The decision's facts with an option's estimates in their slots, in the table's order.
  const std::vector<Facts>& filled() const { return filled_; }
  /// The facts after some changes, gathered anew into `scenario`.
  Facts facts_after(std::span<const Change> changes, Scenario& scenario) const;
  /// Whether changed facts contradict others that were given.
  bool contradicts(std::span<const Change> changes) const;
  /// Whether some option's plan is made of this fact.
  bool plans_read(std::size_t slot) const;
  /// Position of an option in the table.
  std::size_t index_of(std::string_view strategy) const;
  std::size_t winner() const { return winner_; }
  const Decision& decision() const { return decision_; }
  const Catalogue& catalogue() const { return catalogue_; }
  const EstimateConstants& constants() const { return constants_; }

 private:
  /// One option after some changes; `score` where it is not blocked.
  template <class Skip, class Take>
  void each_after(std::span<const Change> changes, Skip skip, Take take) const;
  /// The slots whose facts differ from the decision's.
  std::vector<std::size_t> moved(const Facts& facts) const;
  /// Whether none of these slots is in what an option's plan was made of.
  bool stands(std::size_t option, std::span<const std::size_t> moved) const;

  const Decision& decision_;
  const Catalogue& catalogue_;
  EstimateConstants constants_;
  mutable PlanCache cache_;                ///< figures that several questions share; holds no answer
  std::vector<unsigned char> estimated_;   ///< slots that estimates fill
  std::vector<std::size_t> order_;         ///< options allowed, best of the decision first, as indices in the table
  std::vector<OptionEstimate> estimates_;  ///< of the decision, in the table's order
  std::vector<Facts> filled_;
  std::size_t winner_ = Vocabulary::none;
};

}  // namespace pathfinder
