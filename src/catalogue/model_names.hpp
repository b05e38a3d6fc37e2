// Names of models.
#pragma once

#include <string_view>

#include "pathfinder/catalogue/names.hpp"

#include "catalogue/name_words.hpp"

namespace pathfinder {

/// What a name says of a model.
NameReading model_name(const Catalogue& catalogue, std::string_view spelling);

/// The words of a name without precision, container, maker and variant: "qwen3.5", "9b".
NameParts model_core_words(const Catalogue& catalogue, std::string_view spelling);

}  // namespace pathfinder
