#include "pathfinder/base/libraries.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

namespace pathfinder {

std::string linked_libraries() {
  return fmt::format("fmt {}.{}.{}, utf8proc {}, nlohmann_json " PATHFINDER_JSON_VERSION
                     ", CLI11 " PATHFINDER_CLI11_VERSION,
                     FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, utf8proc_version());
}

}  // namespace pathfinder
