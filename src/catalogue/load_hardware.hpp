// Accelerators, models, regions, how they are named, prices.
#pragma once

#include "catalogue/loading.hpp"

namespace pathfinder {

void load_hardware_and_models(Loading& loading);

}  // namespace pathfinder
