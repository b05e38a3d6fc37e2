#include "pathfinder/core/hardware.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

Gpu::Gpu() = default;
Gpu::Gpu(const Gpu&) = default;
Gpu::Gpu(Gpu&&) noexcept = default;
Gpu& Gpu::operator=(const Gpu&) = default;
Gpu& Gpu::operator=(Gpu&&) noexcept = default;
Gpu::~Gpu() = default;

}  // namespace pathfinder
