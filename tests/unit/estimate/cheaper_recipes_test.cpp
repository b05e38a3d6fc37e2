// What is tried where a job does not fit.
#include "pathfinder/estimate/cheaper_recipes.hpp"

#include <string>
#include <vector>

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("cheaper recipes come mildest first and each needs no more than the one before", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.recompute = Recompute::none;
  job.gpu_count = 8;
  job.lora_rank = 0;
  const std::vector<CheaperRecipe> cheaper = cheaper_recipes(job);
  std::vector<std::string> changes;
  double before = training_memory(job, profiles(), shipped()).central.value;
  for (const CheaperRecipe& step : cheaper) {
    changes.push_back(step.change);
    const double now = training_memory(step.recipe, profiles(), shipped()).central.value;
    if (step.change != "offload") {
      CHECK(now <= before);
      before = now;
    }
  }
  CHECK(changes == std::vector<std::string>{"recompute", "adamw-8bit", "zero2", "zero3", "lora", "qlora", "offload"});
  CHECK(cheaper.back().recipe.load == test::all_weights.load);
  for (const CheaperRecipe& step : cheaper) {
    if (step.change == "lora") CHECK(step.recipe.lora_rank == 16);  // as a full recipe has none
  }
  job.lora_rank = 1;  // stated, and kept
  for (const CheaperRecipe& step : cheaper_recipes(job)) CHECK(step.recipe.lora_rank == 1);
  TrainingRecipe least = recipe(test::qlora);
  least.optimizer = Optimizer::adamw_8bit;
  CHECK(cheaper_recipes(least).empty());
}

TEST_CASE("adapters need no copy of the model they are compared with: the base without them is it", "[estimate]") {
  TrainingRecipe job = recipe(test::all_weights);
  job.load.reference = Reference::copy;
  for (const CheaperRecipe& step : cheaper_recipes(job)) {
    INFO(step.change);
    CHECK(step.recipe.load.reference ==
          (trains_adapters(step.recipe.load) ? Reference::same_weights : Reference::copy));
  }
}
