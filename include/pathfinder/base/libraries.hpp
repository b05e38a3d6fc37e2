// What the program is linked with.
#pragma once

#include <string>

namespace pathfinder {

/// Names and versions, as "fmt 9.1.0, utf8proc 2.8.0": of shared libraries the one that runs, of headers the one built
/// with. The bill of materials (src/cli/sbom.cmake) is made of this line.
std::string linked_libraries();

}  // namespace pathfinder
