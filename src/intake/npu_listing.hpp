// What npu-smi prints (Ascend).
#pragma once

#include "intake/listing.hpp"

namespace pathfinder {

/// npu-smi info, also its wide form. Two rows a chip: "| 0  910B4-1 | OK | …" and "| 0 | 0000:xx:00.0 | … 3197 / 65536
/// |". What has one NPU number is one card, whatever it has of chips.
bool is_npu_table(const Listing& listing);
void read_npu_table(Listing& listing);

}  // namespace pathfinder
