// Width by grapheme cluster: terminals draw an emoji with its modifiers, or two regional indicators, as one picture of
// two columns, where the sum over code points would say four or more.
#include "pathfinder/base/display_width.hpp"

#include <algorithm>

#include <utf8proc.h>

namespace pathfinder {
namespace {

constexpr char32_t replacement = U'\uFFFD';

/// One character as read: the code point, and the bytes it came from.
struct Character {
  char32_t point = 0;
  std::string_view bytes;
  bool broken = false;
};

/// What is drawn as one: bytes and columns.
struct Cluster {
  std::string_view bytes;
  int width = 0;
  char32_t first = 0;
};

Character next_character(std::string_view text) {
  utf8proc_int32_t point = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (length <= 0) return {replacement, text.substr(0, 1), true};
  return {static_cast<char32_t>(point), text.substr(0, static_cast<std::size_t>(length)), false};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

int width_of(char32_t point) {
  return utf8proc_charwidth(static_cast<utf8proc_int32_t>(point));
}

bool makes_emoji_of(char32_t point) {
  return point == U'\u200D' || point == U'\uFE0F' || (point >= U'\U0001F3FB' && point <= U'\U0001F3FF');
}

bool is_regional_indicator(char32_t point) {
  return point >= U'\U0001F1E6' && point <= U'\U0001F1FF';
}

Cluster next_cluster(std::string_view text) {
  const Character first = next_character(text);
  Cluster cluster{first.bytes, first.broken ? 1 : width_of(first.point), first.point};
  bool picture = false;
  utf8proc_int32_t state = 0;
  char32_t last = first.point;
  while (cluster.bytes.size() < text.size()) {
    const Character next = next_character(text.substr(cluster.bytes.size()));
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last), static_cast<utf8proc_int32_t>(next.point),
                                         &state)) {
      break;
    }
    cluster.width += next.broken ? 1 : width_of(next.point);
    picture = picture || makes_emoji_of(next.point) || is_regional_indicator(next.point);
    cluster.bytes = text.substr(0, cluster.bytes.size() + next.bytes.size());
    last = next.point;
  }
  if (picture && cluster.width > 0) cluster.width = 2;
  return cluster;
}

/// Calls `visit` with each cluster in turn.
template <class Visit>
void for_each_cluster(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Cluster cluster = next_cluster(text);
    text.remove_prefix(cluster.bytes.size());
    visit(cluster);
  }
}

bool is_one_of(char32_t point, std::u32string_view set) {
  return set.find(point) != std::u32string_view::npos;
}

/// Must not begin a line (GB/T 15834 and JIS X 4051 for the CJK ones).
bool closes(char32_t point) {
  return is_one_of(point, U"、。，．・：；？！）］｝〉》」』】〕〗〙〛’”％‰℃…—–～ー·,.;:?!)]}%");
}

/// Must not end a line.
bool opens(char32_t point) {
  return is_one_of(point, U"（［｛〈《「『【〔〖〘〚‘“￥＄–([{$¥£€");
}

bool is_digit(char32_t point) {
  return point >= U'0' && point <= U'9';
}

/// Whether a line may end between two clusters that no space separates.
bool may_break(const Cluster& before, const Cluster& after) {
  if (before.width != 2 && after.width != 2) return false;  // inside a Latin word
  return !opens(before.first) && !closes(after.first) && !is_digit(before.first);
}

/// What stays on one line, and whether a space stood before it.
struct Piece {
  std::string_view bytes;
  int width = 0;
  bool spaced = false;
};

/// "71 %", "100 M tokens", "9–14 ×": the sign or scale stays with its number although a space separates them.
bool belongs_to(const Piece& number, const Piece& sign) {
  const bool scale = sign.width == 1 && sign.bytes.size() <= 2 &&
                     (is_one_of(next_character(sign.bytes).point, U"kMBT×") &&
                      is_digit(static_cast<unsigned char>(number.bytes.back())));
  const bool one_space = number.bytes.data() + number.bytes.size() + 1 == sign.bytes.data();
  return sign.spaced && one_space && (scale || closes(next_character(sign.bytes).point));
}

std::vector<Piece> pieces_of(std::string_view line) {
  std::vector<Piece> pieces;
  const auto join_last = [&] {
    if (pieces.size() < 2 || !belongs_to(pieces[pieces.size() - 2], pieces.back())) return;
    const Piece sign = pieces.back();
    pieces.pop_back();
    Piece& number = pieces.back();
    number.bytes = line.substr(static_cast<std::size_t>(number.bytes.data() - line.data()),
                               number.bytes.size() + 1 + sign.bytes.size());
    number.width += 1 + sign.width;
  };
  bool spaced = false;
  bool open = false;  // the last piece may still grow
  Cluster last;
  std::size_t at = 0;
  for_each_cluster(line, [&](const Cluster& cluster) {
    if (cluster.bytes == " ") {
      if (open) join_last();
      spaced = true;
      open = false;
    } else if (open && !may_break(last, cluster)) {
      Piece& piece = pieces.back();
      piece.bytes = line.substr(at - piece.bytes.size(), piece.bytes.size() + cluster.bytes.size());
      piece.width += cluster.width;
    } else {
      pieces.push_back({cluster.bytes, cluster.width, spaced && !pieces.empty()});
      spaced = false;
      open = true;
    }
    last = cluster;
    at += cluster.bytes.size();
  });
  if (open) join_last();
  return pieces;
}

void wrap_line(std::string_view line, int columns, std::vector<std::string>& lines) {
  std::string now;
  int used = 0;
  for (const Piece& piece : pieces_of(line)) {
    const int space = piece.spaced && used > 0 ? 1 : 0;
    if (used + space + piece.width <= columns) {
      if (space > 0) now += ' ';
      now += piece.bytes;
      used += space + piece.width;
      continue;
    }
    if (used > 0) lines.push_back(std::move(now));
    now.clear();
    used = 0;
    if (piece.width <= columns) {
      now = piece.bytes;
      used = piece.width;
      continue;
    }
    for_each_cluster(piece.bytes, [&](const Cluster& cluster) {
      if (used + cluster.width > columns && used > 0) {
        now.erase(now.find_last_not_of(' ') + 1);
        lines.push_back(std::move(now));
        now.clear();
        used = 0;
      }
      if (used == 0 && cluster.bytes == " ") return;
      now += cluster.bytes;
      used += cluster.width;
    });
  }
  lines.push_back(std::move(now));
}

bool is_invisible(char32_t point) {
  return (point >= U'\u202A' && point <= U'\u202E') || (point >= U'\u2066' && point <= U'\u2069') ||  // bidi
         is_one_of(point, U"\u061C\u200B\u200E\u200F\u2060\u00AD\uFEFF") ||                           // marks
         (point >= U'\u206A' && point <= U'\u206F') || (point >= U'\uFFF9' && point <= U'\uFFFB') ||  // annotation
         (point >= U'\U000E0000' && point <= U'\U000E007F');                                          // tags
}

void append(std::string& out, char32_t point) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

}  // namespace

int display_width(std::string_view text) {
  if (is_ascii(text)) return static_cast<int>(text.size());
  int width = 0;
  for_each_cluster(text, [&](const Cluster& cluster) { width += cluster.width; });
  return width;
}

std::string take_columns(std::string_view text, int skip, int columns) {
  std::string out;
  int at = 0;
  const int end = skip + columns;
  for_each_cluster(text, [&](const Cluster& cluster) {
    const int next = at + cluster.width;
    if (at >= skip && next <= end) {
      if (at < end) out += cluster.bytes;
    } else if (at < skip && next > skip) {
      out.append(static_cast<std::size_t>(std::min(next, end) - skip), ' ');
    }
    at = next;
  });
  return out;
}

std::string shortened(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns < 1) return {};
  return take_columns(text, 0, columns - 1) + "…";
}

std::string padded(std::string_view text, int columns, Align align) {
  const std::string spaces(static_cast<std::size_t>(std::max(0, columns - display_width(text))), ' ');
  return align == Align::left ? std::string(text) + spaces : spaces + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    wrap_line(text.substr(0, end), columns, lines);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

int widest_piece(std::string_view text) {
  int widest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    for (const Piece& piece : pieces_of(text.substr(0, end))) widest = std::max(widest, piece.width);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

std::string terminal_safe(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const Character next = next_character(text);
    text.remove_prefix(next.bytes.size());
    const char32_t c = next.point;
    if (c == U'\t' || c == U'\n' || c == U'\r' || c == U'\u2028' || c == U'\u2029' || c == U'\u0085') {
      out += ' ';
    } else if (c < 0x20) {
      append(out, 0x2400 + c);  // the picture of the control character
    } else if (c == 0x7F) {
      append(out, U'\u2421');
    } else if (next.broken || (c >= 0x80 && c < 0xA0) || is_invisible(c)) {
      append(out, replacement);
    } else {
      out += next.bytes;
    }
  }
  return out;
}

}  // namespace pathfinder
