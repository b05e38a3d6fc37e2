// `estimate serve`: throughput, times and fleets with every line in its parts.
#pragma once

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

/// What serving has to do: a deployment, or a load to find the smallest fleet for.
struct ServingQuestion {
  ServingSetup setup;
  ServingLoad load;  ///< requests_per_s 0: the deployment as it is
};

/// Throughput and times of a deployment, or the least accelerators for a load. A chip without evidence gets bounds.
/// \pre rates, bandwidth and lengths are above 0
Answer answer_serving(const ServingQuestion& question, const Catalogue& catalogue, const EstimateConstants& constants);

}  // namespace pathfinder
