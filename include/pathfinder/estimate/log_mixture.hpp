// Mixtures of lognormal amounts: what is known of an amount that may have come about in several ways.
#pragma once

#include <span>

namespace pathfinder {

/// One way: ln of the amount is normal.
struct LogComponent {
  double centre = 0;
  double sd = 0;
  double share = 1;
};

/// ln of the amount below which `share` of the mixture lies. \pre not empty; shares sum to 1
double mixture_quantile(std::span<const LogComponent> mixture, double share);

/// Share of the mixture below e^`at`.
double mixture_share(std::span<const LogComponent> mixture, double at);

}  // namespace pathfinder
