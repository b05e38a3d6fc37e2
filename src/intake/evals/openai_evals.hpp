// OpenAI evals: the event log of a run.
#pragma once

#include "intake/evals/reading.hpp"

namespace pathfinder::evals {

void read_openai_evals(Reading& reading, EvalRun& run);

}  // namespace pathfinder::evals
