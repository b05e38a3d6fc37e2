// Accelerators and models as rows spell them, found in the catalogue: "8x A100-80GB", "4x A100-80GB, 2 nodes",
// "Ascend A3 (910C), 1 node", "24 GB card", a bare "A100".
#pragma once

#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// What a spelling of an accelerator says.
struct StatedDevice {
  std::vector<const Gpu*> versions;  ///< several for a bare name; the one that published runs mean stands first
  double count = 0;                  ///< "8x …"; 0: not said
  double nodes = 0;                  ///< "…, 2 nodes"; 0: not said
  double memory_bound_gib = 0;       ///< "24 GB card": all that is known is its memory
};

/// Reads a spelling. No versions where the catalogue knows none. Of a bare name's versions the one with the fastest
/// link, then the highest bandwidth, then the largest memory stands first: who publishes a run without saying which
/// version has the data-centre board.
StatedDevice stated_device(const Catalogue& catalogue, std::string_view spelling);

/// The model a row names; null when the catalogue has none of that name.
const LanguageModel* stated_model(const Catalogue& catalogue, std::string_view spelling);

}  // namespace pathfinder
