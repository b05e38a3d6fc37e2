// A bare name such as "A100" is any of its versions: figures are the interval over all of them, their centre that of
// the version that most mean.
#pragma once

#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Widens every figure to hold the same figure of another version. Lines and centres stay.
void widen(OptionEstimate& estimate, const OptionEstimate& other);

}  // namespace pathfinder
