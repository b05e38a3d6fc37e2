// The user's own measurements beside the predictions of the back-test's kinds, and the calibration they make.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/backtest/columns.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/calibration_result.hpp"

namespace pathfinder {

/// The rows of a file: one object a line, or a JSON array of objects, or one object over several lines.
std::vector<RunRow> read_own_rows(const std::string& name, const std::string& text, Findings& findings);

/// Predicts every measured figure, leaves out what contradicts its prediction or stands in another unit, and shrinks
/// the rest. Nothing is calibrated where nothing was measured.
CalibrationResult calibrate_on(const std::vector<RunRow>& rows, const Catalogue& catalogue);

}  // namespace pathfinder
