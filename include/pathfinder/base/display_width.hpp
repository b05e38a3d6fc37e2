// How wide text is in a terminal, and what must not reach one. Columns, not bytes or characters: a Chinese character
// takes two, a combining mark none. Width and grapheme clusters from utf8proc (Unicode UAX #11 and UAX #29; characters
// of ambiguous width count one, as UTF-8 terminals show them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

enum class Align { left, right };

/// Columns that `text` takes in a terminal. Broken UTF-8 counts one column a byte, control characters none.
int display_width(std::string_view text);

/// The columns from `skip` on, at most `columns` of them. A wide character cut at the left edge becomes a space, at the
/// right edge it is left out.
std::string take_columns(std::string_view text, int skip, int columns);

/// `text`, or as much of its beginning as fits in `columns` with "…" behind it.
std::string shortened(std::string_view text, int columns);

/// `text` with spaces to make it at least `columns` wide.
std::string padded(std::string_view text, int columns, Align align = Align::left);

/// Lines of at most `columns`. Breaks stand at spaces (runs of spaces count as one) and between Chinese characters,
/// never inside a Latin word or number, nor before closing or behind opening punctuation, nor between a number and the
/// character that counts it (12.8万). Only what is wider than a whole line is cut. "\n" begins a new line. At least one
/// line, perhaps empty. \pre columns >= 2
std::vector<std::string> wrapped(std::string_view text, int columns);

/// Columns of the widest piece that `wrapped` would not break.
int widest_piece(std::string_view text);

/// One line of text without anything that could steer a terminal: tabs and line ends become a space, control characters
/// their picture (ESC: ␛); bidirectional overrides and isolates, invisible marks and tags, and broken UTF-8 become �.
std::string terminal_safe(std::string_view text);

}  // namespace pathfinder
