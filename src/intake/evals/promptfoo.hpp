// promptfoo: results of version 2 and 3, alone or in an export.
#pragma once

#include "intake/evals/reading.hpp"

namespace pathfinder::evals {

void read_promptfoo(Reading& reading, JsonValue root, EvalRun& run);

}  // namespace pathfinder::evals
