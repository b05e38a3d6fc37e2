// Where facts come from besides words: files that list accelerators, this machine itself, configurations of models.
#pragma once

#include "pathfinder/advise/read_facts.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Lets a reader of facts ask this machine and its files. `findings` and `warnings` get what is wrong with them.
FactSources fact_sources(Session& session, Findings& findings, Findings& warnings);

/// The accelerators of this machine, from NVIDIA's management library or the vendors' tools; no cards where none is
/// found.
Inventory accelerators_here();

/// The same from a library of NVIDIA's interface; no cards where it is not there.
Inventory nvml_inventory(const char* library);

}  // namespace pathfinder::cli
