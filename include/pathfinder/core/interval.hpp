// A quantity that is not known exactly.
#pragma once

namespace pathfinder {

/// An 80 % interval: P10, P50 and P90, low <= central <= high; all three equal where the quantity is known exactly.
template <class Q = double>
struct Interval {
  Q low{};
  Q central{};
  Q high{};
};

}  // namespace pathfinder
