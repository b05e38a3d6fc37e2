// data/ci/ID.json: job files for continuous integration.
#pragma once

#include <span>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/ci_job.hpp"

namespace pathfinder {

void describe(Fields& fields, CiJob& job);

/// The job files among `documents`, by id.
std::vector<CiJob> ci_jobs(std::span<const JsonDocument> documents, Findings& findings);

}  // namespace pathfinder
