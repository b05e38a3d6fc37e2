// What Slurm says of its nodes.
#pragma once

#include "intake/listing.hpp"

namespace pathfinder {

/// scontrol show node, also -o; sinfo with a column of generic resources
bool is_slurm(const Listing& listing);
void read_slurm(Listing& listing);

}  // namespace pathfinder
