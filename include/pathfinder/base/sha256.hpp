// SHA-256 (FIPS 180-4), so that a report can name the data it was made with and anybody can check it with sha256sum.
// Written here because nothing linked has a hash that others can recompute: libcrypto would be the largest library of
// the program, for sixty lines of a published standard with published test vectors.
#pragma once

#include <string>
#include <string_view>

namespace pathfinder {

/// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace pathfinder
