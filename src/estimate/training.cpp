// Formulas of training time; see the header for their shape and data/constants/training.json for every number.
#include "pathfinder/estimate/training.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/estimate/links.hpp"

namespace pathfinder {

namespace {

using Constants = TrainingConstants;

constexpr TrainingConstantRow rows[] = {
    {"training.utilisation.base", &Constants::base},
    {"training.utilisation.balance_exponent", &Constants::balance_exponent},
    {"training.utilisation.no_bf16", &Constants::no_bf16},
    {"training.utilisation.tpu", &Constants::tpu},
    {"training.utilisation.other_vendor", &Constants::other_vendor},
    {"training.utilisation.native_stack", &Constants::native_stack},
    {"training.utilisation.unstated_stack", &Constants::unstated_stack},
    {"training.utilisation.compiled", &Constants::compiled},
    {"training.utilisation.unpacked", &Constants::unpacked},
    {"training.utilisation.single_gpu", &Constants::single_gpu},
    {"training.utilisation.one_node", &Constants::one_node},
    {"training.utilisation.adapters", &Constants::adapters},
    {"training.utilisation.experts", &Constants::experts},
    {"training.utilisation.expert_width_exponent", &Constants::expert_width_exponent},
    {"training.utilisation.expert_loop", &Constants::expert_loop},
    {"training.utilisation.padding_exponent", &Constants::padding_exponent},
    {"training.utilisation.fp16", &Constants::fp16},
    {"training.utilisation.no_flash", &Constants::no_flash},
    {"training.fp8.whole_layer", &Constants::fp8_whole_layer},
    {"training.fp8.generic", &Constants::fp8_generic},
    {"training.scaling.exponent", &Constants::scaling_exponent},
    {"training.exchange.link_share", &Constants::link_share},
    {"training.whole_run.exponent", &Constants::whole_run_exponent},
    {"training.launch.seconds_per_layer", &Constants::launch_seconds_per_layer},
    {"training.launch.fused", &Constants::launch_fused},
    {"training.dequantisation.ms_per_pass", &Constants::dequantisation_ms_per_pass},
    {"training.dequantisation.gptq", &Constants::dequantisation_gptq},
    {"training.offload.seconds", &Constants::offload_seconds},
    {"training.offload.stream_gb_per_s", &Constants::offload_stream_gb_per_s},
    {"training.optimizer.bytes_per_parameter", &Constants::optimizer_bytes_per_parameter},
};

// Points of reference, not fitted: they only say at which place a factor is 1.
constexpr double reference_flop_per_byte = 153;        // A100-80GB: 312e12 / 2.039e12
constexpr double least_flop_per_byte = 100;            // below it the memory is never the limit
constexpr double reference_bandwidth_gb_per_s = 2039;  // A100-80GB, also where a device's is not known
constexpr double tokens_that_fill_a_gpu = 8192;        // per step, at hidden width 8192
constexpr double least_tokens_per_gpu = 256;           // strong scaling is not known below
constexpr double reference_width = 8192;
constexpr double node_size = 8;
constexpr double pcie_gb_per_s = 128;  // PCIe 5.0 x16, both directions
constexpr double bytes_16bit = 2;
constexpr double whole_run_scale_gpu_hours = 100;
constexpr double default_examples_per_micro_batch = 4;
constexpr double reference_expert_width = 4096;  // sqrt(hidden * width of one expert); DeepSeek-V3 has 3,832
// Bytes per parameter: what mixed-precision Adam holds (rajbhandari-2020, 3.1), and what a step moves over the links:
// weights gathered twice and gradients scattered where the states are sharded, gradients added up where they are not.
constexpr double state_bytes = 16;
constexpr double sharded_step_bytes = 6;
constexpr double replicated_step_bytes = 4;
constexpr double states_share_of_memory = 0.8;  // what activations leave to states and weights

bool quantised(const TrainingRecipe& recipe) {
  return trains_adapters(recipe.load) && recipe.quant_bits < 16;
}

bool names_words(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool any_in(const std::vector<std::string>& fragments, std::string_view text) {
  return std::any_of(fragments.begin(), fragments.end(),
                     [&](const std::string& part) { return names_words(text, part); });
}

/// The number after "bs" or "batch" ("bs 2", "bs=2", "batch 4"); 0 when none stands there.
double number_after(std::string_view text, std::string_view word, bool at_word_start) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool inside =
        at > 0 && ((text[at - 1] >= 'a' && text[at - 1] <= 'z') || (text[at - 1] >= '0' && text[at - 1] <= '9'));
    if (at_word_start && inside) continue;
    std::size_t i = at + word.size();
    if (i < text.size() && (text[i] == ' ' || text[i] == '=')) ++i;
    double number = 0;
    bool found = false;
    for (int digits = 0; digits < 6 && i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, ++digits) {
      number = number * 10 + (text[i] - '0');
      found = true;
    }
    if (found) return number;
  }
  return 0;
}

/// Tokens that attend to one another: the packed length, or the mean example.
double attended_length(const TrainingRecipe& recipe) {
  return !recipe.packed && recipe.mean_length > 0 ? recipe.mean_length : recipe.seq_len;
}

double accelerators(const TrainingRecipe& recipe) {
  return std::max(1.0, recipe.gpu_count);
}

double passes(const TrainingRecipe& recipe) {
  return recipe.recompute == Recompute::full ? 3 : 2;
}

double bandwidth_gb_per_s(const TrainingRecipe& recipe) {
  return recipe.gpu.memory_bandwidth_gb_per_s > 0 ? recipe.gpu.memory_bandwidth_gb_per_s : reference_bandwidth_gb_per_s;
}

/// GB/s, one way, of the link that joins so many cards: within the domain of their own link, within a server, between
/// servers. 0: the card's link is not known.
double link_gb_per_s(const Gpu& gpu, double ranks) {
  const double own = gpu.interconnect_gb_per_s;
  if (own <= 0) return 0;
  const bool fast = own > pcie_gb_per_s;
  const double domain = !fast                                ? node_size
                        : gpu.nvlink_domain_accelerators > 1 ? gpu.nvlink_domain_accelerators
                                                             : node_size;
  if (ranks <= domain) return own / 2;
  if (ranks <= node_size) return pcie_gb_per_s / 2;
  return node_link_gb_per_s(gpu);
}

/// The time of what a group exchanges, its ranks, bytes and layers given.
GroupExchange with_time(GroupExchange group, const TrainingRecipe& recipe, const TrainingConstants& constants) {
  group.link = link_gb_per_s(recipe.gpu, group.ranks);
  if (group.ranks > 1 && group.link > 0)
    group.time = {group.bytes * group.layers * recipe.tokens / (constants.link_share * group.link * 1e9)};
  return group;
}

/// Micro-batches of all accelerators together.
double micro_batches(const TrainingRecipe& recipe) {
  return recipe.tokens / micro_batch_tokens(recipe);
}

/// Width of the attention, all heads together, and layers; those of a typical shape where the model's are unknown.
struct Frame {
  double layers = 0;
  double width = 0;
};

Frame frame(const ModelShape& model) {
  Frame result{model.layers, model.hidden};
  if (model.layers <= 0 || model.hidden <= 0) {
    const double typical_width = pow(working_params(model) * 128.0 / 12.0, 1.0 / 3.0);
    if (model.hidden <= 0) result.width = typical_width;
    if (model.layers <= 0) result.layers = typical_width / 128.0;
  }
  if (model.heads > 0 && model.head_dim > 0) result.width = model.heads * model.head_dim;
  return result;
}

/// Bytes per parameter of weights that stay frozen: 2, or 4 bits and a scale for every 64 of them (dettmers-2023).
double frozen_weight_bytes(const TrainingRecipe& recipe) {
  return quantised(recipe) ? 0.55 : 2.0;
}

/// How wide an expert's products are: the geometric mean of both sides. Where its width is not known, what the
/// parameters of all experts say of it.
double expert_width(const ModelShape& model) {
  const double hidden = frame(model).width;
  double ffn = model.moe_ffn;
  if (ffn <= 0 && model.experts > model.experts_active) {
    const double active_share = model.experts_active / model.experts;
    const double all = (model.params_total - working_params(model)) / (1 - active_share);
    ffn = all / (3 * std::max(1.0, frame(model).layers) * hidden * model.experts);
  }
  return ffn > 0 ? std::sqrt(hidden * ffn) : reference_expert_width;
}

double flops_per_token(const TrainingRecipe& recipe) {
  const double keys = mean_keys(attended_length(recipe), recipe.model.sliding_window, recipe.flash_attention);
  return linear_flops_per_token(recipe.load, working_params(recipe.model)) +
         attention_flops_per_token(recipe.model, keys);
}

/// One more forward pass: 2 N, and a third of the attention's forward and backward.
Flops forward_flops(const TrainingRecipe& recipe) {
  const double keys = mean_keys(attended_length(recipe), recipe.model.sliding_window, recipe.flash_attention);
  return {(2.0 * working_params(recipe.model) + attention_flops_per_token(recipe.model, keys) / 3.0) * recipe.tokens};
}

}  // namespace

std::span<const TrainingConstantRow> training_constant_rows() {
  return rows;
}

TrainingConstants training_constants(const std::function<double(std::string_view)>& value) {
  TrainingConstants constants;
  for (const TrainingConstantRow& row : rows) constants.*row.member = value(row.id);
  constants.fp8_expert_width = value("training.fp8.expert_width");
  constants.fp32_tf32 = value("training.fp32.tf32");
  constants.fp32_plain = value("training.fp32.plain");
  constexpr const auto& classes = enum_words<ResidualClass>;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::string id = "training.interval." + std::string(classes[i]);
    constants.interval[i] = {value(id + ".low"), value(id + ".high")};
  }
  constants.unmeasured_vendor = {value("training.interval.unmeasured_vendor.low"),
                                 value("training.interval.unmeasured_vendor.high")};
  return constants;
}

StackTraits stack_traits(const FrameworkTable& table, std::string_view framework) {
  const std::string name = lower(framework);
  StackTraits traits;
  for (const FrameworkRow& row : table.frameworks) {
    if (!any_in(row.fragments, name)) continue;
    traits.framework = row.id;
    traits.stack = row.stack;
    traits.fused_kernels = row.fused_kernels;
    traits.whole_layer_fp8 = row.whole_layer_fp8;
    traits.loops_experts = row.loops_experts;
    break;
  }
  for (const FrameworkFlag& flag : table.flags) {
    if (!any_in(flag.fragments, name) || any_in(flag.except, name)) continue;
    if (flag.id == "compiled") traits.compiled = true;
    if (flag.id == "packed") traits.says_packed = true;
    if (flag.id == "offload") traits.says_offload = true;
    if (flag.id == "no_flash") traits.says_no_flash = true;
  }
  traits.micro_batch = number_after(name, "bs", true);
  if (traits.micro_batch <= 0) traits.micro_batch = number_after(name, "batch", false);
  return traits;
}

double working_params(const ModelShape& model) {
  return model.params_active > 0 ? model.params_active : model.params_total;
}

double linear_flops_per_token(const TrainingLoad& load, double working_params) {
  return (trains_adapters(load) ? 4.0 : 6.0) * working_params;
}

double mean_keys(double length, double sliding_window, bool flash_attention) {
  if (!flash_attention) return length;
  // A query at place t sees min(t, window) keys: their mean over the sequence.
  if (sliding_window > 0 && sliding_window < length) return sliding_window * (1.0 - sliding_window / (2.0 * length));
  return length / 2.0;
}

double attention_flops_per_token(const ModelShape& model, double mean_keys) {
  const Frame shape = frame(model);
  return 12.0 * shape.layers * shape.width * mean_keys;
}

Flops training_flops(const TrainingRecipe& recipe) {
  return Flops{flops_per_token(recipe) * recipe.tokens} + reference_flops(recipe);
}

Flops recomputation_flops(const TrainingRecipe& recipe) {
  return recipe.recompute == Recompute::full ? forward_flops(recipe) : Flops{};
}

Flops reference_flops(const TrainingRecipe& recipe) {
  return recipe.load.reference == Reference::none ? Flops{} : forward_flops(recipe);
}

double training_peak(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  const double peak = recipe.gpu.dense_16bit_tflop_per_s() * 1e12;
  if (!names_words(recipe.precision, "fp32")) return peak;
  return peak * (recipe.gpu.dense_bf16_tflop_per_s > 0 ? constants.fp32_tf32 : constants.fp32_plain);
}

double utilisation(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants) {
  const Gpu& gpu = recipe.gpu;
  double share = constants.base;
  if (gpu.memory_bandwidth_gb_per_s > 0) {
    const double balance = gpu.dense_16bit_tflop_per_s() * 1e12 / (gpu.memory_bandwidth_gb_per_s * 1e9);
    share *= pow(std::max(balance, least_flop_per_byte) / reference_flop_per_byte, -constants.balance_exponent);
  }
  if (gpu.vendor == "Google") {
    share *= constants.tpu;
  } else if (!gpu.vendor.empty() && gpu.vendor != "NVIDIA") {
    share *= constants.other_vendor;
  } else if (gpu.vendor == "NVIDIA" && gpu.dense_bf16_tflop_per_s <= 0) {
    share *= constants.no_bf16;
  }

  if (stack.stack == StackClass::native) share *= constants.native_stack;
  if (stack.stack == StackClass::unstated) share *= constants.unstated_stack;
  if (stack.compiled) share *= constants.compiled;
  if (!recipe.packed) {
    share *= constants.unpacked;
    // Examples of one batch are filled up to the longest of them, or to the cut-off.
    if (recipe.mean_length > 0 && recipe.seq_len > recipe.mean_length)
      share *= pow(recipe.mean_length / recipe.seq_len, constants.padding_exponent);
  }

  if (recipe.gpu_count == 1) share *= constants.single_gpu;
  if (recipe.gpu_count > 0 && recipe.gpu_count <= node_size) share *= constants.one_node;

  if (trains_adapters(recipe.load)) share *= constants.adapters;
  if (recipe.model.experts > 0) {
    share *=
        constants.experts * pow(expert_width(recipe.model) / reference_expert_width, constants.expert_width_exponent);
    if (stack.loops_experts) share *= constants.expert_loop;
  }
  if (recipe.precision == "fp16") share *= constants.fp16;
  if (!recipe.flash_attention) share *= constants.no_flash;
  return share;
}

double strong_scaling(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  if (recipe.global_batch <= 0 || recipe.gpu_count <= 1) return 1;
  const double length = recipe.seq_len > 0 ? recipe.seq_len : attended_length(recipe);
  // Communication per token grows with the width, computing with its square: wide models need fewer tokens.
  const double tokens = recipe.global_batch * length / recipe.gpu_count * frame(recipe.model).width / reference_width;
  return pow(std::clamp(tokens, least_tokens_per_gpu, tokens_that_fill_a_gpu) / tokens_that_fill_a_gpu,
             constants.scaling_exponent);
}

double fp8_speedup(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants) {
  const bool known_without = recipe.gpu.memory_bandwidth_gb_per_s > 0 && recipe.gpu.dense_fp8_tflop_per_s <= 0;
  if (!names_words(recipe.precision, "fp8") || known_without) return 1;
  const double gain = stack.whole_layer_fp8 ? constants.fp8_whole_layer : constants.fp8_generic;
  if (recipe.model.experts <= 0) return gain;
  // Narrow experts wait for memory and routing: their products gain little.
  return pow(gain, std::min(1.0, expert_width(recipe.model) / constants.fp8_expert_width));
}

double micro_batch_tokens(const TrainingRecipe& recipe) {
  const double length = std::max(1.0, attended_length(recipe));
  const double most = std::max(tokens_that_fill_a_gpu, length);
  if (recipe.micro_batch > 0) return recipe.micro_batch * recipe.load.sequences_per_example * length;
  if (recipe.load.on_text) return most;
  if (recipe.global_batch > 0)
    return std::min(most, std::max(1.0, recipe.global_batch / accelerators(recipe)) * length);
  return std::min(most, default_examples_per_micro_batch * length);
}

double data_ranks(const TrainingRecipe& recipe) {
  return std::max(1.0, recipe.gpu_count / (recipe.layout.tp * recipe.layout.pp));
}

double pipeline_micro_batches(const TrainingRecipe& recipe) {
  if (recipe.global_batch <= 0) return 0;
  const double pipelines = std::max(1.0, data_ranks(recipe) / recipe.layout.cp);
  return std::max(1.0, recipe.global_batch / (pipelines * std::max(1.0, recipe.micro_batch)));
}

GroupExchange tensor_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  const double ranks = recipe.layout.tp;
  const Frame shape = frame(recipe.model);
  const double sums = 2 * passes(recipe);
  return with_time({ranks, sums * 2 * (ranks - 1) * shape.width * bytes_16bit, shape.layers, 0, {}}, recipe, constants);
}

GroupExchange sequence_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  const double ranks = recipe.layout.cp;
  const Frame shape = frame(recipe.model);
  const ModelShape& model = recipe.model;
  const double shared = model.heads > 0 && model.kv_heads > 0 ? model.kv_heads / model.heads : 1;
  const double rounds = 3;  // forward; backward the same once more, and the gradients
  return with_time({ranks, rounds * (ranks - 1) * 2 * shape.width * shared * bytes_16bit, shape.layers, 0, {}}, recipe,
                   constants);
}

GroupExchange expert_exchange(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  const double ranks = recipe.model.experts > 0 ? recipe.layout.ep : 1;
  const double sent = 2 * passes(recipe) * std::max(1.0, recipe.model.experts_active);
  const double bytes = sent * frame(recipe.model).width * bytes_16bit * (ranks - 1) / ranks;
  return with_time({ranks, bytes, recipe.model.layers_with_experts(), 0, {}}, recipe, constants);
}

Seconds launch_floor(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants) {
  const double fused = stack.fused_kernels || stack.compiled ? constants.launch_fused : 1.0;
  const double launchers = recipe.layout.tp * recipe.layout.cp;
  return {constants.launch_seconds_per_layer * fused * frame(recipe.model).layers * launchers * micro_batches(recipe)};
}

Seconds exchange_time(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  const double link = recipe.gpu.interconnect_gb_per_s;
  const double ranks = data_ranks(recipe);
  if (ranks <= 1 || link <= 0 || link > pcie_gb_per_s) return {};
  const double room = states_share_of_memory * recipe.gpu.usable_memory().value;
  const bool adapters = trains_adapters(recipe.load);
  const double held = adapters ? frozen_weight_bytes(recipe) : state_bytes;
  const bool sharded = held * recipe.model.params_total > room * recipe.layout.tp * recipe.layout.pp;
  double moved = sharded ? sharded_step_bytes : replicated_step_bytes;
  if (adapters) moved = sharded ? passes(recipe) * held : 0;  // adapters themselves are too few to count
  const double others = (ranks - 1) / ranks;
  const double one_way = constants.link_share * link / 2 * 1e9;
  return {moved * recipe.model.params_total * others / one_way * micro_batches(recipe)};
}

Seconds dequantisation(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  if (!quantised(recipe)) return {};
  const bool gptq = names_words(recipe.precision, "gptq") || names_words(recipe.precision, "int4");
  const double seconds = constants.dequantisation_ms_per_pass / 1e3 * (gptq ? constants.dequantisation_gptq : 1.0) *
                         recipe.model.params_total / 1e9 * reference_bandwidth_gb_per_s / bandwidth_gb_per_s(recipe);
  return {seconds * passes(recipe) * micro_batches(recipe)};
}

Seconds offload_time(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  if (!recipe.offload) return {};
  const double params_per_gpu = recipe.model.params_total / accelerators(recipe);
  if (!trains_adapters(recipe.load)) return {constants.offload_seconds * params_per_gpu / 1e9 * micro_batches(recipe)};
  return {passes(recipe) * params_per_gpu * frozen_weight_bytes(recipe) / (constants.offload_stream_gb_per_s * 1e9) *
          micro_batches(recipe)};
}

Seconds optimizer_time(const TrainingRecipe& recipe, const TrainingConstants& constants) {
  // On text its large batch hides it; adapters are too few.
  if (trains_adapters(recipe.load) || recipe.load.on_text) return {};
  const double params_per_gpu = recipe.model.params_total / accelerators(recipe);
  return {constants.optimizer_bytes_per_parameter * params_per_gpu / (bandwidth_gb_per_s(recipe) * 1e9) *
          micro_batches(recipe)};
}

double whole_run_overhead(GpuHours steady, const TrainingConstants& constants) {
  return pow(1.0 + steady.value / whole_run_scale_gpu_hours, constants.whole_run_exponent);
}

TrainingPace training_pace(const TrainingRecipe& recipe, const StackTraits& stack, const TrainingConstants& constants,
                           bool lengths_estimated) {
  const double keys = mean_keys(attended_length(recipe), recipe.model.sliding_window, recipe.flash_attention);
  const double params = working_params(recipe.model);
  TrainingPace pace;
  pace.peak = training_peak(recipe, constants);
  pace.rate = pace.peak * utilisation(recipe, stack, constants) * strong_scaling(recipe, constants);
  pace.fp8 = fp8_speedup(recipe, stack, constants);
  pace.linear = linear_flops_per_token(recipe.load, params);
  pace.forward = 2.0 * params;
  pace.attention = attention_flops_per_token(recipe.model, keys);
  pace.recomputes = recipe.recompute == Recompute::full;
  pace.reference = recipe.load.reference != Reference::none;
  pace.micro_batch = micro_batch_tokens(recipe);
  TrainingRecipe one = recipe;  // of one micro-batch
  one.tokens = pace.micro_batch;
  pace.launch = launch_floor(one, stack, constants);
  pace.exchange = exchange_time(one, constants);
  pace.dequantisation = dequantisation(one, constants);
  pace.offload = offload_time(one, constants);
  pace.optimizer = optimizer_time(one, constants);
  pace.tuned = stack.stack == StackClass::tuned;
  pace.tensor = tensor_exchange(one, constants).time;
  pace.sequence = sequence_exchange(one, constants).time;
  pace.expert = expert_exchange(one, constants).time;
  const double filled = pipeline_micro_batches(recipe);
  if (recipe.layout.pp > 1 && filled > 0) pace.bubble = (recipe.layout.pp - 1) / filled;
  pace.whole_run = recipe.whole_run;
  LogInterval width = constants.interval[static_cast<std::size_t>(residual_class(recipe, lengths_estimated))];
  if (!measured_vendor(recipe.gpu.vendor)) {
    const LogInterval more = constants.unmeasured_vendor;
    width.low = pow(width.low * width.low + more.low * more.low, 0.5);
    width.high = pow(width.high * width.high + more.high * more.high, 0.5);
  }
  pace.below = exp(-width.low);
  pace.above = exp(width.high);
  return pace;
}

Flops training_flops(const TrainingPace& pace, double tokens) {
  const Flops reference = pace.reference ? Flops{(pace.forward + pace.attention / 3.0) * tokens} : Flops{};
  return Flops{(pace.linear + pace.attention) * tokens} + reference;
}

TrainingParts training_parts(const TrainingPace& pace, double tokens, const TrainingConstants& constants) {
  const auto all = [&](Seconds each) { return tokens / pace.micro_batch * each; };
  const double attention = pace.attention * tokens;
  TrainingParts parts;
  parts.linear = {pace.linear * tokens / (pace.fp8 * pace.rate)};
  parts.attention = {attention / pace.rate};  // 16 bit even in FP8 runs
  const Seconds forward{(pace.forward * tokens / pace.fp8 + attention / 3.0) / pace.rate};
  if (pace.recomputes) parts.recomputation = forward;
  if (pace.reference) parts.reference = forward;
  // Whichever takes longest hides the others, so only one of them has lines: sums stay exact, and so monotone.
  const Seconds floor = all(pace.launch);
  const Seconds exchange = all(pace.exchange);
  if (std::max(floor, exchange) > parts.linear + parts.attention + parts.recomputation + parts.reference) {
    parts.linear = parts.attention = parts.recomputation = parts.reference = {};
    (floor < exchange ? parts.exchange : parts.launch) = std::max(floor, exchange);
  }
  // A tuned stack exchanges within groups beside products, others in turn with them; what a ring of keys and values
  // takes hides behind attention in both.
  const Seconds busy =
      std::max({floor, exchange, parts.linear + parts.attention + parts.recomputation + parts.reference});
  const auto waits = [&](Seconds each, Seconds behind) { return std::max(Seconds{}, all(each) - behind); };
  const Seconds behind = pace.tuned ? busy : Seconds{};
  parts.tensor = waits(pace.tensor, behind);
  parts.expert = waits(pace.expert, behind);
  parts.sequence = waits(pace.sequence, {attention / pace.rate});
  parts.bubble = parts.steady() * pace.bubble;
  parts.dequantisation = all(pace.dequantisation);
  parts.offload = all(pace.offload);
  parts.optimizer = all(pace.optimizer);
  if (pace.whole_run) {
    const Seconds steady = parts.steady();
    parts.whole_run = steady * (whole_run_overhead({steady.value / seconds_per_hour}, constants) - 1.0);
  }
  return parts;
}

TrainingParts training_parts(const TrainingRecipe& recipe, const StackTraits& stack,
                             const TrainingConstants& constants) {
  return training_parts(training_pace(recipe, stack, constants), recipe.tokens, constants);
}

ResidualClass residual_class(const TrainingRecipe& recipe, bool lengths_estimated) {
  if (lengths_estimated && !recipe.packed) return ResidualClass::estimated_lengths;
  if (recipe.model.experts > 0) return ResidualClass::experts;
  const Gpu& gpu = recipe.gpu;
  if (!gpu.vendor.empty() && gpu.vendor != "NVIDIA") return ResidualClass::other_vendor;
  if (!gpu.class_of.empty() && gpu.class_of != "datacenter") return ResidualClass::workstation;
  if (!recipe.packed) return ResidualClass::short_examples;
  if (trains_adapters(recipe.load)) return ResidualClass::adapters;
  if (recipe.whole_run) return ResidualClass::whole_run;
  if (gpu.generation == "hopper") return ResidualClass::hopper;
  return gpu.generation == "blackwell" ? ResidualClass::blackwell : ResidualClass::older;
}

bool measured_vendor(std::string_view vendor) {
  constexpr std::string_view measured[] = {"", "NVIDIA", "Google", "AMD", "Intel", "Huawei", "AWS"};
  return std::find(std::begin(measured), std::end(measured), vendor) != std::end(measured);
}

namespace {

/// The parts that take time, in the order of their lines.
template <class Take>
void each_part(const TrainingParts& parts, Take take) {
  const std::pair<std::string_view, Seconds> all[] = {{"training.line.linear", parts.linear},
                                                      {"training.line.attention", parts.attention},
                                                      {"training.line.recomputation", parts.recomputation},
                                                      {"training.line.reference", parts.reference},
                                                      {"training.line.launch", parts.launch},
                                                      {"training.line.exchange", parts.exchange},
                                                      {"training.line.tensor", parts.tensor},
                                                      {"training.line.sequence", parts.sequence},
                                                      {"training.line.expert", parts.expert},
                                                      {"training.line.bubble", parts.bubble},
                                                      {"training.line.dequantisation", parts.dequantisation},
                                                      {"training.line.offload", parts.offload},
                                                      {"training.line.optimizer", parts.optimizer},
                                                      {"training.line.whole_run", parts.whole_run}};
  for (const auto& [label, time] : all) {
    if (time.value > 0) take(label, GpuHours{time.value / seconds_per_hour});
  }
}

Interval<GpuHours> range_of(const TrainingParts& parts, const TrainingPace& pace) {
  GpuHours central;
  each_part(parts, [&](std::string_view, GpuHours amount) { central += amount; });
  return {central * pace.below, central, central * pace.above};
}

}  // namespace

Interval<GpuHours> training_range(const TrainingPace& pace, double tokens, const TrainingConstants& constants) {
  return range_of(training_parts(pace, tokens, constants), pace);
}

Estimate<GpuHours> training_time(const TrainingRecipe& recipe, const StackTraits& stack,
                                 const TrainingConstants& constants, bool lengths_estimated) {
  const TrainingPace pace = training_pace(recipe, stack, constants, lengths_estimated);
  const TrainingParts parts = training_parts(pace, recipe.tokens, constants);
  Estimate<GpuHours> estimate;
  static_cast<Interval<GpuHours>&>(estimate) = range_of(parts, pace);
  each_part(parts, [&](std::string_view label, GpuHours amount) {
    estimate.breakdown.push_back({std::string(label), amount});
  });
  if (!measured_vendor(recipe.gpu.vendor))
    estimate.basis.assumptions.emplace_back("training.assumption.unmeasured_vendor");
  if (recipe.layout.pp > 1 && recipe.global_batch <= 0)
    estimate.basis.assumptions.emplace_back("training.assumption.bubble");
  if (lengths_estimated) estimate.basis.assumptions.emplace_back("training.assumption.estimated_lengths");
  if (stack.stack == StackClass::unstated)
    estimate.basis.assumptions.emplace_back("training.assumption.unstated_stack");
  estimate.basis.method = "training_time";
  estimate.basis.sources = {"training-runs-2026", "palm-paper"};
  if (recipe.load.reference != Reference::none) estimate.basis.sources.emplace_back("rafailov-2023");
  if (parts.tensor.value > 0) estimate.basis.sources.emplace_back("shoeybi-2019");
  if (parts.sequence.value > 0) estimate.basis.sources.emplace_back("liu-2023-ring");
  if (parts.expert.value > 0) estimate.basis.sources.emplace_back("lepikhin-2020");
  return estimate;
}

bool exceeds_machine(const TrainingRecipe& recipe, GpuHours observed, const TrainingConstants& constants) {
  const double peak = training_peak(recipe, constants) * (names_words(recipe.precision, "fp8") ? 2.0 : 1.0);
  const double done = (training_flops(recipe) + recomputation_flops(recipe)).value;
  return observed.value > 0 && peak > 0 && done > observed.value * seconds_per_hour * peak;
}

}  // namespace pathfinder
