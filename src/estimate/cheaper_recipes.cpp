#include "pathfinder/estimate/cheaper_recipes.hpp"

#include <algorithm>
#include <string_view>

namespace pathfinder {

std::vector<CheaperRecipe> cheaper_recipes(const TrainingRecipe& recipe) {
  std::vector<CheaperRecipe> cheaper;
  TrainingRecipe next = recipe;
  const auto add = [&](std::string_view change) { cheaper.push_back({std::string(change), next}); };
  if (next.recompute != Recompute::full) {
    next.recompute = Recompute::full;
    add("recompute");
  }
  const bool wide_states = next.optimizer == Optimizer::adamw_fp32_master || next.optimizer == Optimizer::adamw_bf16;
  if (wide_states) {
    next.optimizer = Optimizer::adamw_8bit;
    add("adamw-8bit");
  }
  if (next.gpu_count > 1) {
    const auto share = [&](Sharding stage, std::string_view change) {
      next.sharding = stage;
      next.sharding_ways = next.gpu_count;
      add(change);
    };
    if (next.sharding == Sharding::none || next.sharding == Sharding::zero1) share(Sharding::zero2, "zero2");
    if (next.sharding == Sharding::zero2) share(Sharding::zero3, "zero3");
  }
  TrainingRecipe hosted = next;
  if (!trains_adapters(next.load)) {
    // Adapters carry so few states that data parallel training of a whole copy is the mildest recipe again.
    next.load.trained = Trained::adapters;
    if (next.load.reference == Reference::copy) next.load.reference = Reference::same_weights;
    next.quant_bits = 16;
    if (next.lora_rank <= 0) next.lora_rank = 16;
    add("lora");
  }
  if (next.quant_bits > 4) {
    next.quant_bits = 4;
    add("qlora");
  }
  if (!hosted.offload && !trains_adapters(hosted.load)) {
    hosted.offload = true;
    if (hosted.sharding == Sharding::none) hosted.sharding_ways = std::max(1.0, hosted.gpu_count);
    if (hosted.sharding != Sharding::fsdp) hosted.sharding = Sharding::zero3;
    next = hosted;
    add("offload");
  }
  return cheaper;
}

}  // namespace pathfinder
