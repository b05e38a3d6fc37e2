// What the user's own measurements say about the next prediction; advise/calibration makes and applies it.
#pragma once

#include <string>
#include <vector>

namespace pathfinder {

/// Source id of figures that own measurements shifted or narrowed.
inline constexpr const char* calibration_source = "calibration";

/// Offset and width for one system, or for systems not measured (empty name).
struct CalibratedSystem {
  std::string system;
  double n = 0;
  double mean = 0;   ///< log offset: predictions are multiplied by e^mean
  double width = 1;  ///< factor on the interval's half widths, at most 1
};

/// What is known of one quantity at this user's.
struct QuantityCalibration {
  std::string quantity;
  double n = 0;
  double residual_sd = 0;                 ///< of the log residuals around their mean; the prior's within where n is 1
  double shrinkage = 0;                   ///< share of the mean residual that is believed, systems not measured
  std::vector<CalibratedSystem> systems;  ///< the first: any system not named below
};

/// One measurement that a calibration was made of: kept in its file for whoever reads it.
struct CalibrationRow {
  std::string id;
  std::string quantity;
  std::string system;
  double predicted = 0;
  double observed = 0;
  double log_residual = 0;
  double z = 0;
  std::string left_out;  ///< "contradicts", "unit:ID"; empty: it was believed
  std::string question;  ///< "unit:ID": a slip of the unit that may be one
};

/// A calibration file: {"schema": "pathfinder/calibration/1", "quantities": […], "measurements": […]}.
struct Calibration {
  std::string data_date;
  std::vector<QuantityCalibration> quantities;
  std::vector<CalibrationRow> measurements;
};

}  // namespace pathfinder
