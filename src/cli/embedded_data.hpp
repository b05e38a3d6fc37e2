// The data files the binary carries.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder::cli {

/// Every file of data/, by name in order; texts and trees point into the binary, or into a view of it at `image`.
std::vector<JsonDocument> embedded_data(const char* image = nullptr);

/// One of them, without the others; it is there.
JsonDocument embedded_file(std::string_view path);

/// The day of the newest figure in them, without reading the rest.
std::string embedded_data_date();

}  // namespace pathfinder::cli
