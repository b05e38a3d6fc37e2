#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario&) = default;
Scenario::Scenario(Scenario&&) noexcept = default;
Scenario& Scenario::operator=(const Scenario&) = default;
Scenario& Scenario::operator=(Scenario&&) noexcept = default;
Scenario::~Scenario() = default;

}  // namespace pathfinder
