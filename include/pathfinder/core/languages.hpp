// The languages that the program speaks. A further one is its sentences, data/text/CODE.json, and a row and a member
// here; texts of data/ that do not have it yet are shown in the first language.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// A text in every language.
struct Translated {
  std::string en;
  std::string zh;
};

struct Language {
  std::string_view code;  ///< as in --lang, in the keys of translated texts and in the name of data/text/CODE.json
  std::string_view tag;   ///< for browsers and screen readers (BCP 47)
  std::string Translated::*member;
  bool stated = false;  ///< every text of data/ must have it
};

/// The first is spoken where none is asked for.
inline constexpr std::array<Language, 2> languages = {{
    {"en", "en", &Translated::en, true},
    {"zh", "zh-CN", &Translated::zh, true},  // simplified characters, whatever the reader's machine prefers
}};

/// The row of a code; the first one for what is not spoken.
constexpr const Language& language_of(std::string_view code) {
  for (const Language& one : languages) {
    if (one.code == code) return one;
  }
  return languages.front();
}
constexpr bool is_spoken(std::string_view code) {
  return language_of(code).code == code;
}

/// The side of a text that a language reads.
inline const std::string& in_language(const Translated& text, std::string_view code) {
  const std::string& words = text.*language_of(code).member;
  return words.empty() ? text.en : words;
}

inline std::vector<std::string_view> language_codes() {
  std::vector<std::string_view> codes;
  for (const Language& one : languages) codes.push_back(one.code);
  return codes;
}

}  // namespace pathfinder
