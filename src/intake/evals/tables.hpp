// Tables: RAGAS, and plain grades.
#pragma once

#include "intake/evals/reading.hpp"

namespace pathfinder::evals {

bool is_ragas(const Table& table);
void read_ragas(Reading& reading, Table& table, EvalRun& run);
void read_graded_csv(Reading& reading, Table& table, EvalRun& run);

}  // namespace pathfinder::evals
