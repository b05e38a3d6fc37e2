// Bill of materials and cost by year of the recommended option as one CSV file (RFC 4180: commas, CRLF, quotes
// doubled). The first column tells which table a line belongs to: setup, monthly, year.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Amounts are in whole units of the currency (in Chinese 万元 with two decimals) as in every other format, without
/// thousands' separators; a line whose price needs a quote has no amount. The file begins with a byte order mark:
/// without it Excel reads Chinese as another encoding, and everybody else skips it. A cell that a spreadsheet would
/// take for a formula (it begins with = + - @ or a control character) gets an apostrophe in front.
std::string render_csv(const Decision& decision, const Catalogue& catalogue, std::string_view language);

/// One cell of text, quoted where it must be, harmless in a spreadsheet.
std::string csv_cell(std::string_view text);

}  // namespace pathfinder
