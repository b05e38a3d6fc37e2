// What `validate --format json` prints: every finding with its place and, of a table, what its inspection found.
#pragma once

#include <string>

#include "pathfinder/advise/check_table.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder {

std::string validation_json(const ValidationResult& result, const Texts& texts);

}  // namespace pathfinder
