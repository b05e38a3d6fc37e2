// Names of accelerators.
#pragma once

#include <string_view>

#include "pathfinder/catalogue/names.hpp"

#include "catalogue/name_words.hpp"

namespace pathfinder {

/// What a name says of an accelerator; entries in the order of the catalogue.
NameReading gpu_name(const Catalogue& catalogue, std::string_view spelling);

}  // namespace pathfinder
