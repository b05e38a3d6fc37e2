// Serving a language model: throughput, time to first token, time per token, accelerators for a load, energy per token.
// A roofline per decode step and per prompt (Williams 2009; Pope et al. 2022) with the batch that memory allows,
// weights of expert models read as far as a batch touches them, collectives, launches and host time of an engine
// profile. Setup -> ServingPlan (layout resolved, strings gone) -> ServingPoint (central figures) -> ServingEstimate
// (intervals). Constants and engine profiles are data: data/constants/serving.json, data/engines.json.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/interval.hpp"
#include "pathfinder/core/recipe.hpp"
#include "pathfinder/estimate/energy.hpp"

namespace pathfinder {

class Fields;

/// Arithmetic a weight matrix is multiplied in.
enum class WeightClass : std::uint8_t { bits16, weight_only_8, weight_only_4, fp8, fp4 };

/// Engines that share the fitted host and launch times.
enum class EngineGroup : std::uint8_t { vllm, sglang, trtllm, eager };

/// One inference engine as data: where it is recognised, how it divides memory, which fitted times it has.
struct EngineProfile {
  std::string id;
  std::string group;               ///< "vllm", "sglang", "trtllm", "eager"
  std::vector<std::string> match;  ///< lower-case fragments of the engine's name; the first profile that matches wins
  double memory_share = 0.9;       ///< share of the card's memory the engine takes
  double reserve_gib = 2;          ///< of it for activations and graphs, per card
  double output_reserved_share = 0.6;  ///< share of the output length a request's cache room is planned with
  double max_batch = 1024;             ///< sequences per attention rank
  double small_card_max_batch = 0;     ///< the same by default on cards of less than 70 GiB or before Hopper; 0: equal
  bool first_generation = false;       ///< vLLM before 0.8
  bool autogptq = false;
  bool cache_as_weights = false;  ///< FP8 and FP4 weights bring a cache of 8 bits; else it stays at 16
  bool layer_split = false;       ///< several cards hold the layers one after the other, as with llama.cpp
  double bandwidth_share = 1;     ///< of the rate at which other engines read weights and cache
  bool unproven = false;          ///< no measured row behind it: the interval is wider
  std::string since;              ///< month from which the name alone means this one, "2025-03"; empty: always
  std::string older;              ///< id of the profile that it means before
};

/// Vendors whose software has fitted shares of its own; `other` stands for the rest.
enum class VendorStack : std::uint8_t { nvidia, amd, huawei, aws, intel, other };
template <>
inline constexpr std::array<std::string_view, 6> enum_words<VendorStack> = {"nvidia", "amd",   "huawei",
                                                                            "aws",    "intel", "other"};
inline constexpr std::size_t vendor_stacks = enum_words<VendorStack>.size();

/// Which stack a vendor's accelerators run.
struct VendorOfStack {
  std::string vendor;
  VendorStack stack = VendorStack::other;
};

/// data/engines.json.
struct ServingProfiles {
  std::vector<EngineProfile> engines;  ///< the last one stands for all that match nothing
  std::vector<VendorOfStack> vendors;
  std::vector<std::string> generations_with_evidence;
};

/// Describes data/engines.json for reader and schema.
void describe_serving_profiles(Fields& fields, ServingProfiles& profiles);

/// What the host and the launches of an engine cost, in seconds.
struct EngineTimes {
  double layer_s = 0;        ///< per layer and decode step
  double step_s = 0;         ///< per decode step
  double sequence_s = 0;     ///< per sequence of an attention rank and decode step
  double queue_share = 0;    ///< share of the other requests' prompts a new one waits for in a closed loop
  double prompt_share = 1;   ///< share of prompts' time that decoding does not hide
  double first_token_s = 0;  ///< per request, outside the model: reading, splitting into tokens, scheduling
};

/// What a vendor's software makes of its accelerators beside NVIDIA's of the same figures.
struct VendorShares {
  double compute = 1;    ///< of the share of the peak rate
  double bandwidth = 1;  ///< of the share of the memory's rate
  double overhead = 1;   ///< of launches, host time and the fixed time of collectives
};

/// Half width of the 80 % interval, on the natural logarithm of the quantity.
struct ServingSpread {
  double throughput = 0;
  double time_per_token = 0;
  double first_token = 0;
};

/// Which rows an interval comes from. How an engine works comes before whose hardware it is, that before the load; and
/// latent attention before single streams.
enum class ServingClass : std::uint8_t {
  eager,
  single_stream,
  offline_dense,
  offline_expert,
  closed_dense,
  closed_expert,
  closed_latent,
  other_vendor,
  layer_split,
  amd,
  ascend,
  desktop
};
inline constexpr std::size_t serving_classes = 12;

/// The constants of data/constants/serving.json; meanings stand there, beside the values.
struct ServingConstants {
  double bandwidth_share_16bit = 0, bandwidth_share_fp8 = 0, bandwidth_share_weight_only = 0, bandwidth_share_fp4 = 0;
  double compute_share_16bit = 0, compute_share_fp8 = 0, compute_share_fp4 = 0;
  double expert_compute_factor = 0, compute_factor_blackwell = 0, attention_compute_share = 0;
  double cache_bandwidth_share = 0, link_share = 0, collective_latency_s = 0;
  double expert_imbalance = 0, expert_hit_share = 0, expert_layer_s = 0;
  double half_efficient_width = 0, activation_passes = 0, weight_only_layer_s = 0;
  double vllm_v0_step_s = 0, vllm_v0_sequence_s = 0, request_s = 0;
  double slow_link_factor = 0, node_factor = 0;    ///< on the fixed time of a collective
  double desktop_weight_only_factor = 0;           ///< on the share of bandwidth, cards that are no datacenter's
  std::array<EngineTimes, 3> engine;               ///< by EngineGroup; eager has its own constants below
  std::array<VendorShares, vendor_stacks> vendor;  ///< NVIDIA's are 1
  double eager_layer_s = 0, eager_gptq_int8_factor = 0, eager_awq_factor = 0, eager_autogptq_factor = 0;
  double eager_cache_passes = 0;
  double server_factor = 0, interactive_factor = 0, power_factor = 0;
  std::array<ServingSpread, serving_classes> spread;
  double spread_unproven_factor = 0, spread_bound_factor = 0;
};

/// One constant by its id in data/; `fitted` ones are those that a refit may move.
struct ServingConstant {
  std::string_view id;
  double& (*in)(ServingConstants&);
  bool fitted;
};

/// Every constant, fitted ones first. Filling them all from id -> value gives a complete ServingConstants.
std::span<const ServingConstant> serving_constants();

/// Constants taken from `values`. Throws std::logic_error naming the first id that is missing: data/ is ours.
ServingConstants fill_serving_constants(const std::map<std::string, double>& values);

/// A deployment with everything resolved that does not depend on constants; numbers only, cheap to evaluate often.
/// Lengths in tokens, rates in 1/s, memory in bytes.
struct ServingPlan {
  // model
  double params_active = 0;     ///< without input embeddings, with the head
  double params_block = 0;      ///< outside experts and embeddings
  double params_expert = 0;     ///< all routed experts
  double params_embedding = 0;  ///< embedding and head
  double params_head = 0;
  double experts = 1, experts_active = 1;
  double layers = 0, hidden = 0, heads = 0, attention_dim = 0, width = 0;
  double cache_elements = 0;  ///< per token, one copy
  double cache_copies = 1;    ///< of them over the cards of a tensor-parallel group
  double head_group = 1;      ///< query heads per key-value head
  double window = 0;          ///< tokens; 0: full attention
  double window_share = 0;    ///< part of the cache that keeps the window only
  bool expert_model = false;
  bool latent_attention = false;
  // numbers
  WeightClass weights = WeightClass::bits16;
  double weight_bytes = 2, block_bytes = 2, cache_bytes = 2;
  bool awq = false, int8_weights = false;
  // machine
  VendorStack vendor = VendorStack::nvidia;
  double peak = 0, peak_16bit = 0;               ///< operations a second
  double bandwidth = 0, link = 0;                ///< bytes a second; link one way
  double bandwidth_low = 0, bandwidth_high = 0;  ///< where sources differ on it and no row decides; 0: they do not
  double memory = 0;
  double tdp_w = 0;
  bool datacenter_blackwell = false;
  bool desktop = false;       ///< a workstation or consumer card
  bool slow_link = false;     ///< cards joined by PCIe
  bool across_nodes = false;  ///< a group wider than what one fast fabric joins
  double cards = 1;
  double replicas = 1;  ///< engine instances, each with its own batch
  double tp = 1, attention_dp = 1, moe_tp = 1, moe_ep = 1, pp = 1;
  // engine
  EngineGroup group = EngineGroup::vllm;
  bool first_generation = false, autogptq = false;
  bool layer_split = false;    ///< cards one after the other, the layers divided among them
  double bandwidth_share = 1;  ///< of what other engines reach
  double memory_share = 0.9, reserve_bytes = 0, output_reserved_share = 0.6, max_batch = 1024;
  // load
  double input_len = 0, output_len = 0;
  double concurrency = 0;  ///< over the whole system; 0: unlimited
  double rate_factor =
      1;  ///< 1, or the scenario's share of the offline rate (0.9 server, 0.55 interactive as constants)
  enum class Scenario : std::uint8_t { plain, server, interactive } scenario = Scenario::plain;
  ServingClass interval_class = ServingClass::closed_dense;
  bool proven = true;  ///< engine and scenario have rows behind them
  bool bound = false;  ///< the chip's generation has none: only a bound can be given

  /// Cards that work one after the other on a request: operator by operator, or with the layers divided among them.
  bool in_turn() const { return group == EngineGroup::eager || layer_split; }
};

/// Layout as it is meant. Rules (none reads an id): a square layout (moe_tp = moe_ep with cards = moe_tp x moe_ep, or
/// tp = attention_dp with moe_ep = tp x attention_dp) counts the same cards twice, once as tensor and once as expert or
/// data parallel, and means one factor's worth of cards; tensor groups wider than 16 cards are instances of 8; no
/// layout and a stated concurrency: one tensor group of up to 8 cards, or of as many as hold the weights; no layout and
/// unlimited requests: dense models take the smallest power of two whose share of the weights is at most 75 % of a
/// card, expert models one tensor group with vLLM and SGLang, attention and experts spread over up to 8 cards
/// otherwise; engines that run operator by operator or divide the layers use their cards one after the other.
/// \pre model, gpu and lengths are known (positive)
ServingPlan resolve_serving(const ServingSetup& setup, const ServingProfiles& profiles);

/// Central figures of a plan, with the parts of a decode step.
struct ServingPoint {
  double tokens_per_s = 0;  ///< output tokens of the whole system
  double ttft_s = 0;        ///< to the first token, waiting in a closed loop included
  double tpot_s = 0;        ///< per further token, interference of other prompts included
  double batch = 1;         ///< sequences in flight per replica
  double batch_limit = 1;   ///< what memory and engine allow
  bool fits = true;         ///< weights and one request's cache fit
  double prefill_s = 0;     ///< one prompt on a replica
  double step_s = 0;        ///< one decode step of the batch
  double queue_s = 0;       ///< part of ttft_s spent outside the batch
  // parts of step_s
  double weights_s = 0, experts_s = 0, cache_s = 0, compute_s = 0, activations_s = 0, collectives_s = 0, launches_s = 0;
};

/// Evaluates a plan: closed form, well under 3 microseconds.
ServingPoint predict_serving(const ServingPlan& plan, const ServingConstants& constants);

// --- the formulas, one function each; predict_serving is made of them ---

/// Bytes of weights one card holds: blocks over tp, experts over moe_tp x moe_ep, embeddings in 16 bit.
double weight_bytes_per_card(const ServingPlan& plan);

/// Bytes of key-value cache one token takes on one card: 2·L·kv_heads·head_dim, or L·(kv_lora_rank + rope_dim) with
/// latent attention, over the layers that keep a cache, times bytes per element and copies over tp.
double kv_bytes_per_token(const ServingPlan& plan);

/// Sequences a replica can hold: (share·memory - weights - reserve) / (cache·(in + share of out)), at most the
/// engine's. Layers with a window hold no more tokens than that.
double batch_limit(const ServingPlan& plan);

/// Share of the experts that a batch of `tokens` touches: 1 - (1 - k/E)^tokens.
double experts_touched(double experts, double experts_active, double tokens);

/// Operations a second one card reaches in matrix products, narrow shards less: share·peak·w / (w + half width).
double compute_rate(const ServingPlan& plan, const ServingConstants& constants);

/// Bytes a second one card reaches when it reads weights.
double weight_rate(const ServingPlan& plan, const ServingConstants& constants);

/// Fixed time of one collective: longer over PCIe, and between servers.
double collective_fixed_seconds(const ServingPlan& plan, const ServingConstants& constants);

/// Seconds that one process of a replica spends on a request besides the model: vLLM and SGLang are reached over HTTP
/// and read, split into tokens and answer requests in turn. 0 for the others.
double request_seconds(const ServingPlan& plan, const ServingConstants& constants);

/// Seconds from a request's arrival to its first pass, besides waiting for others.
double first_token_seconds(const ServingPlan& plan, const ServingConstants& constants);

/// Share of the prompts' time that holds up decoding: the rest runs beside it. 1 operator by operator.
double prompt_share(const ServingPlan& plan, const ServingConstants& constants);

/// Seconds of the collectives of one pass of `tokens` tokens per attention rank: two per layer, fixed time each, ring
/// all-reduce 2(t-1)/t · bytes / link within a tensor group, dispatch and combine between attention ranks.
double all_reduce_seconds(const ServingPlan& plan, const ServingConstants& constants, double tokens, bool fixed_time);

/// Seconds of one prompt on a replica: 2·P·in operations, 2·L·heads·dim·in² of causal attention, activations, links.
double prefill_seconds(const ServingPlan& plan, const ServingConstants& constants);

/// One decode step of a replica with `batch` sequences; fills the parts and step_s of `point`.
void decode_step_seconds(const ServingPlan& plan, const ServingConstants& constants, double batch, ServingPoint& point);

// --- what users get ---

/// Figures with 80 % intervals. `bound`: no row of the chip's generation stands behind them; the interval then reaches
/// from far below to the machine's ceiling (all shares 1, no overhead) and the central value must not be shown as a
/// point. What sources say of its memory's rate widens it, in quadrature: measured rows of a generation have settled
/// that, without them it is open.
struct ServingEstimate {
  Estimate<TokensPerSecond> throughput;
  Estimate<Milliseconds> ttft;
  Estimate<Milliseconds> tpot;
  double joules_per_prompt_token = 0;
  double joules_per_output_token = 0;
  ServingPoint point;
  ServingPlan plan;
  bool bound = false;
};

/// Evaluates `setup` with intervals, breakdown lines (text ids "line.serving.…") and energy.
/// Energy: power_factor·TDP of a replica's cards, over the time a prompt token and an output token occupy it.
ServingEstimate estimate_serving(const ServingSetup& setup, const ServingProfiles& profiles,
                                 const ServingConstants& constants);

/// The same for a resolved plan.
ServingEstimate estimate_serving(const ServingPlan& plan, const ServingConstants& constants);

/// The estimate with the formula of each line and the parts it recomputes from; how many fit into a batch and how long
/// a prompt takes stand beside them.
ServingEstimate explained(ServingEstimate served, const ServingConstants& constants);

/// What a token of an answer, and of a prompt, takes of a replica's power. [serving.energy]
Estimate<JoulesPerToken> output_token_joules(const ServingEstimate& served, const ServingConstants& constants);
Estimate<JoulesPerToken> prompt_token_joules(const ServingEstimate& served, const ServingConstants& constants);

/// A load in requests a second with the limits it has to keep; 0: no limit.
struct ServingLoad {
  double requests_per_s = 0;
  double latency_p95_s = 0;
  double ttft_p95_s = 0;
};

/// The smallest fleet for a load. `feasible` false: no replica width keeps the limits, however many.
struct ServingFleet {
  bool feasible = false;
  double accelerators = 0;
  double replicas = 0;
  double cards_per_replica = 0;
  double in_flight = 0;    ///< mean requests per replica
  double utilisation = 0;  ///< share of the prompt server's time in use
  double ttft_p95_s = 0;
  double latency_p95_s = 0;
};

/// Fleet with its interval: `low` if the chip is as fast as the upper end says, `high` if as slow as the lower.
struct LeastAccelerators : Interval<ServingFleet> {
  bool bound = false;

  /// The fleet to be shown: the central one, else the one that only a chip at its upper end allows.
  const ServingFleet& usable() const { return central.feasible ? central : low; }
};

/// Least number of accelerators for `load` among replicas of 1, 2, 4, 8 cards (16 where 8 do not hold the model).
/// Requests arrive at random (Poisson), evenly over replicas. Requests in flight: Little's law N = lambda·T(N), solved
/// by fixed point; their number is Poisson (M/G/infinity), so the busy moment has N + 1.645·sqrt(N) of them, which must
/// fit the batch limit and sets the time per token. Prompts wait for each other like M/D/1 (Pollaczek-Khinchine;
/// Allen 1990): P(W > t) = rho·exp(-2(1-rho)t/S), S one prompt and the decode step it shares.
LeastAccelerators least_accelerators(const ServingSetup& setup, const ServingLoad& load,
                                     const ServingProfiles& profiles, const ServingConstants& constants);

/// How many accelerators that are, from replicas; without an upper end where a slow chip allows no fleet.
/// \pre least.usable().feasible
Estimate<double> fleet_size(const LeastAccelerators& least);

/// The 95th percentile of a request's time in that fleet. `replica`: one of its replicas with the requests in flight.
/// \pre least.usable().feasible [serving.fleet-latency]
Estimate<Milliseconds> fleet_latency(const LeastAccelerators& least, const ServingEstimate& replica,
                                     const ServingLoad& load, const ServingConstants& constants);

}  // namespace pathfinder
