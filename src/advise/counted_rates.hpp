// Rates that were counted enter a decision as what is known after the count: right today, with retrieval, after tuning.
#pragma once

#include <cstddef>
#include <optional>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/training_kind.hpp"
#include "pathfinder/estimate/rate.hpp"

namespace pathfinder {

/// Whether a pilot counts this fact.
bool is_counted_rate(std::size_t slot, const FactSlots& slots);

/// What is known of how often the model is right today: the guess of data/facts.json where nobody has said anything.
BetaRate base_rate_of(const Facts& facts, const Catalogue& catalogue);

/// The odds ratio that published pairs give retrieval, or adapters, in this situation: P10, P50, P90.
Interval<> prior_effect(const Facts& facts, const Catalogue& catalogue, bool retrieval);

/// Puts what is known after the count into the fact: mean, P10 and P90 of the posterior. The prior of the rate today is
/// the table's guess; of the other two, today's rate moved by the published effect. A rate that is known exactly or not
/// at all stays. `slot` is one of the three; today's comes first, and knowledge_need and style_or_format_needs are
/// filled before the others.
void take_count(Facts& facts, std::size_t slot, const Catalogue& catalogue);

}  // namespace pathfinder
