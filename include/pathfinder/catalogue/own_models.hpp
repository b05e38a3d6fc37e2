// Models of one's own beside those of the catalogue, and what is known of architectures to count them.
#pragma once

#include <string>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/model_description.hpp"

namespace pathfinder {

struct Catalogue;

/// data/model_types.json.
void describe_architectures(Fields& fields, Architectures& architectures, std::string& source);

/// Puts a model into the catalogue, where estimates, decisions and reports find it like any other entry; its index.
/// Another one under the same id is replaced.
std::size_t add_model(Catalogue& catalogue, LanguageModel model);

}  // namespace pathfinder
