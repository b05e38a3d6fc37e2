// Plans that lost, with what they lost by: for who is shown what else was weighed.
#pragma once

#include <vector>

#include "advise/order.hpp"

namespace pathfinder {

/// A plan that lost: what it was found at, and the limit or the winner's figure it lost to. `lost_by`: text id.
PlanAlternative alternative_to(const EstimateContext& context, const Built& winner, const Built& loser,
                               std::string_view lost_by);

/// At most five plans that lost, the next best first, each once. `shown`: plans that were made only to be shown; one
/// that gives quality away and saves nothing is no alternative.
std::vector<PlanAlternative> alternatives_to(const EstimateContext& context, const Built& winner,
                                             const std::vector<Built>& weighed, const std::vector<Built>& shown);

}  // namespace pathfinder
