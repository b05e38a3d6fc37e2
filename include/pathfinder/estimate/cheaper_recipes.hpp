// What to change about a training job that does not fit.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/recipe.hpp"

namespace pathfinder {

/// A recipe that needs less memory, and what was changed last ("recompute", "adamw-8bit", "zero2", "zero3", "lora",
/// "qlora", "offload").
struct CheaperRecipe {
  std::string change;
  TrainingRecipe recipe;
};

/// Recipes that need less memory than `recipe`, the mildest first, each with the changes before it: recompute, 8-bit
/// optimiser, ZeRO stages where there are ranks to share with, LoRA, QLoRA; last the method as it was with everything
/// before LoRA and its states on the host. What already holds or does not apply is left out.
std::vector<CheaperRecipe> cheaper_recipes(const TrainingRecipe& recipe);

}  // namespace pathfinder
