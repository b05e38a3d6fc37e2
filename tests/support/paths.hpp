// Where this build found its sources and put its program. Asked of functions, so that one file alone knows the paths
// and the others compile to the same objects in every checkout.
#pragma once

#include <string>

namespace pathfinder::test {

/// The top of the source tree.
const std::string& source_dir();

/// The program that was built.
const std::string& binary();

/// A library that stands in for NVIDIA's management interface.
const std::string& fake_nvml();

}  // namespace pathfinder::test
