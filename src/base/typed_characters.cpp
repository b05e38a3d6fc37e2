#include "base/typed_characters.hpp"

#include <utf8proc.h>

namespace pathfinder {
namespace {

/// The plain form of a character: full-width, traditional and typographic forms count as what they stand for.
char32_t plain(char32_t c) {
  if (c >= U'\uFF01' && c <= U'\uFF5E') return c - 0xFEE0;
  switch (c) {
    case U'\u3000':
      return U' ';
    case U'\uFFE5':
      return U'¥';
    case U'\uFFE1':
      return U'£';
    case U'\u2212':
      return U'-';
    case U'\u301C':
      return U'~';
    case U'萬':
      return U'万';
    case U'億':
      return U'亿';
    default:
      return c;
  }
}

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string out;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    out += length > 0 ? plain(static_cast<char32_t>(point)) : broken;
    at += length > 0 ? static_cast<std::size_t>(length) : 1;
  }
  return out;
}

TextPiece trimmed(TextPiece piece) {
  while (!piece.empty() && is_space(piece.text.front())) piece = piece.from(1);
  while (!piece.empty() && is_space(piece.text.back())) piece.text.remove_suffix(1);
  return piece;
}

}  // namespace pathfinder
