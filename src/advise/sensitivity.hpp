// What would change the answer: the nearest value of each fact at which another option comes first, the weight of each
// criterion at which one does, and how far the lead moves over each uncertain fact's range.
// Weights: after Triantaphyllou & Sánchez 1997.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

#include "advise/what_if.hpp"

namespace pathfinder {

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
