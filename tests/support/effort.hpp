// How much a test tries. Address and undefined-behaviour sanitizers make each try ten to twenty times dearer and look
// at how memory is used, not at which figure comes out: where they watch, what only repeats with other figures is tried
// less often. Every build without them tries all of it.
#pragma once

#include <cstddef>

namespace pathfinder::test {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool watched = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool watched = true;
#else
inline constexpr bool watched = false;
#endif
#else
inline constexpr bool watched = false;
#endif

/// Tries of `whole`: all, or an eighth, rounded up.
constexpr std::size_t tries(std::size_t whole) {
  return watched ? (whole + 7) / 8 : whole;
}

/// Step through a list of like cases: every one, or every fifth.
inline constexpr std::size_t stride = watched ? 5 : 1;

}  // namespace pathfinder::test
