// `estimate train`: GPU-hours with every line in its parts.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/memory_plan.hpp"

namespace pathfinder {

/// A training job as asked for: the recipe, and what of it nobody said.
struct TrainingQuestion {
  TrainingRecipe recipe;
  std::string option;              ///< that is this kind of training; empty: none
  Spread<double> tokens{0, 0, 0};  ///< trained tokens in all
  MemoryHints hints;
  std::vector<std::string> unsaid = {};  ///< options that were left out and widen the figure of memory
  bool lengths_estimated = false;
  CalibratedSystem memory_offset = {};  ///< what own measurements of peak memory say
};

/// GPU-hours, time by the clock and energy. \pre the accelerator's dense 16-bit rate and the tokens are above 0
Answer answer_training(const TrainingQuestion& question, const Catalogue& catalogue,
                       const EstimateConstants& constants);

}  // namespace pathfinder
