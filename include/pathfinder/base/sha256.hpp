// SHA-256 (FIPS 180-4), so that a report can name the data it was made with and anybody can check it with sha256sum.
// Written here because nothing linked has a hash that others can recompute: libcrypto would be the largest library of
// the program, for sixty lines of a published standard with published test vectors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pathfinder {

/// The digest of a text that comes piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// Of all bytes added, as 64 lower-case hexadecimal digits.
  std::string hex() const;

 private:
  std::array<std::uint32_t, 8> state_;
  std::array<unsigned char, 64> rest_{};  ///< what fills no block yet
  std::uint64_t size_ = 0;                ///< bytes added
};

/// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace pathfinder
