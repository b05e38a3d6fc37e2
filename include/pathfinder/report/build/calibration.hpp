// What own measurements say, as a document: what needs a second look first, then every row beside its prediction, then
// what was learned from them.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/calibration_result.hpp"
#include "pathfinder/core/texts.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// `files`: where the calibration was written to.
Document build_calibration(const CalibrationResult& result, const std::vector<std::string>& files, const Texts& texts);

/// Why a row could not be used, in a sentence.
std::string unused_row_text(const UnusedRow& row, const Texts& texts);

}  // namespace pathfinder
