// Order of the options, and what follows from it: the path, the article's view.
#pragma once

#include <optional>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Sorts best first and numbers the ranks: blocked options last; equal scores by the table's order (the cheaper step
/// first). Returns whether the two best are tied.
bool rank(std::vector<Assessment>& assessments, const Catalogue& catalogue);

/// The path to the winner: cheaper steps on the way, the recommended stage, later ones that open on a test. Empty when
/// every option is blocked.
std::vector<PathStage> path_of(const std::vector<Assessment>& ranking, const Catalogue& catalogue);

/// What the article's own rules say: the first of them whose condition certainly holds.
std::optional<ArticleView> article_view(const Facts& facts, const std::vector<Assessment>& ranking,
                                        const Catalogue& catalogue);

}  // namespace pathfinder
