// From a model, a card, an engine and a precision by their words to the numbers that the serving model computes with.
#include <algorithm>
#include <cmath>

#include "pathfinder/base/words.hpp"
#include "pathfinder/estimate/links.hpp"

#include "estimate/serving_parts.hpp"

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

/// "2024-10" of a name that says when it was; empty where it does not.
std::string month_in(std::string_view name) {
  const auto digits = [&](std::size_t at, std::size_t count) {
    return at + count <= name.size() && std::all_of(name.begin() + static_cast<std::ptrdiff_t>(at),
                                                    name.begin() + static_cast<std::ptrdiff_t>(at + count),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  };
  for (std::size_t at = name.find("20"); at != std::string_view::npos; at = name.find("20", at + 1)) {
    const bool begins = at == 0 || name[at - 1] == ' ' || name[at - 1] == '(';
    if (begins && digits(at, 4) && name.substr(at + 4, 1) == "-" && digits(at + 5, 2))
      return std::string(name.substr(at, 7));
  }
  return {};
}

/// The profile whose fragment stands first in the name: "vLLM 0.11, SGLang 0.5 (baseline …)" is vLLM. A name with a
/// month and no version that a profile knows, "vLLM 2024-10", is what the engine was then.
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
  const std::string month = month_in(engine);
  if (found->since.empty() || month.empty() || month >= found->since) return *found;
  for (const EngineProfile& profile : profiles.engines) {
    if (profile.id == found->older) return profile;
  }
  return *found;
}

/// A card that no vendor is known of, described ad hoc, is taken for NVIDIA's.
VendorStack stack_of(std::string_view vendor, const ServingProfiles& profiles) {
  if (vendor.empty()) return VendorStack::nvidia;
  for (const VendorOfStack& one : profiles.vendors) {
    if (one.vendor == vendor) return one.stack;
  }
  return VendorStack::other;
}

/// Weight-only 4-bit formats store a scale per 16 to 128 weights: 0.5 bytes and an eighth more.
constexpr double bytes_4bit = 0.56;
/// 8-bit GPTQ with its scales.
constexpr double bytes_gptq_int8 = 1.06;
/// What they may fill where they must: a group is widened only beyond it.
constexpr double most_of_memory = 0.9;
/// Both directions of a PCIe 5.0 x16 link: cards joined by no more have no fast fabric.
constexpr double slow_link_gb_per_s = 128;
/// The same of PCIe 4.0 x16, where the catalogue does not say how cards are joined.
constexpr double usual_link_gb_per_s = 64;
/// Memory up to this rate is read in full by every engine: the fastest GDDR6X reaches 1,008, HBM2e starts at 1,555.
constexpr double read_in_full_gb_per_s = 1100;
constexpr double widest_tensor_group = 16;
/// Where vLLM's defaults part (vllm/engine/arg_utils.py; recalled): A100 counts as small whatever it holds.
constexpr double large_card_gib = 70;

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
    double width = std::min(cards, serving_parts::board_cards);
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
      tp = moe_tp = serving_parts::board_cards;
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
    ranks = moe_ep = std::min(cards, serving_parts::board_cards);
  } else {
    tp = 1;
    while (all / tp > serving_parts::weights_share_of_memory * plan.memory &&
           tp < std::min(cards, serving_parts::board_cards))
      tp *= 2;
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
  double joined = gpu.nvlink_domain_accelerators > 1 ? gpu.nvlink_domain_accelerators : serving_parts::board_cards;
  if (setup.nodes > 1) joined = std::min(joined, std::max(1.0, plan.cards / setup.nodes));
  plan.across_nodes = plan.tp * plan.attention_dp > joined;
  if (!plan.across_nodes) return;
  plan.link = std::min(plan.link, node_link_gb_per_s(gpu) * 1e9);
}

ServingClass class_of(const ServingPlan& plan) {
  if (plan.group == EngineGroup::eager) return ServingClass::eager;
  if (plan.layer_split) return ServingClass::layer_split;
  if (plan.vendor == VendorStack::amd) return ServingClass::amd;
  if (plan.vendor == VendorStack::huawei) return ServingClass::ascend;
  if (plan.vendor != VendorStack::nvidia) return ServingClass::other_vendor;
  if (plan.desktop) return ServingClass::desktop;
  if (plan.concurrency == 0) return plan.expert_model ? ServingClass::offline_expert : ServingClass::offline_dense;
  if (plan.latent_attention) return ServingClass::closed_latent;
  if (plan.concurrency == 1) return ServingClass::single_stream;
  return plan.expert_model ? ServingClass::closed_expert : ServingClass::closed_dense;
}

/// Multi-head latent attention computes 128 + rope wide queries and keys and 128 wide values (DeepSeek-V2, 2.1).
constexpr double latent_head_dim = 128;

}  // namespace

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
  plan.vendor = stack_of(gpu.vendor, profiles);
  const Numbers numbers = numbers_of(lower(setup.precision), gpu);
  plan.weights = numbers.weights;
  plan.weight_bytes = numbers.bytes;
  // 4-bit expert checkpoints quantise the experts; attention and shared parts stay in 16 bit.
  const bool four_bit = numbers.weights == WeightClass::fp4 || numbers.weights == WeightClass::weight_only_4;
  plan.block_bytes = plan.expert_model && four_bit ? 2 : numbers.bytes;
  plan.awq = numbers.awq;
  plan.int8_weights = numbers.int8;
  plan.peak = peak_of(numbers.weights, gpu);
  plan.peak_16bit = gpu.dense_16bit_tflop_per_s() * 1e12;
  plan.bandwidth = gpu.memory_bandwidth_gb_per_s * 1e9;
  plan.memory = gpu.usable_memory().value;
  plan.tdp_w = gpu.tdp_w;
  plan.datacenter_blackwell = gpu.generation == "blackwell" && gpu.class_of == "datacenter";
  plan.desktop = !gpu.class_of.empty() && gpu.class_of != "datacenter";

  const EngineProfile& profile = profile_of(lower(setup.engine), profiles);
  plan.group = group_of(profile.group);
  plan.first_generation = profile.first_generation;
  plan.autogptq = profile.autogptq;
  plan.layer_split = profile.layer_split;
  // An engine written for desktop cards reads them as others do; its share is what it leaves of faster memory.
  const double in_full = std::min(1.0, read_in_full_gb_per_s * 1e9 / plan.bandwidth);
  plan.bandwidth_share = std::max(profile.bandwidth_share, in_full);
  const std::string cache = lower(setup.cache_precision);
  const bool cache_8bit = cache.empty() ? numbers.computes_8bit && profile.cache_as_weights : contains(cache, "8");
  plan.cache_bytes = cache_8bit ? 1 : 2;
  plan.memory_share = profile.memory_share;
  plan.reserve_bytes = gibibytes(profile.reserve_gib).value;
  plan.output_reserved_share = profile.output_reserved_share;
  const bool small = gpu.memory_gib < large_card_gib || gpu.generation == "ampere";
  plan.max_batch = small && profile.small_card_max_batch > 0 ? profile.small_card_max_batch : profile.max_batch;

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
  plan.interval_class = class_of(plan);
  const DisputedFigure* disputed = gpu.range_of("memory_bandwidth_gb_per_s");
  if (plan.bound) {
    plan.bandwidth_high = std::max(gpu.memory_bandwidth_gb_per_s, disputed != nullptr ? disputed->high : 0) * 1e9;
    if (disputed != nullptr) plan.bandwidth_low = disputed->low * 1e9;
  }
  return plan;
}

}  // namespace pathfinder
