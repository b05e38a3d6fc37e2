// Small helpers for words: ids, options, names of software. Only ASCII letters change case; other bytes pass unchanged.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// `text` with its ASCII capitals in lower case, whatever the locale.
inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// The words with `between` between them.
template <class Word>
std::string join(const std::vector<Word>& words, std::string_view between = ", ") {
  std::string all;
  for (const Word& word : words) {
    if (!all.empty()) all += between;
    all += word;
  }
  return all;
}

/// Calls `visit(line, number)` for each line of `text` that holds more than blanks; numbers count from 1.
template <class Visit>
void for_each_line(std::string_view text, const Visit& visit) {
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) visit(line, number);
  }
}

/// Characters of UTF-8 text, as columns of an error message count them.
inline int characters(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace pathfinder
