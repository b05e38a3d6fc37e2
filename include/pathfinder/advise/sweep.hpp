// A sweep over facts: the ranges a user types, the points they make, and where between two of them the answer changes.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/core/sweep.hpp"

namespace pathfinder {

/// "docs=1k..1M:log:20", "gpus=1,2,4,8", "knowledge_changes=never,daily", "needs_citations" (all its words): what
/// stands behind --vary. What is wrong lands in `findings`; then nothing comes back.
std::optional<SweepAxis> read_axis(std::string_view typed, const Catalogue& catalogue, const Locate& locate,
                                   Findings& findings);

/// Where all the points lie: every combination of the axes' values, or `sample` points between their ends, drawn with a
/// fixed seed, a stream per fact.
std::vector<std::vector<double>> sweep_places(const std::vector<SweepAxis>& axes, std::size_t sample,
                                              const Catalogue& catalogue);

/// The scenario with the varied facts at these values.
Scenario at_place(const Scenario& scenario, const std::vector<SweepAxis>& axes, const std::vector<double>& place);

/// Finds by bisection where the winner changes between neighbours of the grid, to a hundredth of their distance or to
/// one where the fact counts things. `winner_at` gives the option that comes first at a place.
void find_crossings(Sweep& sweep, const Catalogue& catalogue,
                    const std::function<std::string(const std::vector<double>&)>& winner_at);

}  // namespace pathfinder
