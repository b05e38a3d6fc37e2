// Which facts are worth asking for: what knowing one, or two together, would add to the best mean score (EVPPI), as a
// share of the doubt and, where a right answer's worth is known, in money.
#pragma once

#include <optional>
#include <span>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// What one point of score is worth over the whole period: the distance from the worst to the best score of the options
/// that are not blocked is taken to be worth what the distance from the least to the greatest share of right answers
/// is, which is their number times `value_per_answer`. Right answers: the odds of `base_accuracy` (its guess where
/// nobody knows) times each option's effect. Nothing where `value_per_answer` is not known or no distance is there.
/// Formula "ask.money" of data/formulas/.
std::optional<Dollars> money_per_point(const Decision& decision, const Catalogue& catalogue);

/// The same in right answers: how many of them one point of score is taken to be.
std::optional<double> answers_per_point(const Decision& decision, const Catalogue& catalogue);

/// Fills Sensitivity::ask_next from the draws. Facts of which nothing is assumed take the values of their guess, at the
/// central values of all others, on top of the options' mean scores. Where fewer than two facts are worth anything
/// alone, the most valuable pair follows. \pre decision.confidence is filled
void add_questions(Decision& decision, const Worlds& worlds, const Catalogue& catalogue,
                   std::span<const std::size_t> keep);

}  // namespace pathfinder
