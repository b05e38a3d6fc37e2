// The list of all file formats of data/: what `schema` prints, `validate` checks and the tests walk.
#pragma once

#include <span>
#include <string_view>

#include "pathfinder/base/fields.hpp"

namespace pathfinder {

/// One format a user may ask the schema of: `describe` fills a throw-away object.
struct FileFormat {
  std::string_view name;     ///< "strategy"
  std::string_view pattern;  ///< where such files live: "strategies/*.json"
  void (*describe)(Fields&);
};

/// The one list: `schema`, `validate` and the tests read it.
std::span<const FileFormat> file_formats();

/// The format of a data file by its path inside a data folder; null when no format claims it.
const FileFormat* format_of(std::string_view path);

}  // namespace pathfinder
