// What would change the answer: the nearest value of each fact at which another option comes first, the weight of each
// criterion at which one does, and how far the lead moves over each uncertain fact's range.
// A fact is moved the way a user would move it: it is given, what follows from it is derived anew, and where it feeds
// the estimates these are planned anew. Weights: after Triantaphyllou & Sánchez 1997.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
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
  mutable PlanCache cache_;
  std::vector<unsigned char> estimated_;   ///< slots that estimates fill
  std::vector<std::size_t> order_;         ///< options allowed, best of the decision first, as indices in the table
  std::vector<OptionEstimate> estimates_;  ///< of the decision, in the table's order
  std::vector<Facts> filled_;
  std::size_t winner_ = Vocabulary::none;
};

/// Facts that some rule reads, directly or through what is derived from it.
std::vector<std::size_t> facts_that_rules_read(const Catalogue& catalogue);

/// The nearest value of one fact at which another option comes first; both directions where it has an order. `holds`
/// and `flips` are neighbours: of whole numbers and levels the next one, else less than a millionth apart.
std::optional<Flip> nearest_flip(const WhatIf& what_if, std::size_t slot);

/// The closed-form flip of every criterion's weight, smallest change first; criteria without one are left out.
std::vector<WeightFlip> weight_flips(const std::vector<Assessment>& ranking);

/// Fills Sensitivity::flips and ::weights. `thorough` also tries facts that only the estimates read.
void add_flips(Decision& decision, const Catalogue& catalogue, std::span<const std::size_t> keep, bool thorough);

/// The winner's lead at the P10 and P90 of every uncertain fact that moves it by a thousandth or more; longest bar
/// first.
std::vector<TornadoBar> tornado(const WhatIf& what_if, std::span<const std::size_t> keep);

}  // namespace pathfinder
