// lm-evaluation-harness: sums per task, and samples by question.
#pragma once

#include "intake/evals/reading.hpp"

namespace pathfinder::evals {

void read_lm_eval_results(Reading& reading, JsonValue root, EvalRun& run);
/// A list of samples, or one a line where `list` is null.
void read_lm_eval_samples(Reading& reading, const JsonValue* list, EvalRun& run);

}  // namespace pathfinder::evals
