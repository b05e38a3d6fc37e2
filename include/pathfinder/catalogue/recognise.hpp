// What kind of file a JSON object is, wherever it lies.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder {

/// What data_path_of() says of a scenario, which has no place in data/.
inline constexpr std::string_view scenario_path = "?scenario";

/// The place in data/ that a file stands for: by where it lies, else by its keys; empty where neither tells. `inside`:
/// its place below the directory that was named; `whole`: its whole path, with '/' between the parts.
std::string data_path_of(JsonValue root, const std::string& inside, const std::string& whole);

}  // namespace pathfinder
