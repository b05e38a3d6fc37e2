// Accelerators as a tool or a cluster lists them, before the catalogue is asked what they are.
#pragma once

#include <string>
#include <vector>

namespace pathfinder {

/// Cards of one kind.
struct FoundCards {
  std::string name;       ///< as printed: "NVIDIA A100-SXM4-80GB"; empty: not said
  double memory_gib = 0;  ///< of one card, as the tool shows it; 0: not said
  double count = 0;       ///< physical cards
  double chips = 1;       ///< dies that one card shows as devices of their own
  std::string instance;   ///< a cloud's type of machine, instead of a name: "p5.48xlarge"; `count` is of machines
};

/// What was counted otherwise than it is listed.
struct InventoryNote {
  std::string code;   ///< text id "error.CODE": "inventory-slices"
  std::string count;  ///< a number for the sentence
  std::string what;   ///< a word for it
};

struct Inventory {
  std::string format;  ///< "nvidia-smi -L"
  std::vector<FoundCards> cards;
  std::vector<InventoryNote> notes;
};

}  // namespace pathfinder
