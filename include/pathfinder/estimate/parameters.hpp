// How many parameters a transformer of given dimensions has: tables, attention, feed-forward layers or experts, norms.
// Checked against the counts that publishers' configurations give (tests/unit/estimate/parameters_test.cpp).
#pragma once

#include "pathfinder/core/model_description.hpp"

namespace pathfinder {

struct ParameterCount {
  double total = 0;   ///< with embeddings and head; without what only training uses
  double active = 0;  ///< per token
};

/// \pre layers, hidden, heads and vocab are above 0
ParameterCount count_parameters(const ModelDescription& model);

/// The model as the catalogue holds one: open weights, offered to nobody else; its parameters said or counted.
LanguageModel own_model(const ModelDescription& description);

/// The id under which a model of one's own stands in the catalogue.
inline constexpr const char* own_model_id = "own-model";

}  // namespace pathfinder
