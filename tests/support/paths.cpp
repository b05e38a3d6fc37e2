#include "support/paths.hpp"

namespace pathfinder::test {

const std::string& source_dir() {
  static const std::string path = PATHFINDER_SOURCE_DIR;
  return path;
}

const std::string& binary() {
  static const std::string path = PATHFINDER_BINARY;
  return path;
}

const std::string& fake_nvml() {
  static const std::string path = PATHFINDER_FAKE_NVML;
  return path;
}

}  // namespace pathfinder::test
