// Training memory, whether the card holds it, and what else would.
#include "pathfinder/answers/memory.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/estimate/cheaper_recipes.hpp"
#include "pathfinder/estimate/memory.hpp"

namespace pathfinder {
namespace {

/// GPU time of a job per token, relative: what a recipe costs in time.
double time_of(TrainingRecipe recipe, const Catalogue& catalogue, const TrainingConstants& constants) {
  if (recipe.tokens <= 0) recipe.tokens = 1e9;
  recipe.whole_run = false;
  return training_parts(recipe, stack_traits(catalogue.frameworks, recipe.framework), constants).total().value;
}

/// All the changes up to one, as text ids to be said: recipe.change.recompute, …
std::string changes(const std::vector<std::string>& list) {
  std::string all;
  for (const std::string& one : list) all += std::string(all.empty() ? "" : "\t") + "@" + ("recipe.change." + one);
  return all;
}

}  // namespace

Answer answer_memory(const TrainingQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const TrainingRecipe& recipe = question.recipe;
  const auto jobs = [&](const TrainingRecipe& candidate, const MemoryHints& said) {
    MemoryHints hints = said;
    if (candidate.optimizer != recipe.optimizer) hints.optimizer_stated = true;
    if (candidate.recompute != recipe.recompute) hints.recompute_stated = true;
    if (trains_adapters(candidate.load) != trains_adapters(recipe.load)) hints.states.reset();
    return resolve_memory(candidate, catalogue.memory_profiles, hints);
  };
  // Whether a card holds it is what the device sees, whatever reading was asked for.
  MemoryHints on_device = question.hints;
  on_device.reading = MemoryReading::device;
  const auto peak = [&](const TrainingRecipe& candidate) {
    Estimate<Bytes> memory = training_memory(jobs(candidate, on_device), all.memory);
    apply(question.memory_offset, memory.low.value, memory.central.value, memory.high.value);
    return memory;
  };
  const MemoryMixture asked = jobs(recipe, question.hints);
  const MemoryPlan& plan = middle_of(asked, all.memory);
  const Estimate<Bytes> estimate = peak(recipe);

  Answer answer;
  answer.kind = "memory";
  const Estimate<Bytes> modelled = explained(training_memory(asked, all.memory), asked, all.memory);
  AnswerFigure figure = figure_of("memory_per_gpu_gib", "GiB", modelled, 1 / bytes_per_gib);
  calibrate_figure(figure, question.memory_offset);
  if (!plan.base_trained && recipe.lora_rank > 0) {
    const double rank = recipe.lora_rank;
    figure.estimate.quantities.emplace_back(
        "estimate.quantity.adapters", plan.adapter_params, "memory.adapter-parameters",
        std::vector<Part>{{"r", rank, "rank"}, {"W", plan.adapter_params / rank, "elements"}});
  }
  const Bytes room = recipe.gpu.usable_memory();
  const bool holds = fits(estimate, room);
  if (!question.unsaid.empty()) {
    std::string options;
    for (const std::string& option : question.unsaid) options += (options.empty() ? "" : "\t") + ("--" + option);
    answer.notes.push_back({"estimate.note.unsaid", {word("options", options)}, false});
  }
  const AnswerValue card = word("gpu", recipe.gpu.id);
  const AnswerValue capacity = amount("room", in_gib(room), "GiB");
  const AnswerValue upper = amount("upper", in_gib(estimate.high), "GiB");
  if (holds) {
    answer.notes.push_back({"estimate.note.fits", {card, capacity, upper}, false});
  } else {
    const bool maybe = estimate.central <= room;
    answer.notes.push_back(
        {maybe ? "estimate.note.may-not-fit" : "estimate.note.fits-not", {card, capacity, upper}, true});
    const double before = time_of(recipe, catalogue, all.training);
    std::vector<std::string> made;
    std::optional<AnswerNote> same, other;
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      if (cheaper.change == "offload")
        std::erase_if(made, [](const std::string& change) { return change == "lora" || change == "qlora"; });
      if (cheaper.change == "zero3") std::erase(made, "zero2");
      if (cheaper.change == "qlora") std::erase(made, "lora");
      made.push_back(cheaper.change);
      const bool becomes = trains_adapters(cheaper.recipe.load) && !trains_adapters(recipe.load);
      if (becomes && recipe.load.from == StartsFrom::nothing) continue;  // adapters on nothing
      std::optional<AnswerNote>& slot = becomes ? other : same;
      if (slot) continue;
      const Estimate<Bytes> memory = peak(cheaper.recipe);
      if (!fits(memory, room)) continue;
      const double ratio = before > 0 ? time_of(cheaper.recipe, catalogue, all.training) / before : 0;
      slot =
          AnswerNote{becomes ? "estimate.note.other-recipe" : "estimate.note.recipe",
                     {word("changes", changes(made)), amount("memory", in_gib(memory.low), in_gib(memory.high), "GiB"),
                      amount("time", ratio, "times")},
                     false};
    }
    if (same) answer.notes.push_back(*same);
    if (!same) {
      // More cards share the states: the fewest that hold it with everything this method can do without.
      for (double cards = 2; cards <= 4096 && !same; cards *= 2) {
        TrainingRecipe shared = recipe;
        if (shared.gpu_count >= cards) continue;
        shared.gpu_count = cards;
        shared.nodes = std::ceil(cards / 8);
        shared.sharding = Sharding::zero3;
        shared.sharding_ways = cards;
        shared.recompute = Recompute::full;
        const Estimate<Bytes> memory = peak(shared);
        if (!fits(memory, room)) continue;
        same = AnswerNote{
            "estimate.note.more-cards",
            {amount("gpus", cards, "gpus"), amount("memory", in_gib(memory.low), in_gib(memory.high), "GiB")},
            false};
      }
      answer.notes.push_back(same ? *same : AnswerNote{"estimate.note.never-fits", {card}, true});
    }
    if (other) answer.notes.push_back(*other);
  }
  answer.figures.push_back(std::move(figure));
  return answer;
}

}  // namespace pathfinder
