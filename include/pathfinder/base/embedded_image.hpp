// Layout of the image that data/embed.cpp writes at build time and cli/embedded_data reads at start.
// Offsets count from the image's first byte and are multiples of 8.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pathfinder {

inline constexpr std::uint32_t embedded_magic = 0x32464650;  // "PFF2"

struct EmbeddedHeader {
  std::uint32_t magic;
  std::uint32_t files;
};

/// One file: its name, its text, and the nodes and string pool of its tree. Behind the text stands its SHA-256, as 64
/// hexadecimal digits.
struct EmbeddedFile {
  std::uint32_t name, name_size;
  std::uint32_t text, text_size;
  std::uint32_t nodes, nodes_count;
  std::uint32_t pool, pool_size;
};

/// The image that this program carries.
std::span<const char> embedded_image();

/// Where the ready catalogue (cli/ready_catalogue) expects a second view of the image, and where it lies itself: far
/// from where systems put programs, libraries, stacks and the shadows of sanitizers.
inline constexpr std::uint64_t embedded_place = 0x2a0000000000;
inline constexpr std::uint64_t ready_place = 0x2a4000000000;

/// The digest of a text that lies in the image, or in its second view; empty for any other.
std::string_view embedded_sha256(std::string_view text);

}  // namespace pathfinder
