// Replicas of every width that may serve a model on a card, worked out once: what hangs on lengths and loads is asked
// of them often.
#pragma once

#include <vector>

#include "pathfinder/estimate/serving.hpp"

namespace pathfinder {

/// Their plans without lengths, narrowest first.
struct ReplicaWidths {
  std::vector<ServingPlan> plans;
  bool bound = false;
};
ReplicaWidths replica_widths(const ServingSetup& setup, const ServingProfiles& profiles);

/// least_accelerators() for questions and answers of these lengths.
LeastAccelerators least_accelerators(const ReplicaWidths& widths, double input_len, double output_len,
                                     const ServingLoad& load, const ServingConstants& constants);

}  // namespace pathfinder
