// The points of a sweep for other programs: CSV and NDJSON, full precision.
#pragma once

#include <string>

#include "pathfinder/core/sweep.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder {

/// A header and a row per point: the varied facts by id, then strategy, runner_up, confidence, score, total_usd.
std::string sweep_csv(const Sweep& sweep, const Words& words);
/// One object per point: {"facts": {…}, "strategy": …, …}.
std::string sweep_ndjson(const Sweep& sweep, const Words& words);

}  // namespace pathfinder
