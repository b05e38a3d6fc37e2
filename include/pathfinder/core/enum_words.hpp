// The words of an enum: as files write its values and as the ids of texts end. They stand once, beside the enum.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace pathfinder {

/// To be specialised beside the enum: one word a value, in the order of the values.
template <class Enum>
inline constexpr std::array<std::string_view, 0> enum_words{};

template <class Enum>
constexpr std::string_view word_of(Enum value) {
  return enum_words<Enum>.at(static_cast<std::size_t>(value));
}

/// All of them, as Fields::choice() takes them.
template <class Enum>
const std::vector<std::string_view>& words_of() {
  static const std::vector<std::string_view> all(enum_words<Enum>.begin(), enum_words<Enum>.end());
  return all;
}

/// Sets `value` to the one that `word` means; false where there is none.
template <class Enum>
bool read_word(std::string_view word, Enum& value) {
  const auto& words = enum_words<Enum>;
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return false;
  value = static_cast<Enum>(found - words.begin());
  return true;
}

}  // namespace pathfinder
