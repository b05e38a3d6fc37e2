// A run over the case bank as tables: how often answers were acceptable, beside what simpler rules would have said, and
// which answers were not.
#pragma once

#include "pathfinder/core/cases_result.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

Document build_cases(const CasesReport& report, const Sentences& say);

}  // namespace pathfinder
