// The part of YAML that kubectl prints, as JSON text. Anchors, tags, several documents in flow style and whatever else
// is not understood is refused with its line, never guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pathfinder/base/diagnostic.hpp"

namespace pathfinder {

/// The documents of `text` as one JSON array; nothing, and a finding, where something is not understood.
std::optional<std::string> yaml_as_json(const std::string& name, std::string_view text, Findings& findings);

}  // namespace pathfinder
