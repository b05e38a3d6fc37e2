// The ways of training that formulas tell apart, for tests that need no row of data/training_kinds.
#pragma once

#include <array>

#include "pathfinder/core/recipe.hpp"

namespace pathfinder::test {

/// What a recipe takes from its kind of training.
struct Way {
  TrainingLoad load;
  double weight_bits = 16;
};

inline constexpr Way pretraining{{Trained::all_weights, StartsFrom::nothing, true}};
inline constexpr Way continued{{Trained::all_weights, StartsFrom::model, true}};
inline constexpr Way all_weights{{Trained::all_weights}};
inline constexpr Way lora{{Trained::adapters}};
inline constexpr Way qlora{{Trained::adapters}, 4};
inline constexpr std::array<Way, 5> ways = {pretraining, continued, all_weights, lora, qlora};

inline void set_way(TrainingRecipe& recipe, const Way& way) {
  recipe.load = way.load;
  recipe.quant_bits = way.weight_bits;
}

}  // namespace pathfinder::test
