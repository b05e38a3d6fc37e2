// XXH64: a short hash that spreads names evenly and is the same everywhere (Yann Collet, "XXHash fast digest
// algorithm", specification 0.1.1). For splitting things by name, not against anybody who means harm: that is sha256.
#pragma once

#include <cstdint>
#include <string_view>

namespace pathfinder {

/// The hash of the bytes with seed 0.
std::uint64_t xxh64(std::string_view bytes);

}  // namespace pathfinder
