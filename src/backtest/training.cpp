// Rows of published training runs → recipes → figures, and the fit of the training constants: ridge regression on
// logarithms towards the priors of data/constants/training.json, Gauss-Newton with Huber weights.
#include "backtest/training.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"

#include "backtest/baselines.hpp"
#include "backtest/fit.hpp"
#include "backtest/widths.hpp"

namespace pathfinder {
namespace {

// Not read: hours, costs, energy, rates, utilisation. The peak rate describes a device that the catalogue does not
// know.
constexpr auto training_keys = std::to_array<std::string_view>({"model",
                                                                "arch",
                                                                "method",
                                                                "tokens",
                                                                "examples",
                                                                "epochs",
                                                                "mean_len",
                                                                "seq_len",
                                                                "gpu",
                                                                "gpu_count",
                                                                "nodes",
                                                                "precision",
                                                                "activation_recompute",
                                                                "framework",
                                                                "peft_type",
                                                                "batch",
                                                                "kind",
                                                                "peak_tflops_bf16_dense",
                                                                "tp",
                                                                "pp",
                                                                "cp",
                                                                "ep"});

bool has_words(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

ModelShape trained_shape_of(const KnownColumns& row) {
  const auto member = [&](std::string_view name) { return row.number("arch", name); };
  ModelShape shape;
  shape.params_total = member("params_total");
  shape.params_active = member("params_active");
  shape.layers = member("layers");
  shape.hidden = member("hidden");
  shape.heads = member("heads");
  shape.kv_heads = member("kv_heads");
  shape.head_dim = member("head_dim");
  shape.ffn = member("ffn");
  shape.vocab = member("vocab");
  shape.experts = member("experts");
  shape.experts_active = member("experts_active");
  shape.moe_ffn = member("moe_ffn");
  shape.sliding_window = member("sliding_window");
  return shape;
}

/// Precision words the formulas tell apart; the others are bf16.
std::string precision_of(const std::string& stated) {
  for (const std::string_view word : {"fp8", "gptq", "int4"}) {
    if (has_words(stated, word)) return stated;
  }
  if (stated == "fp16") return stated;
  return has_words(stated, "fp32") ? "fp32" : "bf16";
}

/// A device the catalogue does not have: only its peak is known.
Gpu unknown_device(double peak_tflop_per_s) {
  Gpu gpu;
  gpu.dense_bf16_tflop_per_s = gpu.dense_fp16_tflop_per_s = peak_tflop_per_s;
  return gpu;
}

double log_hours(const TrainingCase& run, const TrainingConstants& constants) {
  return log(training_parts(run.recipes.front(), run.stack, constants).total().value / seconds_per_hour);
}

/// Fitted constants are those whose row states how far the prior may be off.
bool fitted(const Constant& constant) {
  return constant.low < constant.high && !constant.fitted_on.empty();
}

constexpr const auto& class_names = enum_words<ResidualClass>;

}  // namespace

std::span<const std::string_view> training_columns() {
  return training_keys;
}

std::vector<TrainingCase> training_case(const KnownColumns& row, const Catalogue& catalogue, SkippedRow& skip) {
  const auto refuse = [&](std::string reason, std::string argument = {}) {
    skip.reason = std::move(reason);
    skip.argument = std::move(argument);
    return std::vector<TrainingCase>();
  };
  TrainingCase run;
  TrainingRecipe recipe;

  const std::string method = lower(row.text("method"));
  if (method == "rl" || method == "distill") return refuse("backtest.skip.apart", method);
  const NamedTraining named = training_named(catalogue.training_kinds, method, true);
  if (named.kind == nullptr) return refuse("backtest.skip.method", method);
  recipe.load = named.kind->load;
  recipe.quant_bits = named.variant->weight_bits;

  const std::string name = row.text("model");
  if (row.has("arch")) recipe.model = trained_shape_of(row);
  if (recipe.model.params_total <= 0) recipe.model.params_total = recipe.model.params_active;
  if (recipe.model.params_total <= 0) {
    if (const LanguageModel* model = stated_model(catalogue, name)) recipe.model = model->shape;
  }
  if (recipe.model.params_total <= 0) return refuse("backtest.skip.model", name);
  // An encoder-decoder sends a token through one of its halves.
  if (has_words(lower(name), "enc-dec") || has_words(lower(name), "t5")) {
    recipe.model.params_active = recipe.model.params_total / 2;
  }

  const double mean_length = row.number("mean_len");
  recipe.tokens = row.number("tokens");
  if (recipe.tokens <= 0) {
    const double epochs = row.has("epochs") ? row.number("epochs") : 1;
    recipe.tokens = row.number("examples") * epochs * mean_length;
    run.tokens_derived = true;
  }
  if (recipe.tokens <= 0) return refuse("backtest.skip.tokens");

  recipe.framework = row.text("framework");
  run.stack = stack_traits(catalogue.frameworks, recipe.framework);
  recipe.packed = mean_length <= 0 || run.stack.says_packed;
  recipe.mean_length = recipe.packed ? 0 : mean_length;
  recipe.seq_len = row.number("seq_len");
  if (recipe.seq_len <= 0) recipe.seq_len = mean_length > 0 ? mean_length : 2048;
  recipe.micro_batch = run.stack.micro_batch;
  recipe.global_batch = row.number("batch");
  recipe.offload = run.stack.says_offload;
  recipe.flash_attention = !run.stack.says_no_flash;
  recipe.recompute = row.text("activation_recompute") == "full" ? Recompute::full : Recompute::none;
  recipe.precision = precision_of(row.text("precision"));
  recipe.peft_type = row.text("peft_type");
  const std::string kind = row.text("kind");
  recipe.whole_run = kind.empty() || kind == "run";

  const StatedDevice device = stated_device(catalogue, row.text("gpu"));
  recipe.gpu_count = row.number("gpu_count");
  if (recipe.gpu_count <= 0) recipe.gpu_count = device.count * std::max(1.0, device.nodes);
  recipe.nodes = row.number("nodes");
  recipe.layout = {std::max(1.0, row.number("tp")), std::max(1.0, row.number("pp")), std::max(1.0, row.number("cp")),
                   std::max(1.0, row.number("ep"))};
  std::vector<Gpu> versions;
  for (const Gpu* version : device.versions) versions.push_back(*version);
  if (versions.empty()) versions.push_back(unknown_device(row.number("peak_tflops_bf16_dense")));
  for (const Gpu& version : versions) {
    if (version.dense_16bit_tflop_per_s() <= 0) continue;
    recipe.gpu = version;
    run.recipes.push_back(recipe);
  }
  if (!row.unreadable().empty()) return refuse("backtest.skip.unreadable", row.unreadable());
  if (run.recipes.empty()) return refuse("backtest.skip.gpu", row.text("gpu"));
  run.baseline = constant_utilisation_hours(run.recipes.front());
  return {run};
}

std::vector<std::string_view> TrainingBacktest::groups() {
  return {"training.all", "training.run_pretrain", "training.finetune_exact", "training.benchmark",
          "training.estimated"};
}

std::vector<std::string_view> TrainingBacktest::baselines() {
  return {"baseline.constant_40"};
}

std::vector<TrainingCase> TrainingBacktest::cases(const RunRow& row, const Catalogue& catalogue, SkippedRow& skip) {
  std::vector<TrainingCase> runs = training_case(KnownColumns(row, training_keys), catalogue, skip);
  const MeasuredColumns measured(row);
  for (TrainingCase& run : runs) {
    run.lengths_estimated = lower(measured.remark("mean_len_basis")).starts_with("estimated");
    run.observed = measured.figure("gpu_hours");
    const double count = run.recipes.front().gpu_count;
    if (std::isnan(run.observed) && count > 0) run.observed = measured.figure("wall_hours") * count;
  }
  return runs;
}

TrainingConstants TrainingBacktest::shipped(const Catalogue& catalogue) {
  return training_constants([&](std::string_view id) { return catalogue.constant(id); });
}

std::vector<Figure> TrainingBacktest::predict(const TrainingCase& run, const TrainingConstants& constants) {
  Figure figure;
  figure.quantity = "gpu_hours";
  figure.unit = "GPU-hours";
  figure.observed = run.observed;
  figure.baselines = {run.baseline};
  for (const TrainingRecipe& recipe : run.recipes) {
    const Estimate<GpuHours> hours = training_time(recipe, run.stack, constants, run.tokens_derived);
    const bool first = &recipe == &run.recipes.front();
    if (first) figure.central = hours.central.value;
    figure.low = first ? hours.low.value : std::min(figure.low, hours.low.value);
    figure.high = first ? hours.high.value : std::max(figure.high, hours.high.value);
  }
  const TrainingRecipe& recipe = run.recipes.front();
  const bool pretrains = recipe.load.on_text;
  figure.groups.emplace_back("training.all");
  if (recipe.whole_run && pretrains) figure.groups.emplace_back("training.run_pretrain");
  if (!pretrains && !run.lengths_estimated) figure.groups.emplace_back("training.finetune_exact");
  if (!recipe.whole_run) figure.groups.emplace_back("training.benchmark");
  if (run.lengths_estimated) figure.groups.emplace_back("training.estimated");
  return {figure};
}

std::string TrainingBacktest::left_out(const TrainingCase& run, const TrainingConstants& constants) {
  const bool more = run.observed > 0 && exceeds_machine(run.recipes.front(), {run.observed}, constants);
  return more ? "backtest.left_out.exceeds_machine" : "";
}

bool TrainingBacktest::in_fit(const TrainingCase& run, const TrainingConstants& constants) {
  return run.observed > 0 && !run.lengths_estimated && left_out(run, constants).empty();
}

TrainingConstants TrainingBacktest::refit(const std::vector<const TrainingCase*>& runs, const Catalogue& catalogue,
                                          const TrainingConstants* start) {
  constexpr double huber = 0.15;
  constexpr double sigma = 0.2;
  constexpr double step = 1e-4;
  constexpr double longest = 0.3;
  constexpr double p90_of_normal = 2.5631;  // P90 less P10, in standard deviations

  TrainingConstants constants = start != nullptr ? *start : shipped(catalogue);
  std::vector<double TrainingConstants::*> members;
  std::vector<double> prior;
  std::vector<double> sd;
  for (const TrainingConstantRow& row : training_constant_rows()) {
    const Constant& constant = catalogue.constants.at(std::string(row.id));
    if (!fitted(constant)) continue;
    members.push_back(row.member);
    prior.push_back(log(constant.prior));
    sd.push_back(log(constant.high / constant.low) / p90_of_normal);
    if (start == nullptr) constants.*row.member = constant.prior;
  }
  std::vector<double> at;
  at.reserve(members.size());
  for (const auto member : members) at.push_back(log(constants.*member));

  std::map<std::string_view, double> rows_of;
  for (const TrainingCase* run : runs) rows_of[run->publisher] += 1;

  for (int round = 0; round < 25; ++round) {
    const std::size_t n = members.size();
    SymmetricSystem system(n);
    const auto moved = [&](std::size_t j) {
      TrainingConstants trial = constants;
      trial.*members[j] = exp(at[j] + step);
      return trial;
    };
    std::vector<TrainingConstants> trials;
    trials.reserve(n);
    for (std::size_t j = 0; j < n; ++j) trials.push_back(moved(j));
    std::vector<double> slope(n);
    for (const TrainingCase* run : runs) {
      const double predicted = log_hours(*run, constants);
      const double residual = log(run->observed) - predicted;
      for (std::size_t j = 0; j < n; ++j) slope[j] = (log_hours(*run, trials[j]) - predicted) / step;
      const double far = std::fabs(residual);
      const double weight = 1 / std::sqrt(rows_of[run->publisher]) * (far < huber ? 1 : huber / far) / (sigma * sigma);
      system.add(slope, residual, weight);
    }
    for (std::size_t j = 0; j < n; ++j) system.pull(j, prior[j] - at[j], 1 / (sd[j] * sd[j]));
    double most = 0;
    const std::vector<double> change = system.solve();
    for (std::size_t j = 0; j < n; ++j) {
      const double by = std::clamp(change[j], -longest, longest);
      at[j] += by;
      constants.*members[j] = exp(at[j]);
      most = std::max(most, std::fabs(by));
    }
    if (most < 1e-4) break;
  }
  return constants;
}

void TrainingBacktest::set_widths(const std::vector<const TrainingCase*>& runs,
                                  const std::vector<std::vector<double>>& errors, const Catalogue&,
                                  TrainingConstants& constants) {
  using Class = ResidualClass;
  ErrorsByPublisher every;  // of runs whose tokens are known
  std::array<ErrorsByPublisher, class_names.size()> by_class;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (errors[i].empty() || !std::isfinite(errors[i][0])) continue;
    const Class kind = residual_class(runs[i]->recipes.front(), runs[i]->tokens_derived);
    by_class[static_cast<std::size_t>(kind)].add(runs[i]->publisher, -errors[i][0]);  // ln(observed / predicted)
    if (kind != Class::estimated_lengths) every.add(runs[i]->publisher, -errors[i][0]);
  }
  if (every.empty()) return;
  const double pooled = every.width();
  for (std::size_t kind = 0; kind < class_names.size(); ++kind) {
    const ErrorsByPublisher& here = by_class[kind];
    LogInterval& interval = constants.interval[kind];
    if (static_cast<Class>(kind) == Class::estimated_lengths) {
      if (!here.empty()) interval = {-here.quantile(0.1), here.quantile(0.9)};
      continue;
    }
    const double width = here.width_towards(pooled);
    interval = {width, width};
  }
}

std::vector<ConstantChange> TrainingBacktest::changes(const Catalogue& catalogue, const TrainingConstants& constants) {
  std::vector<ConstantChange> changes;
  for (const TrainingConstantRow& row : training_constant_rows()) {
    const Constant& constant = catalogue.constants.at(std::string(row.id));
    if (!fitted(constant)) continue;
    changes.push_back({std::string(row.id), constant.prior, constant.value, constants.*row.member, true});
  }
  for (std::size_t i = 0; i < class_names.size(); ++i) {
    const std::string id = "training.interval." + std::string(class_names[i]);
    const double low = catalogue.constant(id + ".low");
    const double high = catalogue.constant(id + ".high");
    changes.push_back({id + ".low", low, low, constants.interval[i].low, false});
    changes.push_back({id + ".high", high, high, constants.interval[i].high, false});
  }
  return changes;
}

}  // namespace pathfinder
