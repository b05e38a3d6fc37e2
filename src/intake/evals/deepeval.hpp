// DeepEval: a test run.
#pragma once

#include "intake/evals/reading.hpp"

namespace pathfinder::evals {

void read_deepeval(Reading& reading, JsonValue root, EvalRun& run);

}  // namespace pathfinder::evals
