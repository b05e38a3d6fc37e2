// Layout of the image that data/embed.cpp writes at build time and cli/embedded_data reads at start.
// Offsets count from the image's first byte and are multiples of 8.
#pragma once

#include <cstdint>

namespace pathfinder {

inline constexpr std::uint32_t embedded_magic = 0x31464650;  // "PFF1"

struct EmbeddedHeader {
  std::uint32_t magic;
  std::uint32_t files;
};

/// One file: its name, its text, and the nodes and string pool of its tree.
struct EmbeddedFile {
  std::uint32_t name, name_size;
  std::uint32_t text, text_size;
  std::uint32_t nodes, nodes_count;
  std::uint32_t pool, pool_size;
};

}  // namespace pathfinder
