// The lines of training time with the parts that each recomputes from, named as in data/formulas/training.json.
#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/spread.hpp"
#include "pathfinder/estimate/training.hpp"

namespace pathfinder {
namespace {

/// The factor that one constant puts on the utilisation of this job: 1 where it does not apply.
double factor_of(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants,
                 const TrainingConstantRow& row) {
  TrainingConstants without = constants;
  without.*row.member = row.id.ends_with("_exponent") ? 0 : 1;
  const double left = utilisation(recipe, stack, without);
  return left > 0 ? utilisation(recipe, stack, constants) / left : 1;
}

std::string symbol_of(std::string_view constant) {
  const std::size_t dot = constant.rfind('.');
  return "u_" + std::string(constant.substr(dot + 1));
}

/// What ranks of a group send each other, as far as they wait for it.
void group(Line<GpuHours>& line, const GroupExchange& exchange, Seconds waited, const Part& tokens,
           const TrainingConstants& constants) {
  line.basis.method = "training.group-exchange";
  // What waits is summed over micro-batches: all of it, but for the last bits.
  const double share = waited / exchange.time;
  line.parts = {{"v", std::abs(share - 1) < 1e-12 ? 1 : share, "ratio"},
                {"b", exchange.bytes, "bytes"},
                {"L", exchange.layers, "layers"},
                tokens,
                {"r", exchange.link, "GB/s"},
                {"x", constants.link_share, "ratio", "training.exchange.link_share"}};
}

/// Utilisation as the product of its factors.
Line<double> utilisation_line(const TrainingRecipe& recipe, const StackTraits& stack,
                              const TrainingConstants& constants) {
  Line<double> line("estimate.quantity.utilisation", utilisation(recipe, stack, constants), "training.utilisation");
  constexpr std::string_view group = "training.utilisation.";
  for (const TrainingConstantRow& row : training_constant_rows()) {
    if (row.id.substr(0, group.size()) != group) continue;
    const double factor = factor_of(recipe, stack, constants, row);
    line.parts.push_back({symbol_of(row.id), factor, "ratio", std::string(row.id)});
  }
  return line;
}

}  // namespace

Estimate<GpuHours> explained(Estimate<GpuHours> time, const TrainingRecipe& recipe, const StackTraits& stack,
                             const TrainingConstants& constants) {
  const TrainingParts parts = training_parts(recipe, stack, constants);
  // What several lines share.
  const double length = !recipe.packed && recipe.mean_length > 0 ? recipe.mean_length : recipe.seq_len;
  const double keys = mean_keys(length, recipe.model.sliding_window, recipe.flash_attention);
  const double layers = std::max(1.0, recipe.model.layers);
  const double width = attention_flops_per_token(recipe.model, keys) / (12 * layers * keys);
  const Part params{"N", working_params(recipe.model), "parameters"};
  const Part tokens{"D", recipe.tokens, "tokens"};
  const Part peak{"P", training_peak(recipe, constants), "FLOP/s"};
  const Part share{"u", utilisation(recipe, stack, constants), "ratio"};
  const Part scaling{"s", strong_scaling(recipe, constants), "ratio"};
  const Part gain{"g", fp8_speedup(recipe, stack, constants), "ratio"};
  const Part deep{"L", layers, "layers"};
  const Part wide{"h", width, "elements"};
  const Part seen{"k", keys, "tokens"};
  const double micro = recipe.tokens / micro_batch_tokens(recipe);
  const Part micro_batches{"m", micro, "micro-batches"};
  const double gpus = std::max(1.0, recipe.gpu_count);
  const Part cards{"n", gpus, "gpus"};
  const double bandwidth = recipe.gpu.memory_bandwidth_gb_per_s > 0 ? recipe.gpu.memory_bandwidth_gb_per_s : 2039;
  const Part memory_rate{"B", bandwidth, "GB/s"};
  const Part every{"N", recipe.model.params_total, "parameters"};
  const Part passes{"p", recipe.recompute == Recompute::full ? 3.0 : 2.0, "passes"};

  for (Line<GpuHours>& line : time.breakdown) {
    if (line.label == "training.line.linear") {
      line.basis.method = "training.linear";
      line.parts = {{"c", linear_flops_per_token(recipe.load, 1), "FLOP/parameter/token"},
                    params,
                    tokens,
                    gain,
                    peak,
                    share,
                    scaling};
    } else if (line.label == "training.line.attention") {
      line.basis.method = "training.attention";
      line.parts = {deep, wide, seen, tokens, peak, share, scaling};
    } else if (line.label == "training.line.recomputation") {
      line.basis.method = "training.recomputation";
      line.parts = {params, gain, deep, wide, seen, tokens, peak, share, scaling};
    } else if (line.label == "training.line.reference") {
      line.basis.method = "training.reference";
      line.parts = {params, gain, deep, wide, seen, tokens, peak, share, scaling};
    } else if (line.label == "training.line.launch") {
      line.basis.method = "training.launch";
      const double fused = stack.fused_kernels || stack.compiled ? constants.launch_fused : 1.0;
      line.parts = {{"t", constants.launch_seconds_per_layer, "s", "training.launch.seconds_per_layer"},
                    {"f", fused, "ratio", fused == 1.0 ? "" : "training.launch.fused"},
                    deep,
                    micro_batches};
    } else if (line.label == "training.line.exchange") {
      line.basis.method = "training.exchange";
      const double one_way = recipe.gpu.interconnect_gb_per_s / 2;
      const double ranks = data_ranks(recipe);
      const double others = (ranks - 1) / ranks;
      const double bytes =
          parts.exchange.value * constants.link_share * one_way * 1e9 / (recipe.model.params_total * others * micro);
      line.parts = {
          {"b", bytes, "bytes/parameter"}, every,
          {"n", ranks, "ranks"},           micro_batches,
          {"r", one_way, "GB/s"},          {"x", constants.link_share, "ratio", "training.exchange.link_share"}};
    } else if (line.label == "training.line.tensor") {
      group(line, tensor_exchange(recipe, constants), parts.tensor, tokens, constants);
    } else if (line.label == "training.line.sequence") {
      group(line, sequence_exchange(recipe, constants), parts.sequence, tokens, constants);
    } else if (line.label == "training.line.expert") {
      group(line, expert_exchange(recipe, constants), parts.expert, tokens, constants);
    } else if (line.label == "training.line.bubble") {
      line.basis.method = "training.bubble";
      const double filled = pipeline_micro_batches(recipe);
      const double work = parts.bubble.value * filled / (recipe.layout.pp - 1) / seconds_per_hour;
      line.parts = {{"p", recipe.layout.pp, "stages"}, {"m", filled, "micro-batches"}, {"S", work, "gpu-hours"}};
    } else if (line.label == "training.line.dequantisation") {
      line.basis.method = "training.dequantisation";
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
    } else if (line.label == "training.line.offload") {
      if (!trains_adapters(recipe.load)) {
        line.basis.method = "training.offload-states";
        line.parts = {{"o", constants.offload_seconds, "s", "training.offload.seconds"}, every, cards, micro_batches};
      } else {
        line.basis.method = "training.offload-weights";
        const double bytes = parts.offload.value * constants.offload_stream_gb_per_s * 1e9 /
                             (passes.value * recipe.model.params_total / gpus * micro);
        line.parts = {{"b", bytes, "bytes/parameter"},
                      every,
                      cards,
                      passes,
                      micro_batches,
                      {"w", constants.offload_stream_gb_per_s, "GB/s", "training.offload.stream_gb_per_s"}};
      }
    } else if (line.label == "training.line.optimizer") {
      line.basis.method = "training.optimizer";
      line.parts = {
          {"b", constants.optimizer_bytes_per_parameter, "bytes/parameter", "training.optimizer.bytes_per_parameter"},
          every,
          cards,
          memory_rate,
          micro_batches};
    } else if (line.label == "training.line.whole_run") {
      line.basis.method = "training.whole-run";
      line.parts = {{"S", parts.steady().value / seconds_per_hour, "gpu-hours"},
                    {"w", constants.whole_run_exponent, "exponent", "training.whole_run.exponent"}};
    }
  }
  time.quantities.push_back(utilisation_line(recipe, stack, constants));
  if (scaling.value < 1) {
    const double exponent = constants.scaling_exponent;
    time.quantities.emplace_back("estimate.quantity.scaling", scaling.value, "training.scaling",
                                 std::vector<Part>{{"x", pow(scaling.value, 1 / exponent), "ratio"},
                                                   {"e", exponent, "exponent", "training.scaling.exponent"}});
  }
  return time;
}

GpuHours least_training_time(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  return {(training_flops(recipe) + recomputation_flops(recipe)).value / training_peak(recipe, constants) /
          seconds_per_hour};
}

Estimate<Hours> wall_time(const Estimate<GpuHours>& time, double accelerators) {
  const double count = std::max(1.0, accelerators);
  const auto clock = [&](GpuHours hours) { return Hours{hours.value / count}; };
  auto wall = estimate_of<Hours>({clock(time.low), clock(time.central), clock(time.high)},
                                 {"training.wall", time.basis.sources, {}});
  wall.breakdown.emplace_back("estimate.line.wall", wall.central, "training.wall",
                              std::vector<Part>{{"T", time.central.value, "gpu-hours"}, {"n", count, "gpus"}});
  return wall;
}

}  // namespace pathfinder
