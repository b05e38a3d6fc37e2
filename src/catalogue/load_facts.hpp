// The vocabulary and its rules, criteria.
#pragma once

#include "catalogue/loading.hpp"

namespace pathfinder {

void load_vocabulary(Loading& loading);
void load_criteria(Loading& loading);
/// Traits and parts become derived facts: the parts' tendencies are sums over the traits.
void load_practice(Loading& loading);
/// The facts that the code reads by name. A file that is wrong otherwise may only seem to lack them.
void resolve_slots(Loading& loading);
/// The vocabulary is complete once criteria have added their slots: now its rules can be compiled.
void compile_fact_rules(Loading& loading);

}  // namespace pathfinder
