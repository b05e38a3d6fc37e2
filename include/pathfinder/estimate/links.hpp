// What joins servers where a card's row does not say.
#pragma once

#include "pathfinder/core/hardware.hpp"

namespace pathfinder {

/// Between servers, per card and one way, in GB/s; of a card that does not say one port of 200 Gbit/s.
inline double node_link_gb_per_s(const Gpu& gpu) {
  constexpr double usual = 25;
  return gpu.node_link_gb_per_s > 0 ? gpu.node_link_gb_per_s : usual;
}

}  // namespace pathfinder
