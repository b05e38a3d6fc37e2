#include "pathfinder/base/xxh64.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace pathfinder {
namespace {

constexpr std::uint64_t prime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t prime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t prime3 = 0x165667B19E3779F9;
constexpr std::uint64_t prime4 = 0x85EBCA77C2B2AE63;
constexpr std::uint64_t prime5 = 0x27D4EB2F165667C5;

/// `count` bytes as a number, the first one lowest.
std::uint64_t read(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint64_t mixed_in(std::uint64_t lane, std::uint64_t input) {
  return std::rotl(lane + input * prime2, 31) * prime1;
}

}  // namespace

std::uint64_t xxh64(std::string_view bytes) {
  std::size_t at = 0;
  std::uint64_t hash = prime5;
  if (bytes.size() >= 32) {
    std::array<std::uint64_t, 4> lanes = {prime1 + prime2, prime2, 0, 0 - prime1};
    for (; at + 32 <= bytes.size(); at += 32) {
      for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] = mixed_in(lanes[lane], read(bytes, at + 8 * lane, 8));
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes) hash = (hash ^ mixed_in(0, lane)) * prime1 + prime4;
  }
  hash += bytes.size();
  for (; at + 8 <= bytes.size(); at += 8) {
    hash = std::rotl(hash ^ mixed_in(0, read(bytes, at, 8)), 27) * prime1 + prime4;
  }
  if (at + 4 <= bytes.size()) {
    hash = std::rotl(hash ^ read(bytes, at, 4) * prime1, 23) * prime2 + prime3;
    at += 4;
  }
  for (; at < bytes.size(); ++at) hash = std::rotl(hash ^ read(bytes, at, 1) * prime5, 11) * prime1;
  hash = (hash ^ hash >> 33) * prime2;
  hash = (hash ^ hash >> 29) * prime3;
  return hash ^ hash >> 32;
}

}  // namespace pathfinder
