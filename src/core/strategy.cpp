#include "pathfinder/core/strategy.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

Strategy::Strategy() = default;
Strategy::Strategy(const Strategy&) = default;
Strategy::Strategy(Strategy&&) noexcept = default;
Strategy& Strategy::operator=(const Strategy&) = default;
Strategy& Strategy::operator=(Strategy&&) noexcept = default;
Strategy::~Strategy() = default;

}  // namespace pathfinder
