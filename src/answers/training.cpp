// Training time, beside what the article says of ways of training; energy where the time is known.
#include "pathfinder/answers/training.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"

namespace pathfinder {
namespace {

/// The article's figure for a way of training, as a share of another.
const ArticleFigure* article_figure(const Catalogue& catalogue, std::string_view strategy) {
  for (const Strategy& one : catalogue.strategies) {
    if (one.id == strategy && one.article.high > 0) return &one.article;
  }
  return nullptr;
}

/// The article's "15–20 % of full fine-tuning" and "50–70 % of the original training" beside the computed ratios of
/// GPU-hours on the same accelerators; at equal power draw the ratio of energy is the same.
void compare_with_article(const TrainingQuestion& question, GpuHours hours, const Catalogue& catalogue,
                          const TrainingConstants& constants, Answer& answer) {
  const TrainingRecipe& recipe = question.recipe;
  TrainingRecipe whole = recipe;
  const ArticleFigure* figure = nullptr;
  std::string note;
  if (trains_adapters(recipe.load)) {
    figure = article_figure(catalogue, question.option);
    whole.load.trained = Trained::all_weights;
    whole.quant_bits = 16;
    note = "estimate.note.article-adapters";
  } else if (!recipe.load.on_text) {
    const std::size_t model = catalogue.find("models", question.hints.model);
    if (model >= catalogue.models.size() || catalogue.models[model].pretraining_tokens <= 0) return;
    figure = article_figure(catalogue, question.option);
    whole.load = {Trained::all_weights, StartsFrom::nothing, true};
    whole.tokens = catalogue.models[model].pretraining_tokens;
    whole.gpu_count = 1024;
    whole.nodes = 128;
    whole.packed = true;
    whole.mean_length = whole.micro_batch = whole.global_batch = 0;
    whole.recompute = Recompute::none;
    whole.offload = false;
    whole.framework = catalogue.plans.large_training_framework;
    note = "estimate.note.article-full";
  }
  if (figure == nullptr) return;
  const GpuHours other = training_time(whole, stack_traits(catalogue.frameworks, whole.framework), constants).central;
  if (other.value <= 0) return;
  answer.notes.push_back({note,
                          {amount("article", figure->low, figure->high, "percent"),
                           amount("computed", hours / other, "share"), amount("hours", other.value, "gpu-hours")},
                          false});
}

}  // namespace

Answer answer_training(const TrainingQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const TrainingRecipe& recipe = question.recipe;
  const TrainingConstants& constants = all.training;
  const StackTraits stack = stack_traits(catalogue.frameworks, recipe.framework);
  Estimate<GpuHours> time = training_time(recipe, stack, constants, question.lengths_estimated);
  if (question.tokens.central > 0 && question.tokens.low < question.tokens.high) {
    const Spread<double> tokens = question.tokens;
    const Spread<double> wide =
        independent_product({values(spread_of(time)), {tokens.low / tokens.central, 1, tokens.high / tokens.central}});
    time.low = {wide.low};
    time.high = {wide.high};
  }
  time = explained(std::move(time), recipe, stack, constants);

  Answer answer;
  answer.kind = "train";
  AnswerFigure figure = figure_of("training_gpu_hours", "gpu-hours", time);
  AnswerFigure wall = figure_of("training_wall_hours", "hours", wall_time(time, recipe.gpu_count));
  // No training run on this vendor's chips was measured: what can be said is what the machine cannot beat.
  if (!measured_vendor(recipe.gpu.vendor)) {
    figure.bound = wall.bound = Bound::at_least;
    figure.limit = least_training_time(recipe, constants).value;
    wall.limit = figure.limit / std::max(1.0, recipe.gpu_count);
    answer.notes.push_back({"estimate.note.train-unmeasured",
                            {word("gpu", recipe.gpu.id), amount("hours", time.low.value, time.high.value, "gpu-hours")},
                            true});
  }

  const bool bound = figure.bound != Bound::none;

  // Model FLOPs over what the accelerators could have done meanwhile: what published runs call MFU.
  const double mfu =
      training_flops(recipe).value / (time.central.value * seconds_per_hour * training_peak(recipe, constants));
  answer.figures.push_back(std::move(figure));
  answer.figures.push_back(std::move(wall));
  if (!bound) answer.notes.push_back({"estimate.note.mfu", {amount("share", mfu, "percent")}, false});
  if (!bound) compare_with_article(question, time.central, catalogue, constants, answer);
  if (!bound && recipe.gpu.tdp_w > 0) {
    const auto pue = [&](const std::string& id, double otherwise) {
      for (const PueRow& row : catalogue.pue) {
        if (row.id == id) return row.ratio;
      }
      return otherwise;
    };
    const PlanSettings& plans = catalogue.plans;
    const Spread<double> site = {pue(plans.pue_low, 1.2), pue(plans.pue_central, 1.5), pue(plans.pue_high, 1.6)};
    answer.figures.push_back(figure_of(
        "energy_kwh", "kwh",
        training_energy_explained(spread_of(time), Watts{recipe.gpu.tdp_w}, std::min(1.0, mfu), site, all.energy)));
  }
  return answer;
}

}  // namespace pathfinder
