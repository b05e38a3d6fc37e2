// What a buyer asks beside the answer: the same computing obtained in other ways and from when on each pays, the bill
// year by year and over other horizons, and where the power is cheapest or greenest. All of it is made after ranking,
// for the options that are shown.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Horizons that every answer is held against (fact horizon_months: data/facts.json).
inline constexpr double horizons_in_months[] = {12, 36, 60};

/// One way from its bill. What costs the same in every way (people, examples) may lack a price without stopping the
/// comparison.
Sourcing sourcing_of(std::string id, const CostLines& lines, double months, const CostConstants& constants);

/// When the first way and each of the others that can be taken overtake each other; ways that lack a price are left
/// out.
std::vector<SourcingBreakEven> break_even_of(std::span<const Sourcing> ways, const CostConstants& constants);

/// The ways to obtain one option's computing, the chosen one first; none where it needs no accelerator.
std::vector<Sourcing> ways_of(const Strategy& strategy, const Scenario& scenario, const PlanLimits& limits,
                              const Catalogue& catalogue, const EstimateConstants& constants, PlanCache& cache);

/// Years and horizons of a bill.
void add_years(OptionEstimate& estimate, const CostLines& lines, double months, const CostConstants& constants);

/// Tariff and grid of every region where machines may stand, for this energy. Ranks by cost count all regions with a
/// tariff, ranks by carbon those of one accounting method.
std::vector<RegionView> ranked_regions(KilowattHours energy, const PlanLimits& limits, const Catalogue& catalogue);

/// The same for the energy of an option's training, or of a month where nothing is trained. Empty where no energy is
/// known.
std::vector<RegionView> regions_for(const OptionEstimate& estimate, const Situation& situation,
                                    const PlanLimits& limits);

/// Fills the members of the winner's estimate that this page is about; `all`: also those of every other open option,
/// the ways at other loads, and the regions.
void add_procurement(Decision& decision, const Catalogue& catalogue, const EstimateConstants& constants,
                     PlanCache& cache, bool all = true);

}  // namespace pathfinder
