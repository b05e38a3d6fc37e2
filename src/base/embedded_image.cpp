#include "pathfinder/base/embedded_image.hpp"

#include <functional>

extern "C" {
extern const char pathfinder_embedded_begin[];
extern const char pathfinder_embedded_end[];
}

namespace pathfinder {

std::string_view embedded_sha256(std::string_view text) {
  constexpr std::size_t digits = 64;
  const std::less<> before;  // of pointers into different arrays
  const char* const end = text.data() + text.size();
  if (before(text.data(), pathfinder_embedded_begin) || !before(end, pathfinder_embedded_end)) return {};
  return {end, digits};
}

}  // namespace pathfinder
