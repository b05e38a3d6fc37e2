// JSON on one line, as NDJSON has it.
#pragma once

#include <string>
#include <string_view>

namespace pathfinder {

/// What JsonWriter wrote, on one line with a line end: no space between values.
std::string one_line(std::string_view json);

}  // namespace pathfinder
