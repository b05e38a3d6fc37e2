// How many replicas, of which width, serve a load within its limits.
#include <algorithm>
#include <cmath>

#include "pathfinder/estimate/serving_replicas.hpp"

#include "estimate/serving_parts.hpp"

namespace pathfinder {

namespace {

constexpr double p95 = 1.645;  ///< of the standard normal

/// 95th percentile of the number in flight when the mean is `mean` and it is Poisson.
double busy(double mean) {
  return mean + p95 * std::sqrt(mean);
}

/// The mean number in flight whose busy moment is `crowd`.
double mean_of_busy(double crowd) {
  const double root = (std::sqrt(p95 * p95 + 4 * crowd) - p95) / 2;
  return root * root;
}

/// Replicas of one width, and what of them does not hang on the load.
class Replicas {
 public:
  Replicas(const ServingPlan& plan, const ServingConstants& constants)
      : plan_(plan),
        step_(plan, constants),
        limit_(batch_limit(plan)),
        prompt_s_(prefill_seconds(plan, constants)),
        first_token_s_(first_token_seconds(plan, constants)) {}

  /// The fleet of `replicas` of them under `load`, times multiplied by `slower`.
  ServingFleet fleet_of(const ServingLoad& load, double replicas, double slower) const {
    ServingFleet fleet;
    const double cards = plan_.tp * plan_.attention_dp * (plan_.in_turn() ? plan_.pp : 1);
    fleet.replicas = replicas;
    fleet.cards_per_replica = cards;
    fleet.accelerators = replicas * cards;
    const double rate = load.requests_per_s / replicas;
    const double prompt = slower * prompt_s_;

    // Little's law, N = rate · T(N): more in flight means slower steps; the iteration rises to the fixed point or past
    // the limit. Other prompts' time is inside: in a second, rate · prompt of it are not for decoding.
    const double decoding = 1 - rate * prompt;
    if (decoding <= 0) return fleet;
    ServingPoint point;
    double in_flight = 1;
    for (int i = 0; i < 60; ++i) {
      step_.at(std::max(1.0, in_flight), point);
      const double life = slower * point.step_s / decoding * plan_.output_len + prompt + first_token_s_;
      const double next = rate * life;
      if (next > limit_) return fleet;
      if (std::fabs(next - in_flight) < 1e-6 * (1 + in_flight)) {
        in_flight = next;
        break;
      }
      in_flight = next;
    }
    const double crowd = std::max(1.0, busy(in_flight));
    if (crowd > limit_) return fleet;
    step_.at(crowd, point);
    const double step = slower * point.step_s;
    const double service = prompt + step;  // a prompt is handled together with one decode step of the batch
    fleet.in_flight = in_flight;
    fleet.utilisation = rate * service;
    if (fleet.utilisation >= 1) return fleet;
    const double rho = fleet.utilisation;
    const double wait = rho > 0.05 ? service / (2 * (1 - rho)) * log(rho / 0.05) : 0;
    fleet.ttft_p95_s = first_token_s_ + service + wait;
    fleet.latency_p95_s = fleet.ttft_p95_s + step / decoding * (plan_.output_len - 1);
    fleet.feasible = (load.ttft_p95_s <= 0 || fleet.ttft_p95_s <= load.ttft_p95_s) &&
                     (load.latency_p95_s <= 0 || fleet.latency_p95_s <= load.latency_p95_s);
    return fleet;
  }

  /// Fewest of them that keep the limits. More replicas are never slower: from where the batch would be full, the count
  /// is stepped up or down in growing steps until it is enclosed, and then bisected.
  ServingFleet fewest(const ServingLoad& load, double slower) const {
    constexpr double most = 1 << 20;
    ServingFleet fleet = fleet_of(load, 1, slower);
    if (fleet.feasible) return fleet;
    double low = 1;  // too few
    double high = std::clamp(with_full_batch(load, slower), 2.0, most);
    fleet = fleet_of(load, high, slower);
    // Where no number of them is fast enough, the largest is not either.
    if (!fleet.feasible && !fleet_of(load, most, slower).feasible) return fleet;
    for (double step = 1; !fleet.feasible; step *= 2) {
      low = high;
      high = std::min(high + step, most);
      fleet = fleet_of(load, high, slower);
    }
    for (double step = 1; high - low > 1; step *= 2) {
      // Downwards in growing steps, but never past the middle.
      const double tried = std::max(high - step, std::floor((low + high) / 2));
      const ServingFleet fewer = fleet_of(load, tried, slower);
      if (fewer.feasible) {
        high = tried;
        fleet = fewer;
      } else {
        low = tried;
        step = 0.5;
      }
    }
    return fleet;
  }

 private:
  /// Replicas at which the busy moment of each fills its batch: where the search starts, whatever limits there are.
  double with_full_batch(const ServingLoad& load, double slower) const {
    const double in_flight = std::max(1.0, mean_of_busy(limit_));
    ServingPoint point;
    step_.at(in_flight, point);
    // Of N = r · (a / (1 - r · p) + b) the smaller r.
    const double prompt = slower * prompt_s_;
    const double a = slower * point.step_s * plan_.output_len;
    const double b = prompt + first_token_s_;
    const double half = (a + b + in_flight * prompt) / 2;
    const double root = std::sqrt(std::max(0.0, half * half - b * prompt * in_flight));
    const double rate = in_flight / (half + root);
    return rate > 0 ? std::ceil(load.requests_per_s / rate) : 2;
  }

  const ServingPlan& plan_;
  serving_parts::DecodeStep step_;
  double limit_ = 0;          ///< sequences in flight
  double prompt_s_ = 0;       ///< one prompt
  double first_token_s_ = 0;  ///< per request, outside the model
};

}  // namespace

ReplicaWidths replica_widths(const ServingSetup& setup, const ServingProfiles& profiles) {
  ReplicaWidths widths;
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
    widths.plans.push_back(resolve_serving(candidate, profiles));
    widths.bound = widths.plans.back().bound;
    wider = weight_bytes_per_card(widths.plans.back()) >
            serving_parts::weights_share_of_memory * widths.plans.back().memory;
  }
  return widths;
}

LeastAccelerators least_accelerators(const ReplicaWidths& widths, double input_len, double output_len,
                                     const ServingLoad& load, const ServingConstants& constants) {
  LeastAccelerators out;
  out.bound = widths.bound;
  const auto better = [](const ServingFleet& a, const ServingFleet& b) {
    if (a.feasible != b.feasible) return a.feasible;
    return a.feasible && a.accelerators < b.accelerators;
  };
  for (ServingPlan plan : widths.plans) {
    plan.input_len = std::max(1.0, input_len);
    plan.output_len = std::max(1.0, output_len);
    if (!serving_parts::fits(plan)) continue;
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
    const Replicas replicas(plan, constants);
    const ServingFleet central = replicas.fewest(load, 1);
    const ServingFleet low = replicas.fewest(load, slower.low.value);
    const ServingFleet high = replicas.fewest(load, slower.high.value);
    if (better(central, out.central)) out.central = central;
    if (better(low, out.low)) out.low = low;
    if (better(high, out.high)) out.high = high;
    if (plan.in_turn()) break;
  }
  return out;
}

LeastAccelerators least_accelerators(const ServingSetup& setup, const ServingLoad& load,
                                     const ServingProfiles& profiles, const ServingConstants& constants) {
  return least_accelerators(replica_widths(setup, profiles), setup.input_len, setup.output_len, load, constants);
}

}  // namespace pathfinder
