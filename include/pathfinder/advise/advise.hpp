// The page to read first: from a scenario to a decision.
#pragma once

#include <cstddef>
#include <vector>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// How much is asked of a decision beside the answer itself.
struct AdviseOptions {
  std::size_t draws = 10000;             ///< of weights and uncertain facts; 0 leaves confidence out
  std::vector<std::size_t> keep;         ///< slots of facts that stay as they are in every draw and counterfactual
  const WeightDraws* weights = nullptr;  ///< of `draws` draws, where many scenarios share them; null: made here
  bool flips = true;                     ///< what would change the answer
  bool thorough = false;                 ///< try every fact for it, not only the nearest few
  bool procurement = true;               ///< other ways of obtaining the winner's computing; other horizons
  bool reports = true;                   ///< and what only reports show: years and ways of every option, loads, regions
  bool pairs = false;                    ///< and the smallest two changes
  bool tornado = false;                  ///< and how far the lead moves over each uncertain fact's range
  bool side_by_side = false;             ///< parts that do not need each other on threads of their own; the same bytes
  bool plans = true;  ///< also the plans that lost, and what each constraint costs; the answer is the same
  bool words = true;  ///< false: standings, scores, plans' amounts and limits missed, without reasons, lines or
                      ///< sources; the figures are the same
  PlanLimits limits;  ///< what the organisation allows: enters the search for plans
};

/// The decision for one scenario, at the central values of all facts. Never throws for what the user said: a scenario
/// in which nothing is feasible is answered too, with every option's reason. `plans`: also the plans that lost.
Decision advise(const Scenario& scenario, const Catalogue& catalogue, const PlanLimits& limits = {},
                bool plans = false);

/// The same with how sure it is, what would change it, and what to ask first.
Decision advise(const Scenario& scenario, const Catalogue& catalogue, const AdviseOptions& options);

}  // namespace pathfinder
