// The parts of training time; the formulas are those of estimate/training.cpp, their equations
// data/formulas/training.json.
#include "pathfinder/advise/answer_training.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// The factor that one constant puts on the utilisation of this job: 1 where it does not apply.
double factor_of(const TrainingQuestion& question, const StackTraits& stack, const TrainingConstants& constants,
                 const TrainingConstantRow& row) {
  TrainingConstants without = constants;
  without.*row.member = row.member == &TrainingConstants::balance_exponent ? 0 : 1;
  const double left = utilisation(question.recipe, stack, without);
  return left > 0 ? utilisation(question.recipe, stack, constants) / left : 1;
}

std::string symbol_of(std::string_view constant) {
  const std::size_t dot = constant.rfind('.');
  return "u_" + std::string(constant.substr(dot + 1));
}

/// Utilisation as the product of its factors.
AnswerLine utilisation_line(const TrainingQuestion& question, const StackTraits& stack,
                            const TrainingConstants& constants) {
  AnswerLine line{"estimate.quantity.utilisation",
                  utilisation(question.recipe, stack, constants),
                  "training.utilisation",
                  {},
                  false};
  constexpr std::string_view group = "training.utilisation.";
  for (const TrainingConstantRow& row : training_constant_rows()) {
    if (row.id.substr(0, group.size()) != group) continue;
    const double factor = factor_of(question, stack, constants, row);
    line.parts.push_back({symbol_of(row.id), factor, "ratio", std::string(row.id)});
  }
  return line;
}

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
  const TrainingParts parts = training_parts(recipe, stack, constants);

  Answer answer;
  answer.kind = "train";
  AnswerFigure figure = figure_of("training_gpu_hours", "gpu-hours", time);

  // What several lines share.
  const double length = !recipe.packed && recipe.mean_length > 0 ? recipe.mean_length : recipe.seq_len;
  const double keys = mean_keys(length, recipe.model.sliding_window, recipe.flash_attention);
  const double layers = std::max(1.0, recipe.model.layers);
  const double width = attention_flops_per_token(recipe.model, keys) / (12 * layers * keys);
  const AnswerPart params{"N", working_params(recipe.model), "parameters", ""};
  const AnswerPart tokens{"D", recipe.tokens, "tokens", ""};
  const AnswerPart peak{"P", training_peak(recipe, constants), "FLOP/s", ""};
  const AnswerPart share{"u", utilisation(recipe, stack, constants), "ratio", ""};
  const AnswerPart scaling{"s", strong_scaling(recipe, constants), "ratio", ""};
  const AnswerPart gain{"g", fp8_speedup(recipe, stack, constants), "ratio", ""};
  const AnswerPart deep{"L", layers, "layers", ""};
  const AnswerPart wide{"h", width, "elements", ""};
  const AnswerPart seen{"k", keys, "tokens", ""};
  const double micro = recipe.tokens / micro_batch_tokens(recipe);
  const AnswerPart micro_batches{"m", micro, "micro-batches", ""};
  const double gpus = std::max(1.0, recipe.gpu_count);
  const AnswerPart cards{"n", gpus, "gpus", ""};
  const double bandwidth = recipe.gpu.memory_bandwidth_gb_per_s > 0 ? recipe.gpu.memory_bandwidth_gb_per_s : 2039;
  const AnswerPart memory_rate{"B", bandwidth, "GB/s", ""};
  const AnswerPart every{"N", recipe.model.params_total, "parameters", ""};
  const AnswerPart passes{"p", recipe.recompute == Recompute::full ? 3.0 : 2.0, "passes", ""};

  for (const Line<GpuHours>& part : time.breakdown) {
    AnswerLine line{part.label, part.central.value, {}, {}, false};
    if (part.label == "training.line.linear") {
      line.formula = "training.linear";
      line.parts = {{"c", linear_flops_per_token(recipe.load, 1), "FLOP/parameter/token", ""},
                    params,
                    tokens,
                    gain,
                    peak,
                    share,
                    scaling};
    } else if (part.label == "training.line.attention") {
      line.formula = "training.attention";
      line.parts = {deep, wide, seen, tokens, peak, share, scaling};
    } else if (part.label == "training.line.recomputation") {
      line.formula = "training.recomputation";
      line.parts = {params, gain, deep, wide, seen, tokens, peak, share, scaling};
    } else if (part.label == "training.line.reference") {
      line.formula = "training.reference";
      line.parts = {params, gain, deep, wide, seen, tokens, peak, share, scaling};
    } else if (part.label == "training.line.reference") {
      line.formula = "training.reference";
      line.parts = {params, gain, deep, wide, seen, tokens, peak, share, scaling};
    } else if (part.label == "training.line.launch") {
      line.formula = "training.launch";
      const double fused = stack.fused_kernels || stack.compiled ? constants.launch_fused : 1.0;
      line.parts = {{"t", constants.launch_seconds_per_layer, "s", "training.launch.seconds_per_layer"},
                    {"f", fused, "ratio", fused == 1.0 ? "" : "training.launch.fused"},
                    deep,
                    micro_batches};
    } else if (part.label == "training.line.dequantisation") {
      line.formula = "training.dequantisation";
      const double at_hand = parts.dequantisation.value;
      const double plain = constants.dequantisation_ms_per_pass / 1e3 * recipe.model.params_total / 1e9 * 2039 /
                           bandwidth * passes.value * micro;
      line.parts = {{"q", constants.dequantisation_ms_per_pass, "ms", "training.dequantisation.ms_per_pass"},
                    {"f", plain > 0 ? at_hand / plain : 1, "ratio",
                     at_hand > plain * 1.001 ? "training.dequantisation.gptq" : ""},
                    every,
                    memory_rate,
                    passes,
                    micro_batches};
    } else if (part.label == "training.line.offload") {
      if (!trains_adapters(recipe.load)) {
        line.formula = "training.offload-states";
        line.parts = {{"o", constants.offload_seconds, "s", "training.offload.seconds"}, every, cards, micro_batches};
      } else {
        line.formula = "training.offload-weights";
        const double bytes = parts.offload.value * constants.offload_stream_gb_per_s * 1e9 /
                             (passes.value * recipe.model.params_total / gpus * micro);
        line.parts = {{"b", bytes, "bytes/parameter", ""},
                      every,
                      cards,
                      passes,
                      micro_batches,
                      {"w", constants.offload_stream_gb_per_s, "GB/s", "training.offload.stream_gb_per_s"}};
      }
    } else if (part.label == "training.line.optimizer") {
      line.formula = "training.optimizer";
      line.parts = {
          {"b", constants.optimizer_bytes_per_parameter, "bytes/parameter", "training.optimizer.bytes_per_parameter"},
          every,
          cards,
          memory_rate,
          micro_batches};
    } else if (part.label == "training.line.whole_run") {
      line.formula = "training.whole-run";
      line.parts = {{"S", parts.steady().value / seconds_per_hour, "gpu-hours", ""},
                    {"w", constants.whole_run_exponent, "exponent", "training.whole_run.exponent"}};
    }
    figure.lines.push_back(std::move(line));
  }
  figure.quantities.push_back(utilisation_line(question, stack, constants));
  if (scaling.value < 1) {
    const double exponent = constants.scaling_exponent;
    figure.quantities.push_back({"estimate.quantity.scaling",
                                 scaling.value,
                                 "training.scaling",
                                 {{"x", pow(scaling.value, 1 / exponent), "ratio", ""},
                                  {"e", exponent, "exponent", "training.scaling.exponent"}},
                                 false});
  }
  // No training run on this vendor's chips was measured: what can be said is what the machine cannot beat.
  if (!measured_vendor(recipe.gpu.vendor)) {
    figure.bound = Bound::at_least;
    figure.limit = (training_flops(recipe) + recomputation_flops(recipe)).value / training_peak(recipe, constants) /
                   seconds_per_hour;
    answer.notes.push_back({"estimate.note.train-unmeasured",
                            {word("gpu", recipe.gpu.id), amount("hours", figure.low, figure.high, "gpu-hours")},
                            true});
  }

  const bool bound = figure.bound != Bound::none;
  const auto clock = [&](double hours) { return hours / gpus; };
  AnswerFigure wall;
  wall.id = "training_wall_hours";
  wall.unit = "hours";
  wall.low = clock(figure.low);
  wall.central = clock(figure.central);
  wall.high = clock(figure.high);
  wall.bound = figure.bound;
  wall.limit = clock(figure.limit);
  wall.basis = {"training.wall", time.basis.sources, {}};
  wall.lines = {
      {"estimate.line.wall", wall.central, "training.wall", {{"T", figure.central, "gpu-hours", ""}, cards}, false}};

  // Model FLOPs over what the accelerators could have done meanwhile: what published runs call MFU.
  const double mfu = training_flops(recipe).value / (time.central.value * seconds_per_hour * peak.value);
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
    const Spread<double> power = power_share(std::min(1.0, mfu), all.energy);
    const Estimate<KilowattHours> energy =
        training_energy(spread_of(time), Watts{recipe.gpu.tdp_w}, power, site, all.energy);
    AnswerFigure used = figure_of("energy_kwh", "kwh", energy);
    const AnswerPart hours{"H", time.central.value, "gpu-hours", ""};
    const AnswerPart watts{"W", recipe.gpu.tdp_w, "W", ""};
    const AnswerPart drawn{"g", power.central, "ratio", ""};
    const AnswerPart server{"s", all.energy.server_factor.central, "ratio", "energy.server-factor"};
    used.lines = {{"line.energy.accelerators",
                   energy.breakdown[0].central.value,
                   "energy.training-accelerators",
                   {hours, watts, drawn},
                   false},
                  {"line.energy.server",
                   energy.breakdown[1].central.value,
                   "energy.training-server",
                   {hours, watts, drawn, server},
                   false},
                  {"line.energy.cooling",
                   energy.breakdown[2].central.value,
                   "energy.training-cooling",
                   {hours, watts, drawn, server, {"PUE", site.central, "ratio", ""}},
                   false}};
    used.quantities = {{"estimate.quantity.power-share",
                        power.central,
                        "energy.power-share",
                        {{"i", all.energy.idle_share.central, "ratio", "energy.idle-share"},
                         {"u", std::min(1.0, mfu), "ratio", ""},
                         {"u_full", all.energy.full_power_utilisation, "ratio", "energy.full-power-utilisation"},
                         {"e", all.energy.power_exponent.central, "exponent", "energy.power-exponent"}},
                        false}};
    answer.figures.push_back(std::move(used));
  }
  return answer;
}

}  // namespace pathfinder
