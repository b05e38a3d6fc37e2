// The data files the binary carries.
#pragma once

#include <vector>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder::cli {

/// Every file of data/, by name in order; texts and trees point into the binary.
std::vector<JsonDocument> embedded_data();

}  // namespace pathfinder::cli
