// data/training_kinds/: how a file is read, the sentences it brings along, and the words by which people and published
// runs name a kind.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/training_kind.hpp"

namespace pathfinder {

/// Describes one file for reader and schema.
void describe(Fields& fields, TrainingKind& kind);

/// The sentences of a kind in one language, by the ids under which plans cite them: "recipe.lora",
/// "recipe.short.lora".
std::vector<std::pair<std::string, std::string>> sentences_of(const TrainingKind& kind, std::string_view language);

/// The kind named `id`; null when there is none.
const TrainingKind* find_kind(const std::vector<TrainingKind>& kinds, std::string_view id);

/// A kind and the way of running it that a word means.
struct NamedTraining {
  const TrainingKind* kind = nullptr;
  const TrainingVariant* variant = nullptr;
};

/// Words of `estimate --method`, in the order of the table; `first_only`: one for each way, as help shows them.
std::vector<std::string_view> training_methods(const std::vector<TrainingKind>& kinds, bool first_only = false);

/// What a word of `estimate --method` means; `published`: also words that only published runs use. Both members are
/// null for other words.
NamedTraining training_named(const std::vector<TrainingKind>& kinds, std::string_view word, bool published = false);

/// The way a plan runs its kind: by the bits of its base weights and where optimiser states are; the first one where
/// none fits better. \pre kind.variants is not empty
const TrainingVariant& variant_of(const TrainingKind& kind, double weight_bits, std::string_view states);

}  // namespace pathfinder
