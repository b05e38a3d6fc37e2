// The tables of a document as CSV (RFC 4180: commas, CRLF, quotes doubled).
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The file begins with a byte order mark: without it Excel reads Chinese as another encoding, and everybody else skips
/// it. A cell that a spreadsheet would take for a formula (it begins with = + - @ or a control character) gets an
/// apostrophe in front; numbers in columns of figures stay numbers.
std::string render_csv(const Document& document);

/// One cell of text, quoted where it must be, harmless in a spreadsheet.
std::string csv_cell(std::string_view text);

}  // namespace pathfinder
