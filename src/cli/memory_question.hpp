// What `estimate memory` is asked beyond the training job: options that only memory depends on, and which of the job's
// were left out.
#pragma once

#include "pathfinder/answers/training.hpp"

#include "cli/estimate_options.hpp"

namespace pathfinder::cli {

void declare_memory(EstimateOptions& ask);

/// Words of `--method` beside those of data/training_kinds: tuning by preference and by reward, of all weights or of
/// adapters.
const std::vector<std::string_view>& preference_methods();

/// Fills the load of such a method; nothing where `word` is none of them.
void read_preference_method(std::string_view word, TrainingRecipe& recipe, MemoryHints& hints);

/// Reads the bits of a frozen base under adapters.
void read_base_bits(EstimateOptions& ask, TrainingRecipe& recipe);

/// Reads the options of memory into a question whose training job is read already.
void read_memory(EstimateOptions& ask, TrainingQuestion& question);

}  // namespace pathfinder::cli
