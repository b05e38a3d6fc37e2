// A computed quantity: an 80 % interval, the lines it is made of, and why it may be believed.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// One addend of an estimate; `label` is a text id.
template <class Q>
struct Line {
  std::string label;
  Q amount{};
};

/// A computed quantity with its 80 % interval (P10, P50, P90).
/// Invariant: low <= central <= high, and the lines' central values sum to `central`. P10s do not add: the range of a
/// total comes from the residuals its parts share.
template <class Q>
struct Estimate {
  Q low{};
  Q central{};
  Q high{};
  std::vector<Line<Q>> breakdown;
  Basis basis;
};

}  // namespace pathfinder
