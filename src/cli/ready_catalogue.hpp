// The catalogue of the data that the program carries, made at build time: data/ready.cpp loads it, checks it and writes
// down the memory it then fills, for one address (base/embedded_image). A start maps that memory there and is done;
// where the address cannot be had, the data are loaded as any other.
#pragma once

#include <span>

#include "pathfinder/base/embedded_image.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder::cli {

/// A second view of a part of the running program's file, at an address of one's own choice: what was written for that
/// address at build time is right there without being touched. What is written to it, where it may be, stays with the
/// process. `part` begins on a page. False where that cannot be had (no /proc, no Linux, something else lies there):
/// nothing has changed then.
enum class View { read_only, writable };
bool map_at(std::uint64_t place, std::span<const char> part, View view);

/// What lies at ready_place.
struct ReadyHeader {
  std::uint32_t magic;
  std::uint32_t catalogue_bytes;  ///< sizeof(Catalogue) of the program that wrote it
  std::uint64_t catalogue;        ///< where it begins, from ready_place
};
inline constexpr std::uint32_t ready_magic = 0x31524650;  // "PFR1"

/// The catalogue in `image`, a part of the running program, for the first who asks; null for all others, and where
/// there is none or it cannot be mapped. It lives as long as the program and may be changed; what it was made of is
/// memory that nobody frees: a program that carries an image leaves such blocks alone (in_ready_catalogue) in its
/// operator delete.
Catalogue* take_ready_catalogue(std::span<const char> image);

/// Whether a block of memory came with the image.
inline bool in_ready_catalogue(const void* block) {
  constexpr std::uint64_t most = std::uint64_t{1} << 30U;
  return reinterpret_cast<std::uintptr_t>(block) - ready_place < most;
}

}  // namespace pathfinder::cli
