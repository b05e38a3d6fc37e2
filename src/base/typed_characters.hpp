// The characters of what people type, one code point each in its plain form, and pieces of them that know their place.
#pragma once

#include <string>
#include <string_view>

namespace pathfinder {

using Characters = std::u32string_view;

/// A piece of the typed text that knows where it stands.
struct TextPiece {
  Characters text;
  int at = 0;

  bool empty() const { return text.empty(); }
  TextPiece from(std::size_t skip) const { return {text.substr(skip), at + static_cast<int>(skip)}; }
  TextPiece first(std::size_t count) const { return {text.substr(0, count), at}; }
};

inline constexpr char32_t broken = U'\uFFFD';  ///< what is no UTF-8

inline bool is_decimal(char32_t c) {
  return c >= U'0' && c <= U'9';
}
inline bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
inline bool is_space(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\u00A0' || c == U'\u202F';
}
inline bool is_chinese_suffix(char32_t c) {
  return Characters(U"十百千万亿").find(c) != Characters::npos;
}
inline char32_t lower(char32_t c) {
  return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

/// `text` (UTF-8) as code points; full-width, traditional and typographic forms count as what they stand for.
std::u32string code_points(std::string_view text);

/// Without spaces at both ends.
TextPiece trimmed(TextPiece piece);

}  // namespace pathfinder
