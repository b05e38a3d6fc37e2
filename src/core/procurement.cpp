#include "pathfinder/core/procurement.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

PlanAlternative::PlanAlternative() = default;
PlanAlternative::PlanAlternative(const PlanAlternative&) = default;
PlanAlternative::PlanAlternative(PlanAlternative&&) noexcept = default;
PlanAlternative& PlanAlternative::operator=(const PlanAlternative&) = default;
PlanAlternative& PlanAlternative::operator=(PlanAlternative&&) noexcept = default;
PlanAlternative::~PlanAlternative() = default;

Sourcing::Sourcing() = default;
Sourcing::Sourcing(const Sourcing&) = default;
Sourcing::Sourcing(Sourcing&&) noexcept = default;
Sourcing& Sourcing::operator=(const Sourcing&) = default;
Sourcing& Sourcing::operator=(Sourcing&&) noexcept = default;
Sourcing::~Sourcing() = default;

}  // namespace pathfinder
