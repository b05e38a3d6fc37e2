// Bill of materials and cost by year of the recommended option as one table, for programs that calculate with it.
#pragma once

#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The first column tells which table a line belongs to: setup, monthly, year. Amounts are in whole units of the
/// currency (in Chinese 万元 with two decimals) as in every other format, without thousands' separators; a line whose
/// price needs a quote has none. Without a recommended option the table has no rows.
Document build_purchase(const Decision& decision, const Words& words, std::string_view language);

}  // namespace pathfinder
