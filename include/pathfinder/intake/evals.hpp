// Evaluations that people have run, read into graded answers: promptfoo (results of version 2 and 3),
// lm-evaluation-harness (results and samples, 0.3 and 0.4), DeepEval (test runs), RAGAS (tables of 0.1 and 0.2), OpenAI
// evals (event logs), and a plain table `id,question,arm,correct[,grader]`. Text in, answers out: nothing here knows a
// rule. What the harness could not grade is kept apart: it is no wrong answer.
// Formats: promptfoo src/types/index.ts, lm_eval/evaluator.py and loggers/evaluation_tracker.py,
// deepeval/test_run/api.py, openai/evals evals/record.py, read on 2026-11-29.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/evaluation.hpp"

namespace pathfinder {

/// Reads a file of any of the forms above; `name` is what messages call it. What is no evaluation, holds several
/// metrics and none was named, or has a broken row, is a finding with its place.
EvalRun read_evaluation(const std::string& name, std::string_view text, const EvalAsk& ask, Findings& findings);

}  // namespace pathfinder
