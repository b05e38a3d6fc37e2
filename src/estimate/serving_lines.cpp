// The lines of a decode step, of a first token and of a fleet with the parts that each recomputes from, named as in
// data/formulas/serving.json. Times in milliseconds.
#include <algorithm>
#include <cmath>

#include "pathfinder/estimate/serving.hpp"
#include "pathfinder/estimate/spread.hpp"

#include "estimate/serving_parts.hpp"

namespace pathfinder {
namespace {

constexpr double ms = 1e3;

std::string engine_name(EngineGroup group) {
  switch (group) {
    case EngineGroup::vllm:
      return "vllm";
    case EngineGroup::sglang:
      return "sglang";
    case EngineGroup::trtllm:
      return "trtllm";
    case EngineGroup::eager:
      break;
  }
  return "eager";
}

std::string read_share(WeightClass weights) {
  switch (weights) {
    case WeightClass::bits16:
      return "serving.bandwidth-share-16bit";
    case WeightClass::fp8:
      return "serving.bandwidth-share-fp8";
    case WeightClass::fp4:
      return "serving.bandwidth-share-fp4";
    default:
      return "serving.bandwidth-share-weight-only";
  }
}

/// Quotient, 0 where there is nothing to divide.
double over(double value, double by) {
  return by > 0 ? value / by : 0;
}

/// Lines of the time per token.
std::vector<Line<Milliseconds>> step_lines(const ServingEstimate& served, const ServingConstants& constants) {
  const ServingPlan& plan = served.plan;
  const ServingPoint& point = served.point;
  const double share = weight_rate(plan, constants) / plan.bandwidth;
  const Part read{"s", share, "ratio", read_share(plan.weights)};
  const Part bandwidth{"B", plan.bandwidth, "bytes/s"};
  const double per_rank = std::max(1.0, point.batch / plan.attention_dp);
  const double context = plan.input_len + plan.output_len / 2;
  const double seen = serving_parts::held_tokens(plan, context);
  const VendorShares& vendor = serving_parts::shares_of(plan, constants);
  const double width_share = plan.width / (plan.width + constants.half_efficient_width);
  const bool eager = plan.group == EngineGroup::eager;
  const std::string engine = "serving." + engine_name(plan.group);

  std::vector<Line<Milliseconds>> lines;
  const auto add = [&](std::string_view label, double seconds, std::string formula, std::vector<Part> parts) {
    if (seconds != 0)
      lines.emplace_back(std::string(label), Milliseconds{ms * seconds}, std::move(formula), std::move(parts));
  };
  const double held = (plan.params_block * plan.block_bytes + plan.params_head * 2) / plan.tp;
  add("line.serving.weights", point.weights_s, "serving.weights", {{"M", held, "bytes"}, read, bandwidth});
  const double experts = plan.params_expert * plan.weight_bytes / (plan.moe_tp * plan.moe_ep);
  add("line.serving.experts", point.experts_s, "serving.experts",
      {{"M", experts, "bytes"},
       {"x", over(point.experts_s * share * plan.bandwidth, experts), "ratio"},
       read,
       bandwidth});
  if (eager) {
    add("line.serving.cache", point.cache_s, "serving.cache-eager",
        {{"n", point.batch, "sequences"},
         {"c", constants.eager_cache_passes, "passes", "serving.eager.cache-passes"},
         {"g", plan.head_group, "heads"},
         {"e", plan.cache_elements, "elements"},
         {"l", seen, "tokens"},
         {"s", vendor.bandwidth, "ratio"},
         bandwidth});
  } else {
    add("line.serving.cache", point.cache_s, "serving.cache",
        {{"n", per_rank, "sequences"},
         {"k", kv_bytes_per_token(plan), "bytes/token"},
         {"l", seen, "tokens"},
         {"s", plan.bandwidth_share * vendor.bandwidth * constants.cache_bandwidth_share, "ratio",
          "serving.cache-bandwidth-share"},
         bandwidth});
  }
  const double rate = compute_rate(plan, constants);
  add("line.serving.compute", point.compute_s, "serving.compute",
      {{"F", point.compute_s * rate, "FLOP"},
       {"c", over(rate, plan.peak * width_share), "ratio"},
       {"P", plan.peak, "FLOP/s"},
       {"w", plan.width, "elements"},
       {"w_0", constants.half_efficient_width, "elements", "serving.half-efficient-width"}});
  const double copies = plan.expert_model ? 1 + plan.experts_active : 2;
  add("line.serving.activations", point.activations_s, "serving.activations",
      {{"n", point.batch / (plan.tp * plan.attention_dp), "sequences"},
       {"L", plan.layers, "layers"},
       {"h", plan.hidden, "elements"},
       {"c", copies, "ratio"},
       {"a", constants.activation_passes, "passes", "serving.activation-passes"},
       {"s", vendor.bandwidth * constants.bandwidth_share_16bit, "ratio", "serving.bandwidth-share-16bit"},
       bandwidth});
  const double link = constants.link_share * plan.link;
  const double fixed = collective_fixed_seconds(plan, constants);
  add("line.serving.collectives", point.collectives_s, "serving.collectives",
      {{"L", plan.layers, "layers"},
       {"t_c", fixed, "s", "serving.collective-latency-s"},
       {"v", (point.collectives_s / (2 * plan.layers) - fixed) * link, "bytes"},
       {"s", constants.link_share, "ratio", "serving.link-share"},
       {"K", plan.link, "bytes/s"}});
  if (eager) {
    add("line.serving.launches", point.launches_s, "serving.launches-eager",
        {{"t_l", over(point.launches_s + point.weights_s + point.experts_s, plan.layers), "s", "serving.eager.layer-s"},
         {"L", plan.layers, "layers"},
         {"t_w", point.weights_s + point.experts_s, "s"}});
  } else {
    const EngineTimes& times = constants.engine[static_cast<std::size_t>(plan.group)];
    const double step = vendor.overhead * (times.step_s + (plan.first_generation ? constants.vllm_v0_step_s : 0));
    const double sequence =
        vendor.overhead * (times.sequence_s + (plan.first_generation ? constants.vllm_v0_sequence_s : 0));
    const double sequences = point.batch / plan.attention_dp;
    const double layer = over(point.launches_s - step - sequences * sequence, plan.layers);
    add("line.serving.launches", point.launches_s, "serving.launches",
        {{"L", plan.layers, "layers"},
         {"t_l", layer, "s", engine + ".layer-s"},
         {"t_s", step, "s", engine + ".step-s"},
         {"n", sequences, "sequences"},
         {"t_n", sequence, "s", engine + ".sequence-s"}});
  }
  const double others = point.tpot_s - point.step_s;
  const double inside = point.ttft_s - point.queue_s;
  add("line.serving.other-prompts", others > 1e-12 * point.step_s ? others : 0, "serving.other-prompts",
      {{"n", point.batch, "sequences"},
       {"x", prompt_share(plan, constants), "ratio", eager ? "" : engine + ".prompt-share"},
       {"t_p", point.prefill_s, "s"},
       {"O", plan.output_len, "tokens"},
       {"t_s", point.step_s, "s"},
       {"t_1", inside, "s"}});
  return lines;
}

/// One prompt on a replica, from its parts.
Line<double> prefill_line(const ServingEstimate& served, const ServingConstants& constants) {
  const ServingPlan& plan = served.plan;
  const double cards = plan.tp * plan.attention_dp;
  const double copies = plan.expert_model ? 1 + plan.experts_active : 2;
  const VendorShares& vendor = serving_parts::shares_of(plan, constants);
  const double moving = plan.layers * plan.hidden * 2 * copies * constants.activation_passes /
                        (vendor.bandwidth * plan.bandwidth * constants.bandwidth_share_16bit);
  return {"estimate.quantity.prefill",
          served.point.prefill_s,
          "serving.prefill",
          {{"I", plan.input_len, "tokens"},
           {"N", std::max(0.0, plan.params_active - plan.params_head), "parameters"},
           {"R", compute_rate(plan, constants), "FLOP/s"},
           {"L", plan.layers, "layers"},
           {"a", plan.heads, "heads"},
           {"d", plan.attention_dim, "elements"},
           {"P", plan.peak_16bit, "FLOP/s"},
           {"c", vendor.compute * constants.attention_compute_share, "ratio", "serving.attention-compute-share"},
           {"p", cards, "gpus"},
           {"t_a", moving, "s/token"},
           {"t_l", all_reduce_seconds(plan, constants, plan.input_len / plan.attention_dp, false), "s"}}};
}

Estimate<JoulesPerToken> token_energy(double joules, const ServingEstimate& served, double seconds, double tokens,
                                      const ServingConstants& constants) {
  const double spread = served.tpot.high.value / served.tpot.central.value;
  auto energy = estimate_of<JoulesPerToken>({{joules / spread}, {joules}, {joules * spread}},
                                            {"serving.energy", {"inference-formulas-2026"}, {}});
  energy.breakdown.emplace_back("estimate.line.energy", energy.central, "serving.energy",
                                std::vector<Part>{{"f", constants.power_factor, "ratio", "serving.power-factor"},
                                                  {"W", served.plan.tdp_w, "W"},
                                                  {"n", served.plan.cards / served.plan.replicas, "gpus"},
                                                  {"t", seconds, "s"},
                                                  {"T", tokens, "tokens"}});
  return energy;
}

void explain_throughput(ServingEstimate& served, const ServingConstants& constants) {
  const ServingPlan& plan = served.plan;
  const ServingPoint& point = served.point;
  Line<TokensPerSecond>& line = served.throughput.breakdown.front();
  const double factor = plan.scenario == ServingPlan::Scenario::server        ? constants.server_factor
                        : plan.scenario == ServingPlan::Scenario::interactive ? constants.interactive_factor
                                                                              : 1;
  const Part replicas{"r", plan.replicas, "replicas"};
  const Part batch{"n", point.batch, "sequences"};
  const Part output{"O", plan.output_len, "tokens"};
  const Part scenario{"f", factor, "ratio"};
  const double handling = request_seconds(plan, constants);
  const Part request{"t_r", handling, "s", handling > 0 ? "serving.request-s" : ""};
  if (plan.concurrency > 0) {
    line.basis.method = "serving.closed-rate";
    line.parts = {replicas,
                  batch,
                  {"c", plan.concurrency, "sequences"},
                  output,
                  {"t_1", point.ttft_s - point.queue_s, "s"},
                  {"t", point.tpot_s, "s"},
                  request,
                  scenario};
  } else {
    line.basis.method = "serving.open-rate";
    line.parts = {replicas,
                  batch,
                  output,
                  {"t_s", point.step_s, "s"},
                  {"x", prompt_share(plan, constants), "ratio"},
                  {"t_p", point.prefill_s, "s"},
                  request,
                  scenario};
  }
  served.throughput.quantities.push_back({"estimate.quantity.batch",
                                          point.batch_limit,
                                          "serving.batch-limit",
                                          {{"m", plan.memory_share, "ratio"},
                                           {"M", plan.memory, "bytes"},
                                           {"W", weight_bytes_per_card(plan), "bytes"},
                                           {"r", plan.reserve_bytes, "bytes"},
                                           {"k", kv_bytes_per_token(plan), "bytes/token"},
                                           {"I", plan.input_len, "tokens"},
                                           {"q", plan.output_reserved_share, "ratio"},
                                           output,
                                           {"n_max", plan.max_batch, "sequences"},
                                           {"d", plan.attention_dp, "ranks"},
                                           {"p", plan.in_turn() ? plan.pp : 1, "gpus"}}});
}

void explain_first_token(ServingEstimate& served, const ServingConstants& constants) {
  const ServingPlan& plan = served.plan;
  const ServingPoint& point = served.point;
  Line<Milliseconds>& prompt = served.ttft.breakdown[0];
  prompt.basis.method = "serving.prompt";
  prompt.parts = {{"d", over(prompt.central.value / ms, point.prefill_s), "ranks"}, {"t_p", point.prefill_s, "s"}};
  Line<Milliseconds>& step = served.ttft.breakdown[1];
  const EngineGroup timed = plan.group == EngineGroup::eager ? EngineGroup::vllm : plan.group;  // eager borrows vLLM's
  const double waits = constants.engine[static_cast<std::size_t>(timed)].queue_share;
  const double expected =
      ms * (first_token_seconds(plan, constants) + point.step_s + waits * (point.batch - 1) * point.prefill_s);
  step.basis.method = "serving.first-step";
  step.parts = {{"t_0", first_token_seconds(plan, constants), "s", "serving." + engine_name(timed) + ".first-token-s"},
                {"t_s", point.step_s, "s"},
                {"w", waits, "ratio", "serving." + engine_name(timed) + ".queue-share"},
                {"n", point.batch, "sequences"},
                {"t_p", point.prefill_s, "s"},
                {"x", std::max(0.0, expected - step.central.value) / ms, "s"}};
  if (served.ttft.breakdown.size() > 2) {
    Line<Milliseconds>& queue = served.ttft.breakdown[2];
    const double life = point.ttft_s - point.queue_s + point.tpot_s * (plan.output_len - 1);
    queue.basis.method = "serving.queue";
    queue.parts = {
        {"c", plan.concurrency / plan.replicas, "sequences"}, {"n", point.batch, "sequences"}, {"T", life, "s"}};
  }
  served.ttft.quantities.push_back(prefill_line(served, constants));
}

}  // namespace

ServingEstimate explained(ServingEstimate served, const ServingConstants& constants) {
  explain_throughput(served, constants);
  served.tpot.breakdown = step_lines(served, constants);
  explain_first_token(served, constants);
  return served;
}

Estimate<JoulesPerToken> output_token_joules(const ServingEstimate& served, const ServingConstants& constants) {
  return token_energy(served.joules_per_output_token, served, served.point.step_s, served.point.batch, constants);
}

Estimate<JoulesPerToken> prompt_token_joules(const ServingEstimate& served, const ServingConstants& constants) {
  return token_energy(served.joules_per_prompt_token, served, served.point.prefill_s, served.plan.input_len, constants);
}

Estimate<double> fleet_size(const LeastAccelerators& least) {
  const ServingFleet& usable = least.usable();
  Estimate<double> cards;
  cards.low = least.low.feasible ? std::min(least.low.accelerators, usable.accelerators) : usable.accelerators;
  cards.central = usable.accelerators;
  cards.high = least.high.feasible ? std::max(least.high.accelerators, usable.accelerators) : std::nan("");
  cards.basis = {"serving-fleet", {"pathfinder-serving-fit-2026"}, {}};
  cards.breakdown.emplace_back(
      "estimate.line.replicas", usable.accelerators, "serving-fleet",
      std::vector<Part>{{"r", usable.replicas, "replicas"}, {"c", usable.cards_per_replica, "gpus"}});
  return cards;
}

Estimate<Milliseconds> fleet_latency(const LeastAccelerators& least, const ServingEstimate& replica,
                                     const ServingLoad& load, const ServingConstants& constants) {
  const ServingFleet& fleet = least.central;
  const ServingFleet& usable = least.usable();
  const double slow =
      least.high.feasible ? std::max(least.high.latency_p95_s, fleet.latency_p95_s) : fleet.latency_p95_s * 1.5;
  const double fast =
      least.low.feasible ? std::min(least.low.latency_p95_s, fleet.latency_p95_s) : fleet.latency_p95_s / 1.5;
  // How many are in flight follows from the rate of arrivals and how long each stays (Little's law).
  const double prompt = replica.point.prefill_s;
  const double rate = load.requests_per_s / usable.replicas;
  const double before = first_token_seconds(replica.plan, constants);
  const double crowd = std::max(1.0, usable.in_flight + 1.645 * std::sqrt(usable.in_flight));
  ServingPoint busy = replica.point;
  decode_step_seconds(replica.plan, constants, crowd, busy);
  auto latency = estimate_of<Milliseconds>({{ms * fast}, {ms * fleet.latency_p95_s}, {ms * slow}},
                                           {"serving.fleet-latency", {"pathfinder-serving-fit-2026"}, {}});
  latency.breakdown.emplace_back("estimate.line.first-token", Milliseconds{ms * fleet.ttft_p95_s},
                                 "serving.fleet-first-token",
                                 std::vector<Part>{{"t_0", before, "s"},
                                                   {"t_p", prompt, "s"},
                                                   {"t_b", busy.step_s, "s"},
                                                   {"w", fleet.ttft_p95_s - before - prompt - busy.step_s, "s"}});
  latency.breakdown.emplace_back("estimate.line.writing", Milliseconds{ms * (fleet.latency_p95_s - fleet.ttft_p95_s)},
                                 "serving.fleet-writing",
                                 std::vector<Part>{{"t_b", busy.step_s, "s"},
                                                   {"a", rate, "requests/s"},
                                                   {"t_p", prompt, "s"},
                                                   {"O", replica.plan.output_len, "tokens"}});
  latency.quantities.emplace_back("estimate.quantity.decoding-share", 1 - rate * prompt, "serving.decoding-share",
                                  std::vector<Part>{{"a", rate, "requests/s"}, {"t_p", prompt, "s"}});
  latency.quantities.push_back(prefill_line(replica, constants));
  return latency;
}

}  // namespace pathfinder
