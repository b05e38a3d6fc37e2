// `estimate memory`: peak memory with every line in its parts, and what else would fit.
#pragma once

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/answers/training.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

/// Peak memory per accelerator, whether it fits the card at the interval's upper end and, when not, the mildest recipe
/// that does and what it costs in time.
Answer answer_memory(const TrainingQuestion& question, const Catalogue& catalogue, const EstimateConstants& constants);

}  // namespace pathfinder
