#include "pathfinder/core/provenance.hpp"

#include <array>

namespace pathfinder {

std::string_view origin_word(Origin origin) {
  constexpr std::array<std::string_view, 5> words = {"given", "measured", "preset", "derived", "assumed"};
  return words.at(static_cast<std::size_t>(origin));
}

}  // namespace pathfinder
