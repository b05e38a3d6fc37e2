// Serving model: roofline of prompt and decode step with an engine's overheads. Formulas after Williams 2009 (roofline)
// and Pope et al. 2022 (costs of a transformer pass); constants from data/constants/serving.json.
#include "pathfinder/estimate/serving.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "estimate/serving_parts.hpp"

namespace pathfinder {

namespace {

/// A step is the sum of its parts; where memory and arithmetic overlap in full, it may take half.
constexpr double most_that_overlaps = 2;
/// Bytes per hidden element that dispatch (8 bit, scales) and combine (16 bit) move between attention ranks, halved.
constexpr double exchange_bytes = 1.5;

/// All shares 1, no overhead: what no software can exceed.
ServingConstants ceiling_constants(const ServingConstants& fitted) {
  ServingConstants top = fitted;
  top.bandwidth_share_16bit = top.bandwidth_share_fp8 = top.bandwidth_share_weight_only = top.bandwidth_share_fp4 = 1;
  top.compute_share_16bit = top.compute_share_fp8 = top.compute_share_fp4 = 1;
  top.expert_compute_factor = top.compute_factor_blackwell = top.attention_compute_share = 1;
  top.cache_bandwidth_share = top.link_share = 1;
  top.collective_latency_s = top.expert_imbalance = top.expert_layer_s = 0;
  top.half_efficient_width = top.activation_passes = top.weight_only_layer_s = 0;
  top.vllm_v0_step_s = top.vllm_v0_sequence_s = top.request_s = top.eager_layer_s = 0;
  top.desktop_weight_only_factor = 1;
  top.eager_cache_passes = 1;
  top.engine = {};
  top.vendor = {};
  return top;
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

using serving_parts::shares_of;

/// Mean tokens a request's cache holds while it is decoded.
double mean_context(const ServingPlan& plan) {
  return serving_parts::held_tokens(plan, plan.input_len + plan.output_len / 2);
}

}  // namespace

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
      kv_bytes_per_token(plan) *
      serving_parts::held_tokens(plan, plan.input_len + plan.output_reserved_share * plan.output_len);
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
  return share * shares_of(plan, constants).compute * plan.peak * plan.width /
         (plan.width + constants.half_efficient_width);
}

double weight_rate(const ServingPlan& plan, const ServingConstants& constants) {
  const double bandwidth = plan.bandwidth_share * shares_of(plan, constants).bandwidth * plan.bandwidth;
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
  const double seconds = shares_of(plan, constants).overhead * constants.collective_latency_s;
  if (plan.across_nodes) return constants.node_factor * seconds;
  return (plan.slow_link ? constants.slow_link_factor : 1) * seconds;
}

double request_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  return plan.group == EngineGroup::vllm || plan.group == EngineGroup::sglang ? constants.request_s : 0;
}

double first_token_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  return shares_of(plan, constants).overhead * times_of(plan, constants).first_token_s;
}

double prompt_share(const ServingPlan& plan, const ServingConstants& constants) {
  return plan.group == EngineGroup::eager ? 1 : times_of(plan, constants).prompt_share;
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
         (shares_of(plan, constants).bandwidth * plan.bandwidth * constants.bandwidth_share_16bit);
}

}  // namespace

double prefill_seconds(const ServingPlan& plan, const ServingConstants& constants) {
  const double cards = plan.tp * plan.attention_dp;
  const double products = 2 * std::max(0.0, plan.params_active - plan.params_head) * plan.input_len;
  const double attention = 2 * plan.layers * plan.heads * plan.attention_dim * plan.input_len * plan.input_len;
  // A tensor group moves a prompt once through its links; attention ranks share the prompts of a batch among them.
  return activation_seconds(plan, constants) * plan.input_len / cards +
         products / (compute_rate(plan, constants) * cards) +
         attention /
             (shares_of(plan, constants).compute * plan.peak_16bit * constants.attention_compute_share * cards) +
         all_reduce_seconds(plan, constants, plan.input_len / plan.attention_dp, false);
}

namespace serving_parts {

DecodeStep::DecodeStep(const ServingPlan& plan, const ServingConstants& constants)
    : plan_(plan),
      constants_(constants),
      rate_(compute_rate(plan, constants)),
      read_(weight_rate(plan, constants)),
      context_(mean_context(plan)) {
  const VendorShares& vendor = shares_of(plan, constants);
  const double expert_share = plan.expert_model ? plan.experts_active / plan.experts : 0;
  weights_s_ = (plan.params_block * plan.block_bytes / plan.tp + plan.params_head * 2 / plan.tp) / read_;
  if (plan.expert_model) {
    experts_ = plan.params_expert * plan.weight_bytes / (plan.moe_tp * plan.moe_ep);
    log_ranks_ = log(plan.moe_ep);
  }
  expert_work_ = plan.params_expert * expert_share;
  other_work_ = std::max(0.0, plan.params_active - expert_work_);
  if (plan.group == EngineGroup::eager) {
    double layer = vendor.overhead * constants.eager_layer_s;
    if (plan.int8_weights) layer *= constants.eager_gptq_int8_factor;
    if (plan.awq) layer *= constants.eager_awq_factor;
    if (plan.autogptq) layer *= constants.eager_autogptq_factor;
    launches_s_ = layer * plan.layers;
    cache_rate_ = vendor.bandwidth * plan.bandwidth;
    return;
  }
  const EngineTimes& times = times_of(plan, constants);
  double layer = times.layer_s;
  if (plan.expert_model) {
    layer += constants.expert_layer_s * plan.experts_active / 8;
  } else if (plan.weights == WeightClass::weight_only_4 || plan.weights == WeightClass::weight_only_8) {
    layer += constants.weight_only_layer_s;
  }
  const double step = times.step_s + (plan.first_generation ? constants.vllm_v0_step_s : 0);
  launches_s_ = vendor.overhead * (plan.layers * layer + step);
  sequence_s_ = vendor.overhead * (times.sequence_s + (plan.first_generation ? constants.vllm_v0_sequence_s : 0));
  token_bytes_ = kv_bytes_per_token(plan);
  cache_rate_ = plan.bandwidth_share * vendor.bandwidth * plan.bandwidth * constants.cache_bandwidth_share;
  activation_s_ = activation_seconds(plan, constants);
}

void DecodeStep::at(double batch, ServingPoint& point) const {
  const double per_rank = std::max(1.0, batch / plan_.attention_dp);
  point.weights_s = weights_s_;
  point.experts_s = 0;
  if (plan_.expert_model) {
    const double held = plan_.experts / plan_.moe_ep;
    const double tokens = std::max(1.0, constants_.expert_hit_share * batch);
    const double mean = held * experts_touched(plan_.experts, plan_.experts_active, tokens);
    const double spread = plan_.moe_ep > 1 ? constants_.expert_imbalance * std::sqrt(2 * mean * log_ranks_) : 0;
    const double fullest = std::min(held, mean + spread);
    point.experts_s = experts_ * (fullest / held) / read_;
  }
  point.compute_s =
      2 * (other_work_ * per_rank / plan_.tp + expert_work_ * batch / (plan_.moe_tp * plan_.moe_ep)) / rate_;

  if (plan_.group == EngineGroup::eager) {
    // Operator by operator: launches hide behind the weights or the other way round; attention expands grouped heads
    // and copies the cache. The compute of the first sequence is hidden too.
    point.compute_s *= (batch - 1) / batch;
    point.launches_s = std::max(0.0, launches_s_ - point.weights_s - point.experts_s);
    point.cache_s =
        batch * constants_.eager_cache_passes * plan_.head_group * plan_.cache_elements * 2 * context_ / cache_rate_;
    point.activations_s = point.collectives_s = 0;
  } else {
    point.launches_s = launches_s_ + batch / plan_.attention_dp * sequence_s_;
    point.cache_s = per_rank * token_bytes_ * context_ / cache_rate_;
    point.activations_s = activation_s_ * batch / (plan_.tp * plan_.attention_dp);
    point.collectives_s = all_reduce_seconds(plan_, constants_, per_rank, true);
  }
  point.step_s = point.weights_s + point.experts_s + point.cache_s + point.compute_s + point.activations_s +
                 point.collectives_s + point.launches_s;
}

}  // namespace serving_parts

void decode_step_seconds(const ServingPlan& plan, const ServingConstants& constants, double batch,
                         ServingPoint& point) {
  serving_parts::DecodeStep(plan, constants).at(batch, point);
}

bool serving_parts::fits(const ServingPlan& plan) {
  return plan.memory_share * plan.memory > weight_bytes_per_card(plan) + plan.reserve_bytes && batch_limit(plan) >= 1;
}

ServingPoint predict_serving(const ServingPlan& plan, const ServingConstants& constants) {
  ServingPoint point;
  const double limit = batch_limit(plan);
  const double asked = plan.concurrency > 0 ? plan.concurrency / plan.replicas : 1e9;
  const double batch = std::max(1.0, std::min(asked, limit));
  point.batch = batch;
  point.batch_limit = limit;
  point.fits = serving_parts::fits(plan);
  decode_step_seconds(plan, constants, batch, point);
  point.prefill_s = prefill_seconds(plan, constants);

  // One request's life: its own decode steps and, between them, the prompts of all others in the batch.
  const double output = plan.output_len;
  const double cycle = output * point.step_s + prompt_share(plan, constants) * batch * point.prefill_s;
  const double first = point.prefill_s * plan.attention_dp + first_token_seconds(plan, constants) + point.step_s +
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
  out.throughput =
      serving_parts::around<TokensPerSecond>(point.tokens_per_s, widen * spread.throughput, "serving-throughput");
  out.ttft = serving_parts::around<Milliseconds>(point.ttft_s * 1e3, widen * spread.first_token, "serving-ttft");
  out.tpot = serving_parts::around<Milliseconds>(point.tpot_s * 1e3, widen * spread.time_per_token, "serving-tpot");
  if (plan.bandwidth_low > 0) {
    const ServingPoint slow = predict_serving(serving_parts::with_bandwidth(plan, plan.bandwidth_low), constants);
    const ServingPoint fast = predict_serving(serving_parts::with_bandwidth(plan, plan.bandwidth_high), constants);
    serving_parts::widen_to(out.throughput, slow.tokens_per_s, fast.tokens_per_s);
    serving_parts::widen_to(out.ttft, fast.ttft_s * 1e3, slow.ttft_s * 1e3);
    serving_parts::widen_to(out.tpot, fast.tpot_s * 1e3, slow.tpot_s * 1e3);
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

}  // namespace pathfinder
