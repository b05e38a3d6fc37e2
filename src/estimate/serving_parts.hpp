// What the steps of the serving model share: layouts that may be chosen, intervals round a figure.
#pragma once

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/serving.hpp"

namespace pathfinder::serving_parts {

/// Share of a card's memory that the weights may fill where the layout is ours to choose: the rest is cache.
inline constexpr double weights_share_of_memory = 0.75;
/// Cards that share one fast fabric on a base board; wider tensor groups are instances of this size.
inline constexpr double board_cards = 8;

/// What the software of the card's vendor makes of its rates.
inline const VendorShares& shares_of(const ServingPlan& plan, const ServingConstants& constants) {
  return constants.vendor[static_cast<std::size_t>(plan.vendor)];
}

/// Whether weights and one request's cache fit.
bool fits(const ServingPlan& plan);

/// The plan at the other ends of what sources say of the memory's rate; the plan itself where they agree.
inline ServingPlan with_bandwidth(ServingPlan plan, double bandwidth) {
  if (bandwidth > 0) plan.bandwidth = bandwidth;
  return plan;
}

/// Tokens of `context` that a request's cache holds: layers with a window keep no more than that.
inline double held_tokens(const ServingPlan& plan, double context) {
  if (plan.window_share <= 0) return context;
  return (1 - plan.window_share) * context + plan.window_share * std::min(context, plan.window);
}

/// |ln| of an interval's end that is moved further, independently, by what moves the central value to `moved`.
inline double joint(double end, double moved, double central) {
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

/// One decode step of a replica, with all worked out that does not hang on the batch.
class DecodeStep {
 public:
  DecodeStep(const ServingPlan& plan, const ServingConstants& constants);

  /// Fills the parts of a step with `batch` sequences, and step_s.
  void at(double batch, ServingPoint& point) const;

 private:
  const ServingPlan& plan_;
  const ServingConstants& constants_;
  double rate_ = 0;                          ///< of matrix products
  double read_ = 0;                          ///< of weights
  double context_ = 0;                       ///< tokens that a request's cache holds
  double weights_s_ = 0;                     ///< of what every batch reads
  double experts_ = 0;                       ///< bytes of all experts on a card
  double log_ranks_ = 0;                     ///< logarithm of the ranks that experts are spread over
  double expert_work_ = 0, other_work_ = 0;  ///< parameters at work for a token
  double launches_s_ = 0;                    ///< of a step without sequences; operator by operator: of its layers
  double sequence_s_ = 0;
  double token_bytes_ = 0;   ///< of the cache
  double cache_rate_ = 0;    ///< bytes a second
  double activation_s_ = 0;  ///< a token
};

template <class Q>
Estimate<Q> around(double central, double spread, const char* method) {
  const double factor = exp(spread);
  return {{Q{central / factor}, Q{central}, Q{central * factor}}, {}, {method, {"pathfinder-serving-fit-2026"}, {}}};
}

}  // namespace pathfinder::serving_parts
