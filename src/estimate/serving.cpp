// Serving model: roofline of prompt and decode step with an engine's overheads. Formulas after Williams 2009 (roofline)
// and Pope et al. 2022 (costs of a transformer pass); constants from data/constants/serving.json.
#include "pathfinder/estimate/serving.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool contains(std::string_view text, std::string_view fragment) {
  return text.find(fragment) != std::string_view::npos;
}

EngineGroup group_of(std::string_view word) {
  if (word == "sglang") return EngineGroup::sglang;
  if (word == "trtllm") return EngineGroup::trtllm;
  if (word == "eager") return EngineGroup::eager;
  return EngineGroup::vllm;
}

/// The profile whose fragment stands first in the name: "vLLM 0.11, SGLang 0.5 (baseline …)" is vLLM.
const EngineProfile& profile_of(const std::string& engine, const ServingProfiles& profiles) {
  const EngineProfile* found = &profiles.engines.back();
  std::size_t first = std::string::npos;
  for (const EngineProfile& profile : profiles.engines) {
    for (const std::string& fragment : profile.match) {
      const std::size_t at = engine.find(fragment);
      if (at >= first) continue;
      first = at;
      found = &profile;
    }
  }
  return *found;
}

double efficiency_of(std::string_view vendor, const ServingProfiles& profiles) {
  double other = 1;
  for (const VendorStack& stack : profiles.vendors) {
    if (stack.vendor == vendor) return stack.efficiency;
    if (stack.vendor == "other") other = stack.efficiency;
  }
  return other;
}

/// Weight-only 4-bit formats store a scale per 16 to 128 weights: 0.5 bytes and an eighth more.
constexpr double bytes_4bit = 0.56;
/// 8-bit GPTQ with its scales.
constexpr double bytes_gptq_int8 = 1.06;
/// Share of a card's memory that the weights may fill where the layout is ours to choose: the rest is cache.
constexpr double weights_share_of_memory = 0.75;
/// What they may fill where they must: a group is widened only beyond it.
constexpr double most_of_memory = 0.9;
/// Both directions of a PCIe 5.0 x16 link: cards joined by no more have no fast fabric.
constexpr double slow_link_gb_per_s = 128;
/// The same of PCIe 4.0 x16, where the catalogue does not say how cards are joined.
constexpr double usual_link_gb_per_s = 64;
/// One way between servers and card where the catalogue does not say: a 200 Gbit/s port each.
constexpr double usual_node_link_gb_per_s = 25;
/// Cards that share one fast fabric on a base board; wider tensor groups are instances of this size.
constexpr double board_cards = 8;
constexpr double widest_tensor_group = 16;
/// A step is the sum of its parts; where memory and arithmetic overlap in full, it may take half.
constexpr double most_that_overlaps = 2;
/// Bytes per hidden element that dispatch (8 bit, scales) and combine (16 bit) move between attention ranks, halved.
constexpr double exchange_bytes = 1.5;

struct Numbers {
  WeightClass weights = WeightClass::bits16;
  double bytes = 2;
  bool computes_8bit = false;  ///< activations of 8 bits or fewer: an engine may keep its cache so too
  bool awq = false;
  bool int8 = false;
};

/// Bits per weight of GGUF formats, scales counted (llama.cpp, tools/quantize: sizes of Llama 3.1 8B; recalled).
struct GgufFormat {
  std::string_view name;
  double bits;
};
constexpr GgufFormat gguf_formats[] = {{"q2_k", 3.16},   {"q3_k_m", 4.0}, {"q4_0", 4.66}, {"q4_k_s", 4.67},
                                       {"q4_k_m", 4.89}, {"q5_k_m", 5.7}, {"q6_k", 6.56}, {"q8_0", 8.5}};

/// What a precision word means on this chip: formats it cannot compute in are expanded before the product.
Numbers numbers_of(const std::string& precision, const Gpu& gpu) {
  for (const GgufFormat& format : gguf_formats) {
    if (!contains(precision, format.name)) continue;
    return {format.bits > 8 ? WeightClass::weight_only_8 : WeightClass::weight_only_4, format.bits / 8, false, false,
            false};
  }
  if (contains(precision, "awq")) return {WeightClass::weight_only_4, bytes_4bit, false, true, false};
  if (contains(precision, "gptq") || contains(precision, "int8") || contains(precision, "int4")) {
    return contains(precision, "8") ? Numbers{WeightClass::weight_only_8, bytes_gptq_int8, false, false, true}
                                    : Numbers{WeightClass::weight_only_4, bytes_4bit, false, false, false};
  }
  if (contains(precision, "fp4")) {
    return {gpu.dense_fp4_tflop_per_s > 0 ? WeightClass::fp4 : WeightClass::weight_only_4, bytes_4bit, true, false,
            false};
  }
  if (contains(precision, "fp8") || contains(precision, "w8a8")) {
    const bool computes =
        gpu.dense_fp8_tflop_per_s > 0 || (contains(precision, "w8a8") && gpu.dense_int8_top_per_s > 0);
    return {computes ? WeightClass::fp8 : WeightClass::weight_only_8, 1.0, true, false, false};
  }
  return {};
}

double peak_of(WeightClass weights, const Gpu& gpu) {
  if (weights == WeightClass::fp4) return gpu.dense_fp4_tflop_per_s * 1e12;
  if (weights == WeightClass::fp8) {
    return (gpu.dense_fp8_tflop_per_s > 0 ? gpu.dense_fp8_tflop_per_s : gpu.dense_int8_top_per_s) * 1e12;
  }
  return gpu.dense_16bit_tflop_per_s() * 1e12;
}

void set_layout(ServingPlan& plan, const ServingSetup& setup) {
  double cards = std::max(1.0, setup.gpu_count);
  double tp = setup.tp;
  double ranks = std::max(1.0, setup.attention_dp);
  double moe_tp = setup.moe_tp;
  double moe_ep = setup.moe_ep;
  const double pp = std::max(1.0, setup.pp);
  const bool in_turn = plan.in_turn();
  const double all =
      (plan.params_block * plan.block_bytes + plan.params_expert * plan.weight_bytes + plan.params_embedding * 2) / pp;
  // One tensor group of a board, or of as many cards as hold the weights.
  const auto holding_group = [&] {
    double width = std::min(cards, board_cards);
    while (all / width > most_of_memory * plan.memory && width < cards) width *= 2;
    return std::min(width, cards);
  };

  if (in_turn) {
    tp = ranks = moe_tp = moe_ep = 1;
  } else if (tp > 0) {
    if (plan.expert_model && moe_tp == moe_ep && moe_tp > 1 && cards == moe_tp * moe_ep) {
      cards = moe_tp;
      if (ranks > 1) {
        ranks = cards;
        tp = 1;
      } else {
        tp = cards;
      }
      moe_ep = cards;
      moe_tp = 1;
    } else if (plan.expert_model && tp == ranks && tp > 1 && moe_ep == tp * ranks) {
      cards = tp;
      moe_ep = cards;
      ranks = moe_tp = 1;
    }
    if (tp > widest_tensor_group) {
      tp = moe_tp = board_cards;
      ranks = moe_ep = 1;
    }
    if (plan.expert_model && moe_tp * moe_ep <= 1 && tp * ranks > 1) {
      moe_tp = ranks > 1 ? 1 : tp;
      moe_ep = ranks > 1 ? tp * ranks : 1;
    }
  } else if (plan.concurrency > 0 ||
             (plan.expert_model && (plan.group == EngineGroup::vllm || plan.group == EngineGroup::sglang))) {
    tp = moe_tp = holding_group();
    ranks = moe_ep = 1;
  } else if (plan.expert_model && cards > 1) {
    tp = moe_tp = 1;
    ranks = moe_ep = std::min(cards, board_cards);
  } else {
    tp = 1;
    while (all / tp > weights_share_of_memory * plan.memory && tp < std::min(cards, board_cards)) tp *= 2;
    moe_tp = tp;
    ranks = moe_ep = 1;
  }
  plan.cards = std::max(1.0, setup.gpu_count);
  plan.tp = tp;
  plan.attention_dp = ranks;
  plan.moe_tp = std::max(1.0, moe_tp);
  plan.moe_ep = std::max(1.0, moe_ep);
  plan.pp = pp;
  // Pipeline stages work on as many batches as there are stages: each is a replica with its share of the memory.
  plan.replicas = in_turn ? 1 : std::max(1.0, cards / (tp * ranks * pp)) * pp;
  if (in_turn) plan.pp = cards;
}

/// Links of a group that one fast fabric does not join are those between servers.
void set_links(ServingPlan& plan, const ServingSetup& setup) {
  const Gpu& gpu = setup.gpu;
  const double both_ways = gpu.interconnect_gb_per_s > 0 ? gpu.interconnect_gb_per_s : usual_link_gb_per_s;
  plan.link = both_ways * 0.5e9;
  plan.slow_link = both_ways <= slow_link_gb_per_s;
  double joined = gpu.nvlink_domain_accelerators > 1 ? gpu.nvlink_domain_accelerators : board_cards;
  if (setup.nodes > 1) joined = std::min(joined, std::max(1.0, plan.cards / setup.nodes));
  plan.across_nodes = plan.tp * plan.attention_dp > joined;
  if (!plan.across_nodes) return;
  const double node = gpu.node_link_gb_per_s > 0 ? gpu.node_link_gb_per_s : usual_node_link_gb_per_s;
  plan.link = std::min(plan.link, node * 1e9);
}

ServingClass class_of(const ServingPlan& plan, std::string_view vendor) {
  if (plan.group == EngineGroup::eager) return ServingClass::eager;
  if (plan.layer_split) return ServingClass::layer_split;
  if (!vendor.empty() && vendor != "NVIDIA") return ServingClass::other_vendor;
  if (plan.concurrency == 0) return plan.expert_model ? ServingClass::offline_expert : ServingClass::offline_dense;
  if (plan.latent_attention) return ServingClass::closed_latent;
  if (plan.concurrency == 1) return ServingClass::single_stream;
  return plan.expert_model ? ServingClass::closed_expert : ServingClass::closed_dense;
}

/// Multi-head latent attention computes 128 + rope wide queries and keys and 128 wide values (DeepSeek-V2, 2.1).
constexpr double latent_head_dim = 128;

/// All shares 1, no overhead: what no software can exceed.
ServingConstants ceiling_constants(const ServingConstants& fitted) {
  ServingConstants top = fitted;
  top.bandwidth_share_16bit = top.bandwidth_share_fp8 = top.bandwidth_share_weight_only = top.bandwidth_share_fp4 = 1;
  top.compute_share_16bit = top.compute_share_fp8 = top.compute_share_fp4 = 1;
  top.expert_compute_factor = top.compute_factor_blackwell = top.attention_compute_share = 1;
  top.cache_bandwidth_share = top.link_share = 1;
  top.collective_latency_s = top.expert_imbalance = top.expert_layer_s = 0;
  top.half_efficient_width = top.activation_passes = top.weight_only_layer_s = 0;
  top.first_token_s = top.vllm_v0_step_s = top.request_s = top.eager_layer_s = 0;
  top.desktop_weight_only_factor = 1;
  top.eager_cache_passes = 1;
  top.engine = {};
  return top;
}

/// The plan at the other ends of what sources say of the memory's rate; the plan itself where they agree.
ServingPlan with_bandwidth(ServingPlan plan, double bandwidth) {
  if (bandwidth > 0) plan.bandwidth = bandwidth;
  return plan;
}

/// The plan on all of the machine: its memory and its rates, by whatever engine.
ServingPlan ceiling_plan(ServingPlan plan) {
  const double more = plan.bandwidth_high > 0 ? plan.bandwidth_high / plan.bandwidth : 1;
  plan.peak *= more;
  plan.peak_16bit *= more;
  plan.bandwidth *= more;
  plan.bandwidth_share = 1;
  plan.memory_share = 1;
  plan.reserve_bytes = 0;
  plan.output_reserved_share = 0;
  plan.max_batch = std::numeric_limits<double>::max();
  plan.cache_bytes = std::min(plan.cache_bytes, 1.0);
  plan.scenario = ServingPlan::Scenario::plain;
  return plan;
}

const EngineTimes& times_of(const ServingPlan& plan, const ServingConstants& constants) {
  return constants.engine[plan.group == EngineGroup::eager ? 0 : static_cast<std::size_t>(plan.group)];
}

/// |ln| of an interval's end that is moved further, independently, by what moves the central value to `moved`.
double joint(double end, double moved, double central) {
  const double own = log(end / central);
  const double other = log(moved / central);
  return std::sqrt(own * own + other * other);
}

/// Widens an interval by the range from `low` to `high` that its central value has.
template <class Q>
void widen_to(Estimate<Q>& estimate, double low, double high) {
  const double central = estimate.central.value;
  estimate.low.value = central / exp(joint(estimate.low.value, std::min(low, central), central));
  estimate.high.value = central * exp(joint(estimate.high.value, std::max(high, central), central));
}

/// Tokens of `context` that a request's cache holds: layers with a window keep no more than that.
double held_tokens(const ServingPlan& plan, double context) {
  if (plan.window_share <= 0) return context;
  return (1 - plan.window_share) * context + plan.window_share * std::min(context, plan.window);
}

/// Mean tokens a request's cache holds while it is decoded.
double mean_context(const ServingPlan& plan) {
  return held_tokens(plan, plan.input_len + plan.output_len / 2);
}

template <class Q>
Estimate<Q> around(double central, double spread, const char* method) {
  const double factor = exp(spread);
  return {{Q{central / factor}, Q{central}, Q{central * factor}}, {}, {method, {"pathfinder-serving-fit-2026"}, {}}};
}

}  // namespace

void describe_serving_profiles(Fields& fields, ServingProfiles& profiles) {
  note_date(fields, "as_of", Need::required);
  fields.objects(
      "engines",
      [&](Fields& row) {
        EngineProfile& profile = profiles.engines.emplace_back();
        row.text("id", profile.id, Need::required);
        row.object(
            "name",
            [&](Fields& name) {
              for (const Language& one : languages) name.note(one.code, one.stated ? Need::required : Need::optional);
            },
            Need::required);
        row.texts("match", profile.match, Need::required);
        row.choice("group", profile.group, {"vllm", "sglang", "trtllm", "eager"}, Need::required);
        row.number("memory_share", profile.memory_share, within(0.1, 1, Need::required));
        row.number("reserve_gib", profile.reserve_gib, not_negative(Need::required));
        row.number("output_reserved_share", profile.output_reserved_share, within(0, 1, Need::required));
        row.number("max_batch", profile.max_batch, positive(Need::required));
        row.flag("first_generation", profile.first_generation);
        row.flag("autogptq", profile.autogptq);
        row.flag("cache_as_weights", profile.cache_as_weights);
        row.flag("layer_split", profile.layer_split);
        row.number("bandwidth_share", profile.bandwidth_share, within(0.05, 1));
        row.flag("unproven", profile.unproven);
        note_reference(row, "source", "sources", Need::required);
      },
      Need::required);
  fields.objects(
      "vendors",
      [&](Fields& row) {
        VendorStack& stack = profiles.vendors.emplace_back();
        row.text("vendor", stack.vendor, Need::required);
        row.number("efficiency", stack.efficiency, within(0.05, 1, Need::required));
        note_reference(row, "source", "sources", Need::required);
      },
      Need::required);
  references(fields, "generations_with_evidence", "generations", profiles.generations_with_evidence, Need::required);
}

#define PF_CONSTANT(id, member, fitted)                                 \
  {                                                                     \
    id, [](ServingConstants& c) -> double& { return c.member; }, fitted \
  }
#define PF_ENGINE(name, index)                                                    \
  PF_CONSTANT("serving." name ".layer-s", engine[index].layer_s, true),           \
      PF_CONSTANT("serving." name ".step-s", engine[index].step_s, true),         \
      PF_CONSTANT("serving." name ".sequence-s", engine[index].sequence_s, true), \
      PF_CONSTANT("serving." name ".queue-share", engine[index].queue_share, true)
#define PF_SPREAD(name, index)                                                                    \
  PF_CONSTANT("serving.spread." name ".throughput", spread[index].throughput, false),             \
      PF_CONSTANT("serving.spread." name ".time-per-token", spread[index].time_per_token, false), \
      PF_CONSTANT("serving.spread." name ".first-token", spread[index].first_token, false)

std::span<const ServingConstant> serving_constants() {
  static constexpr ServingConstant all[] = {
      PF_CONSTANT("serving.bandwidth-share-16bit", bandwidth_share_16bit, true),
      PF_CONSTANT("serving.bandwidth-share-fp8", bandwidth_share_fp8, true),
      PF_CONSTANT("serving.bandwidth-share-weight-only", bandwidth_share_weight_only, true),
      PF_CONSTANT("serving.bandwidth-share-fp4", bandwidth_share_fp4, true),
      PF_CONSTANT("serving.compute-share-16bit", compute_share_16bit, true),
      PF_CONSTANT("serving.compute-share-fp8", compute_share_fp8, true),
      PF_CONSTANT("serving.compute-share-fp4", compute_share_fp4, true),
      PF_CONSTANT("serving.expert-compute-factor", expert_compute_factor, true),
      PF_CONSTANT("serving.compute-factor-blackwell", compute_factor_blackwell, true),
      PF_CONSTANT("serving.attention-compute-share", attention_compute_share, true),
      PF_CONSTANT("serving.cache-bandwidth-share", cache_bandwidth_share, true),
      PF_CONSTANT("serving.link-share", link_share, true),
      PF_CONSTANT("serving.collective-latency-s", collective_latency_s, true),
      PF_CONSTANT("serving.expert-imbalance", expert_imbalance, true),
      PF_CONSTANT("serving.expert-hit-share", expert_hit_share, true),
      PF_CONSTANT("serving.expert-layer-s", expert_layer_s, true),
      PF_CONSTANT("serving.half-efficient-width", half_efficient_width, true),
      PF_CONSTANT("serving.activation-passes", activation_passes, true),
      PF_CONSTANT("serving.weight-only-layer-s", weight_only_layer_s, true),
      PF_CONSTANT("serving.first-token-s", first_token_s, true),
      PF_CONSTANT("serving.vllm-v0-step-s", vllm_v0_step_s, true),
      PF_CONSTANT("serving.request-s", request_s, true),
      PF_CONSTANT("serving.slow-link-factor", slow_link_factor, true),
      PF_CONSTANT("serving.desktop-weight-only-factor", desktop_weight_only_factor, true),
      PF_ENGINE("vllm", 0),
      PF_ENGINE("sglang", 1),
      PF_ENGINE("trtllm", 2),
      PF_CONSTANT("serving.eager.layer-s", eager_layer_s, true),
      PF_CONSTANT("serving.eager.gptq-int8-factor", eager_gptq_int8_factor, true),
      PF_CONSTANT("serving.eager.awq-factor", eager_awq_factor, true),
      PF_CONSTANT("serving.eager.autogptq-factor", eager_autogptq_factor, true),
      PF_CONSTANT("serving.eager.cache-passes", eager_cache_passes, true),
      PF_CONSTANT("serving.server-factor", server_factor, true),
      PF_CONSTANT("serving.interactive-factor", interactive_factor, true),
      PF_CONSTANT("serving.node-factor", node_factor, false),
      PF_CONSTANT("serving.power-factor", power_factor, false),
      PF_SPREAD("eager", 0),
      PF_SPREAD("single-stream", 1),
      PF_SPREAD("offline-dense", 2),
      PF_SPREAD("offline-expert", 3),
      PF_SPREAD("closed-dense", 4),
      PF_SPREAD("closed-expert", 5),
      PF_SPREAD("closed-latent", 6),
      PF_SPREAD("other-vendor", 7),
      PF_SPREAD("layer-split", 8),
      PF_CONSTANT("serving.spread.unproven-factor", spread_unproven_factor, false),
      PF_CONSTANT("serving.spread.bound-factor", spread_bound_factor, false),
  };
  return all;
}

#undef PF_CONSTANT
#undef PF_ENGINE
#undef PF_SPREAD

ServingConstants fill_serving_constants(const std::map<std::string, double>& values) {
  ServingConstants constants;
  for (const ServingConstant& constant : serving_constants()) {
    const auto found = values.find(std::string(constant.id));
    if (found == values.end()) throw std::logic_error("no constant " + std::string(constant.id));
    constant.in(constants) = found->second;
  }
  return constants;
}

ServingPlan resolve_serving(const ServingSetup& setup, const ServingProfiles& profiles) {
  const ModelShape& model = setup.model;
  ServingPlan plan;

  const double embedding = model.vocab * model.hidden;
  const double active_share = model.experts > 0 ? model.experts_active / model.experts : 1;
  const double active = model.params_active > 0 ? model.params_active : model.params_total;
  plan.expert_model = model.experts > 1 && active_share < 1 && model.params_total > 1.05 * active;
  // total = rest + all experts, active = rest + their active share: both are published, widths of experts often not.
  plan.params_expert = plan.expert_model ? (model.params_total - active) / (1 - active_share) : 0;
  plan.params_embedding = embedding * (model.tied_embeddings ? 1 : 2);
  plan.params_head = embedding;
  plan.params_block = std::max(0.0, model.params_total - plan.params_expert - plan.params_embedding);
  plan.params_active = std::max(0.0, active - (model.tied_embeddings ? 0 : embedding));
  plan.experts = plan.expert_model ? model.experts : 1;
  plan.experts_active = plan.expert_model ? model.experts_active : 1;
  plan.layers = model.layers;
  plan.hidden = model.hidden;
  plan.heads = model.heads;
  plan.window = model.sliding_window;
  plan.latent_attention = model.mla_kv_lora_rank > 0;
  const double head_dim = model.dim_of_head();
  const double kv_heads = model.kv_heads > 0 ? model.kv_heads : model.heads;
  plan.attention_dim = plan.latent_attention ? latent_head_dim + model.mla_rope_dim / 2 : head_dim;
  plan.cache_elements = model.cache_elements();
  plan.window_share = model.windowed_share();
  plan.head_group = kv_heads > 0 ? model.heads / kv_heads : 1;

  const Gpu& gpu = setup.gpu;
  const double efficiency = efficiency_of(gpu.vendor, profiles);
  const Numbers numbers = numbers_of(lower(setup.precision), gpu);
  plan.weights = numbers.weights;
  plan.weight_bytes = numbers.bytes;
  // 4-bit expert checkpoints quantise the experts; attention and shared parts stay in 16 bit.
  const bool four_bit = numbers.weights == WeightClass::fp4 || numbers.weights == WeightClass::weight_only_4;
  plan.block_bytes = plan.expert_model && four_bit ? 2 : numbers.bytes;
  plan.awq = numbers.awq;
  plan.int8_weights = numbers.int8;
  plan.peak = efficiency * peak_of(numbers.weights, gpu);
  plan.peak_16bit = efficiency * gpu.dense_16bit_tflop_per_s() * 1e12;
  plan.bandwidth = efficiency * gpu.memory_bandwidth_gb_per_s * 1e9;
  plan.memory = gpu.usable_memory().value;
  plan.tdp_w = gpu.tdp_w;
  plan.datacenter_blackwell = gpu.generation == "blackwell" && gpu.class_of == "datacenter";
  plan.desktop = !gpu.class_of.empty() && gpu.class_of != "datacenter";

  const EngineProfile& profile = profile_of(lower(setup.engine), profiles);
  plan.group = group_of(profile.group);
  plan.first_generation = profile.first_generation;
  plan.autogptq = profile.autogptq;
  plan.layer_split = profile.layer_split;
  plan.bandwidth_share = profile.bandwidth_share;
  const std::string cache = lower(setup.cache_precision);
  const bool cache_8bit = cache.empty() ? numbers.computes_8bit && profile.cache_as_weights : contains(cache, "8");
  plan.cache_bytes = cache_8bit ? 1 : 2;
  plan.memory_share = profile.memory_share;
  plan.reserve_bytes = gibibytes(profile.reserve_gib).value;
  plan.output_reserved_share = profile.output_reserved_share;
  plan.max_batch = profile.max_batch;

  plan.input_len = std::max(1.0, setup.input_len);
  plan.output_len = std::max(1.0, setup.output_len);
  const std::string scenario = lower(setup.scenario);
  plan.concurrency = setup.concurrency > 0 ? setup.concurrency : (contains(scenario, "single") ? 1 : 0);
  if (contains(scenario, "interactive")) {
    plan.scenario = ServingPlan::Scenario::interactive;
  } else if (contains(scenario, "server")) {
    plan.scenario = ServingPlan::Scenario::server;
  }
  set_layout(plan, setup);
  set_links(plan, setup);
  plan.cache_copies = plan.latent_attention ? plan.tp : std::max(1.0, plan.tp / std::max(1.0, kv_heads));
  const double feed_forward = plan.expert_model && model.moe_ffn > 0 ? model.moe_ffn
                              : model.ffn > 0                        ? model.ffn
                                                                     : 4 * model.hidden;
  plan.width = std::min(feed_forward / (plan.expert_model ? plan.moe_tp : plan.tp), plan.hidden);

  plan.proven = !profile.unproven;
  plan.bound = std::find(profiles.generations_with_evidence.begin(), profiles.generations_with_evidence.end(),
                         gpu.generation) == profiles.generations_with_evidence.end();
  plan.interval_class = class_of(plan, gpu.vendor);
  const DisputedFigure* disputed = gpu.range_of("memory_bandwidth_gb_per_s");
  if (plan.bound) {
    // What the machine cannot exceed knows no efficiency of a vendor's software.
    plan.bandwidth_high = std::max(gpu.memory_bandwidth_gb_per_s, disputed != nullptr ? disputed->high : 0) * 1e9;
    if (disputed != nullptr) plan.bandwidth_low = efficiency * disputed->low * 1e9;
  }
  return plan;
}

double weight_bytes_per_card(const ServingPlan& plan) {
  return (plan.params_block * plan.block_bytes / plan.tp + plan.params_embedding * 2 / plan.tp +
          plan.params_expert * plan.weight_bytes / (plan.moe_tp * plan.moe_ep)) /
         plan.pp;
}

double kv_bytes_per_token(const ServingPlan& plan) {
  return plan.cache_elements * plan.cache_bytes * plan.cache_copies / plan.tp;
}

double batch_limit(const ServingPlan& plan) {
  const double room = plan.memory_share * plan.memory - weight_bytes_per_card(plan) - plan.reserve_bytes;
  const double cards = plan.in_turn() ? plan.pp : 1;
  const double request =
      kv_bytes_per_token(plan) * held_tokens(plan, plan.input_len + plan.output_reserved_share * plan.output_len);
  return std::min(cards * std::max(room, 0.02 * plan.memory) / request, plan.max_batch) * plan.attention_dp;
}

double experts_touched(double experts, double experts_active, double tokens) {
  if (experts_active >= experts) return 1;
  return 1 - exp(tokens * log(1 - experts_active / experts));
}

double compute_rate(const ServingPlan& plan, const ServingConstants& constants) {
  double share = constants.compute_share_16bit;
  if (plan.weights == WeightClass::fp8) share = constants.compute_share_fp8;
  if (plan.weights == WeightClass::fp4) share = constants.compute_share_fp4;
  if (plan.datacenter_blackwell) share *= constants.compute_factor_blackwell;
  if (plan.expert_model) share *= constants.expert_compute_factor;
  return share * plan.peak * plan.width / (plan.width + constants.half_efficient_width);
}

double weight_rate(const ServingPlan& plan, const ServingConstants& constants) {
  const double bandwidth = plan.bandwidth_share * plan.bandwidth;
  switch (plan.weights) {
    case WeightClass::bits16:
      return constants.bandwidth_share_16bit * bandwidth;
    case WeightClass::fp8:
      return constants.bandwidth_share_fp8 * bandwidth;
    case WeightClass::fp4:
      return constants.bandwidth_share_fp4 * bandwidth;
    default: {
      const double factor = plan.desktop ? constants.desktop_weight_only_factor : 1;
      return std::min(1.0, constants.bandwidth_share_weight_only * factor) * bandwidth;
    }
  }
}

double collective_fixed_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  if (plan.across_nodes) return constants.node_factor * constants.collective_latency_s;
  return (plan.slow_link ? constants.slow_link_factor : 1) * constants.collective_latency_s;
}

double request_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  return plan.group == EngineGroup::vllm || plan.group == EngineGroup::sglang ? constants.request_s : 0;
}

double all_reduce_seconds(const ServingPlan& plan, const ServingConstants& constants, double tokens, bool fixed_time) {
  if (plan.tp * plan.attention_dp <= 1) return 0;
  const double rate = constants.link_share * plan.link;
  double seconds = fixed_time ? collective_fixed_seconds(plan, constants) : 0;
  if (plan.tp > 1) seconds += 2 * (plan.tp - 1) / plan.tp * tokens * plan.hidden * 2 / rate;
  if (plan.attention_dp > 1) {
    // Dense models with attention ranks are replicas in all but memory: there is nothing to exchange.
    const double copies = plan.expert_model ? std::min(plan.experts_active, plan.moe_ep) : 0;
    seconds += tokens * plan.hidden * exchange_bytes * copies / rate;
  }
  return 2 * plan.layers * seconds;
}

namespace {

/// Seconds one card spends per token on activations besides the matrix products.
double activation_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  const double copies = plan.expert_model ? 1 + plan.experts_active : 2;
  return plan.layers * plan.hidden * 2 * copies * constants.activation_passes /
         (plan.bandwidth * constants.bandwidth_share_16bit);
}

}  // namespace

double prefill_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  const double cards = plan.tp * plan.attention_dp;
  const double products = 2 * std::max(0.0, plan.params_active - plan.params_head) * plan.input_len;
  const double attention = 2 * plan.layers * plan.heads * plan.attention_dim * plan.input_len * plan.input_len;
  // A tensor group moves a prompt once through its links; attention ranks share the prompts of a batch among them.
  return activation_seconds(plan, constants) * plan.input_len / cards +
         products / (compute_rate(plan, constants) * cards) +
         attention / (plan.peak_16bit * constants.attention_compute_share * cards) +
         all_reduce_seconds(plan, constants, plan.input_len / plan.attention_dp, false);
}

void decode_step_seconds(const ServingPlan& plan, const ServingConstants& constants, double batch,
                         ServingPoint& point) {
  const double per_rank = std::max(1.0, batch / plan.attention_dp);
  const double rate = compute_rate(plan, constants);
  const double read = weight_rate(plan, constants);
  const double expert_share = plan.expert_model ? plan.experts_active / plan.experts : 0;
  const double context = mean_context(plan);

  point.weights_s = (plan.params_block * plan.block_bytes / plan.tp + plan.params_head * 2 / plan.tp) / read;
  point.experts_s = 0;
  if (plan.expert_model) {
    const double held = plan.experts / plan.moe_ep;
    const double mean =
        held * experts_touched(plan.experts, plan.experts_active, std::max(1.0, constants.expert_hit_share * batch));
    const double spread = plan.moe_ep > 1 ? constants.expert_imbalance * std::sqrt(2 * mean * log(plan.moe_ep)) : 0;
    const double fullest = std::min(held, mean + spread);
    point.experts_s = plan.params_expert * plan.weight_bytes / (plan.moe_tp * plan.moe_ep) * (fullest / held) / read;
  }
  const double expert_work = plan.params_expert * expert_share;
  const double rest = std::max(0.0, plan.params_active - expert_work);
  point.compute_s = 2 * (rest * per_rank / plan.tp + expert_work * batch / (plan.moe_tp * plan.moe_ep)) / rate;

  if (plan.group == EngineGroup::eager) {
    // Operator by operator: launches hide behind the weights or the other way round; attention expands grouped heads
    // and copies the cache. The compute of the first sequence is hidden too.
    double layer = constants.eager_layer_s;
    if (plan.int8_weights) layer *= constants.eager_gptq_int8_factor;
    if (plan.awq) layer *= constants.eager_awq_factor;
    if (plan.autogptq) layer *= constants.eager_autogptq_factor;
    point.compute_s *= (batch - 1) / batch;
    point.launches_s = std::max(0.0, layer * plan.layers - point.weights_s - point.experts_s);
    point.cache_s =
        batch * constants.eager_cache_passes * plan.head_group * plan.cache_elements * 2 * context / plan.bandwidth;
    point.activations_s = point.collectives_s = 0;
  } else {
    const EngineTimes& times = times_of(plan, constants);
    double layer = times.layer_s;
    if (plan.expert_model) {
      layer += constants.expert_layer_s * plan.experts_active / 8;
    } else if (plan.weights == WeightClass::weight_only_4 || plan.weights == WeightClass::weight_only_8) {
      layer += constants.weight_only_layer_s;
    }
    point.launches_s = plan.layers * layer + times.step_s + (plan.first_generation ? constants.vllm_v0_step_s : 0) +
                       batch / plan.attention_dp * times.sequence_s;
    point.cache_s = per_rank * kv_bytes_per_token(plan) * context /
                    (plan.bandwidth_share * plan.bandwidth * constants.cache_bandwidth_share);
    point.activations_s = activation_seconds(plan, constants) * batch / (plan.tp * plan.attention_dp);
    point.collectives_s = all_reduce_seconds(plan, constants, per_rank, true);
  }
  point.step_s = point.weights_s + point.experts_s + point.cache_s + point.compute_s + point.activations_s +
                 point.collectives_s + point.launches_s;
}

ServingPoint predict_serving(const ServingPlan& plan, const ServingConstants& constants) {
  ServingPoint point;
  const double limit = batch_limit(plan);
  const double asked = plan.concurrency > 0 ? plan.concurrency / plan.replicas : 1e9;
  const double batch = std::max(1.0, std::min(asked, limit));
  point.batch = batch;
  point.batch_limit = limit;
  point.fits = plan.memory_share * plan.memory > weight_bytes_per_card(plan) + plan.reserve_bytes && limit >= 1;
  decode_step_seconds(plan, constants, batch, point);
  point.prefill_s = prefill_seconds(plan, constants);

  // One request's life: its own decode steps and, between them, the prompts of all others in the batch.
  const double output = plan.output_len;
  const double cycle = output * point.step_s + batch * point.prefill_s;
  const double first = point.prefill_s * plan.attention_dp + constants.first_token_s + point.step_s +
                       times_of(plan, constants).queue_share * (batch - 1) * point.prefill_s;
  point.ttft_s = std::min(first, 0.9 * cycle);
  point.tpot_s = std::max(std::max(cycle - point.ttft_s, 0.1 * cycle) / output, point.step_s);
  const double life = point.ttft_s + point.tpot_s * (output - 1);
  if (plan.concurrency > 0) {
    point.tokens_per_s = std::min(plan.replicas * batch, plan.concurrency) * output / life;
    point.queue_s = std::max(asked / batch - 1, 0.0) * life;
    point.ttft_s += point.queue_s;
  } else {
    point.tokens_per_s = plan.replicas * batch * output / cycle;
  }
  point.tokens_per_s = 1 / (1 / point.tokens_per_s + request_seconds(plan, constants) / (plan.replicas * output));
  if (plan.scenario == ServingPlan::Scenario::server) point.tokens_per_s *= constants.server_factor;
  if (plan.scenario == ServingPlan::Scenario::interactive) point.tokens_per_s *= constants.interactive_factor;
  return point;
}

ServingEstimate estimate_serving(const ServingSetup& setup, const ServingProfiles& profiles,
                                 const ServingConstants& constants) {
  return estimate_serving(resolve_serving(setup, profiles), constants);
}

ServingEstimate estimate_serving(const ServingPlan& plan, const ServingConstants& constants) {
  ServingEstimate out;
  out.plan = plan;
  out.point = predict_serving(plan, constants);
  out.bound = plan.bound;
  const ServingPoint& point = out.point;

  ServingSpread spread = constants.spread[static_cast<std::size_t>(plan.interval_class)];
  double widen = plan.proven ? 1 : constants.spread_unproven_factor;
  if (plan.bound) widen = std::max(widen, constants.spread_bound_factor);
  out.throughput = around<TokensPerSecond>(point.tokens_per_s, widen * spread.throughput, "serving-throughput");
  out.ttft = around<Milliseconds>(point.ttft_s * 1e3, widen * spread.first_token, "serving-ttft");
  out.tpot = around<Milliseconds>(point.tpot_s * 1e3, widen * spread.time_per_token, "serving-tpot");
  if (plan.bandwidth_low > 0) {
    const ServingPoint slow = predict_serving(with_bandwidth(plan, plan.bandwidth_low), constants);
    const ServingPoint fast = predict_serving(with_bandwidth(plan, plan.bandwidth_high), constants);
    widen_to(out.throughput, slow.tokens_per_s, fast.tokens_per_s);
    widen_to(out.ttft, fast.ttft_s * 1e3, slow.ttft_s * 1e3);
    widen_to(out.tpot, fast.tpot_s * 1e3, slow.tpot_s * 1e3);
  }
  if (plan.bound) {
    // Nobody has measured how much of the machine its software reaches: up to all of it.
    const ServingPoint top = predict_serving(ceiling_plan(plan), ceiling_constants(constants));
    out.throughput.high.value = std::max(point.tokens_per_s, most_that_overlaps * top.tokens_per_s);
    out.tpot.low.value = std::min(point.tpot_s, top.tpot_s / most_that_overlaps) * 1e3;
    out.ttft.low.value = std::min(point.ttft_s, top.ttft_s / most_that_overlaps) * 1e3;
  }

  out.throughput.breakdown = {{"line.serving.output-tokens", TokensPerSecond{point.tokens_per_s}}};
  const auto milliseconds = [](double seconds) { return Milliseconds{seconds * 1e3}; };
  out.tpot.breakdown = {{"line.serving.weights", milliseconds(point.weights_s)},
                        {"line.serving.experts", milliseconds(point.experts_s)},
                        {"line.serving.cache", milliseconds(point.cache_s)},
                        {"line.serving.compute", milliseconds(point.compute_s)},
                        {"line.serving.activations", milliseconds(point.activations_s)},
                        {"line.serving.collectives", milliseconds(point.collectives_s)},
                        {"line.serving.launches", milliseconds(point.launches_s)},
                        {"line.serving.other-prompts", milliseconds(point.tpot_s - point.step_s)}};
  const double own = std::min(point.prefill_s * plan.attention_dp, point.ttft_s - point.queue_s);
  out.ttft.breakdown = {{"line.serving.prompt", milliseconds(own)},
                        {"line.serving.first-step", milliseconds(point.ttft_s - point.queue_s - own)}};
  if (point.queue_s > 0) out.ttft.breakdown.emplace_back("line.serving.queue", milliseconds(point.queue_s));

  // A replica's cards draw their power all the time; a prompt token holds them prefill/in, an output token step/batch.
  const double replica_w = constants.power_factor * plan.tdp_w * plan.cards / plan.replicas;
  out.joules_per_prompt_token = replica_w * point.prefill_s / plan.input_len;
  out.joules_per_output_token = replica_w * point.step_s / point.batch;
  return out;
}

namespace {

/// 95th percentile of the number in flight when the mean is `mean` and it is Poisson.
double busy(double mean) {
  return mean + 1.645 * std::sqrt(mean);
}

/// The fleet of `replicas` replicas of `plan`'s width under `load`, times multiplied by `slower`.
ServingFleet fleet_of(ServingPlan plan, const ServingLoad& load, double replicas, double slower,
                      const ServingConstants& constants) {
  ServingFleet fleet;
  const double cards = plan.tp * plan.attention_dp * (plan.in_turn() ? plan.pp : 1);
  fleet.replicas = replicas;
  fleet.cards_per_replica = cards;
  fleet.accelerators = replicas * cards;
  plan.cards = cards;
  plan.replicas = 1;
  const double rate = load.requests_per_s / replicas;
  const double limit = batch_limit(plan);
  const double prompt = slower * prefill_seconds(plan, constants);

  // Little's law, N = rate · T(N): more in flight means slower steps; the iteration rises to the fixed point or past
  // the limit. Other prompts' time is inside: in a second, rate · prompt of it are not for decoding.
  const double decoding = 1 - rate * prompt;
  if (decoding <= 0) return fleet;
  ServingPoint point;
  double in_flight = 1;
  for (int i = 0; i < 60; ++i) {
    decode_step_seconds(plan, constants, std::max(1.0, in_flight), point);
    const double life = slower * point.step_s / decoding * plan.output_len + prompt + constants.first_token_s;
    const double next = rate * life;
    if (next > limit) return fleet;
    if (std::fabs(next - in_flight) < 1e-6 * (1 + in_flight)) {
      in_flight = next;
      break;
    }
    in_flight = next;
  }
  const double crowd = std::max(1.0, busy(in_flight));
  if (crowd > limit) return fleet;
  decode_step_seconds(plan, constants, crowd, point);
  const double step = slower * point.step_s;
  const double service = prompt + step;  // a prompt is handled together with one decode step of the batch
  fleet.in_flight = in_flight;
  fleet.utilisation = rate * service;
  if (fleet.utilisation >= 1) return fleet;
  const double rho = fleet.utilisation;
  const double wait = rho > 0.05 ? service / (2 * (1 - rho)) * log(rho / 0.05) : 0;
  fleet.ttft_p95_s = constants.first_token_s + service + wait;
  fleet.latency_p95_s = fleet.ttft_p95_s + step / decoding * (plan.output_len - 1);
  fleet.feasible = (load.ttft_p95_s <= 0 || fleet.ttft_p95_s <= load.ttft_p95_s) &&
                   (load.latency_p95_s <= 0 || fleet.latency_p95_s <= load.latency_p95_s);
  return fleet;
}

/// Fewest replicas of one width that keep the limits; more replicas are never slower, so the count is bisected.
ServingFleet fewest(const ServingPlan& plan, const ServingLoad& load, double slower,
                    const ServingConstants& constants) {
  double high = 1;
  constexpr double most = 1 << 20;
  ServingFleet fleet = fleet_of(plan, load, high, slower, constants);
  while (!fleet.feasible && high < most) {
    high *= 2;
    fleet = fleet_of(plan, load, high, slower, constants);
  }
  if (!fleet.feasible) return fleet;
  double low = std::floor(high / 2);
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    const ServingFleet tried = fleet_of(plan, load, middle, slower, constants);
    if (tried.feasible) {
      high = middle;
      fleet = tried;
    } else {
      low = middle;
    }
  }
  return fleet;
}

}  // namespace

LeastAccelerators least_accelerators(const ServingSetup& setup, const ServingLoad& load,
                                     const ServingProfiles& profiles, const ServingConstants& constants) {
  LeastAccelerators out;
  const auto better = [](const ServingFleet& a, const ServingFleet& b) {
    if (a.feasible != b.feasible) return a.feasible;
    return a.feasible && a.accelerators < b.accelerators;
  };
  // A group wider than a board is for weights that a board does not hold. Whether it may be taken must not hang on load
  // or lengths: of widths that come and go with them the fewest accelerators would not grow with the load.
  bool wider = false;
  for (const double width : {1.0, 2.0, 4.0, 8.0, 16.0}) {
    if (width > board_cards && !wider) break;
    ServingSetup candidate = setup;
    candidate.gpu_count = width;
    candidate.tp = width;
    candidate.pp = candidate.attention_dp = 1;
    candidate.moe_tp = candidate.moe_ep = 0;
    candidate.scenario.clear();
    candidate.concurrency = 2;  // any stated concurrency: the load, not the setup, says how many are in flight
    const ServingPlan plan = resolve_serving(candidate, profiles);
    out.bound = plan.bound;
    wider = weight_bytes_per_card(plan) > weights_share_of_memory * plan.memory;
    if (!predict_serving(plan, constants).fits) continue;
    const ServingSpread spread = constants.spread[static_cast<std::size_t>(plan.interval_class)];
    double widen = plan.proven ? 1 : constants.spread_unproven_factor;
    if (plan.bound) widen = std::max(widen, constants.spread_bound_factor);
    Estimate<Milliseconds> slower = around<Milliseconds>(1, widen * spread.time_per_token, "");
    if (plan.bandwidth_low > 0) {
      const double usual = predict_serving(plan, constants).tpot_s;
      const auto at = [&](double rate) {
        return predict_serving(with_bandwidth(plan, rate), constants).tpot_s / usual;
      };
      widen_to(slower, at(plan.bandwidth_high), at(plan.bandwidth_low));
    }
    const ServingFleet central = fewest(plan, load, 1, constants);
    const ServingFleet low = fewest(plan, load, slower.low.value, constants);
    const ServingFleet high = fewest(plan, load, slower.high.value, constants);
    if (better(central, out.central)) out.central = central;
    if (better(low, out.low)) out.low = low;
    if (better(high, out.high)) out.high = high;
    if (plan.in_turn()) break;
  }
  return out;
}

}  // namespace pathfinder
