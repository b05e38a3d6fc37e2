// What rocm-smi prints: CSV, text, JSON. A partitioned card shows each partition as a device.
#pragma once

#include "pathfinder/base/json_document.hpp"

#include "intake/listing.hpp"

namespace pathfinder {

/// rocm-smi --csv
bool is_rocm_csv(const Listing& listing);
void read_rocm_csv(Listing& listing);

/// rocm-smi: its table, lists of "GPU[0] : …", or both
bool is_rocm_text(const Listing& listing);
void read_rocm_text(Listing& listing);

/// rocm-smi --json: an object of "card0": {…}
void read_rocm_json(Listing& listing, JsonValue cards);

}  // namespace pathfinder
