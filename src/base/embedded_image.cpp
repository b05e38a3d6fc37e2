#include "pathfinder/base/embedded_image.hpp"

#include <cstddef>
#include <functional>

extern "C" {
extern const char pathfinder_embedded_begin[];
extern const char pathfinder_embedded_end[];
}

namespace pathfinder {
namespace {

bool lies_in(std::string_view text, const char* begin, std::size_t size) {
  const std::less<> before;  // of pointers into different arrays
  return !before(text.data(), begin) && before(text.data() + text.size(), begin + size);
}

}  // namespace

std::span<const char> embedded_image() {
  return {pathfinder_embedded_begin, static_cast<std::size_t>(pathfinder_embedded_end - pathfinder_embedded_begin)};
}

std::string_view embedded_sha256(std::string_view text) {
  constexpr std::size_t digits = 64;
  const std::span<const char> image = embedded_image();
  if (!lies_in(text, image.data(), image.size()) &&
      !lies_in(text, reinterpret_cast<const char*>(embedded_place), image.size()))
    return {};
  return {text.data() + text.size(), digits};
}

}  // namespace pathfinder
