// How many replicas, of which width, serve a load within its limits.
#include <algorithm>
#include <cmath>

#include "estimate/serving_parts.hpp"

namespace pathfinder {

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
    if (width > serving_parts::board_cards && !wider) break;
    ServingSetup candidate = setup;
    candidate.gpu_count = width;
    candidate.tp = width;
    candidate.pp = candidate.attention_dp = 1;
    candidate.moe_tp = candidate.moe_ep = 0;
    candidate.scenario.clear();
    candidate.concurrency = 2;  // any stated concurrency: the load, not the setup, says how many are in flight
    const ServingPlan plan = resolve_serving(candidate, profiles);
    out.bound = plan.bound;
    wider = weight_bytes_per_card(plan) > serving_parts::weights_share_of_memory * plan.memory;
    if (!predict_serving(plan, constants).fits) continue;
    const ServingSpread spread = constants.spread[static_cast<std::size_t>(plan.interval_class)];
    double widen = plan.proven ? 1 : constants.spread_unproven_factor;
    if (plan.bound) widen = std::max(widen, constants.spread_bound_factor);
    Estimate<Milliseconds> slower = serving_parts::around<Milliseconds>(1, widen * spread.time_per_token, "");
    if (plan.bandwidth_low > 0) {
      const double usual = predict_serving(plan, constants).tpot_s;
      const auto at = [&](double rate) {
        return predict_serving(serving_parts::with_bandwidth(plan, rate), constants).tpot_s / usual;
      };
      serving_parts::widen_to(slower, at(plan.bandwidth_high), at(plan.bandwidth_low));
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
