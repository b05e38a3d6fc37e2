// Options with their kinds of training, forms and mixes.
#pragma once

#include "catalogue/loading.hpp"

namespace pathfinder {

void load_training_kinds(Loading& loading);
/// Facts and models that kinds of training name.
void resolve_training_kinds(Loading& loading);
void load_variants(Loading& loading);
void load_strategies(Loading& loading);
void compile_variants(Loading& loading);

}  // namespace pathfinder
