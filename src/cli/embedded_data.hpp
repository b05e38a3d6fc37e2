// The data files the binary carries.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder::cli {

/// Every file of data/, by name in order; texts and trees point into the binary.
std::vector<JsonDocument> embedded_data();

/// The day of the newest figure in them, without reading the rest.
std::string embedded_data_date();

}  // namespace pathfinder::cli
