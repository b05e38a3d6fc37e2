// Listings of accelerators that people already have, read into cards: nvidia-smi (-L, CSV, -q -x, the table), npu-smi
// info, rocm-smi (JSON, CSV, text), kubectl get nodes (JSON, YAML, labels), scontrol and sinfo, types of cloud
// machines. Text in, cards out: nothing here runs a tool or knows the catalogue. What is counted is always physical
// cards: slices of a card, replicas of a sharing plugin and the chips of one board are not cards.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/inventory.hpp"

namespace pathfinder {

/// Reads a listing of any of the forms above; `name` is what messages call it. What is no listing, or one without any
/// accelerator, is a finding with its place.
Inventory read_inventory(const std::string& name, std::string_view text, Findings& findings);

}  // namespace pathfinder
