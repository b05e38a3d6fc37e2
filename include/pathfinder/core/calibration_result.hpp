// What `calibrate` found: every measurement beside its prediction, what is odd about it, and the calibration that the
// believable ones make.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/calibration.hpp"
#include "pathfinder/core/interval.hpp"

namespace pathfinder {

/// One measured figure beside its prediction.
struct Measurement : Interval<> {
  std::string id;
  std::string quantity;  ///< "gpu_hours", "peak_mem_gib", "tokens_per_s_out", "ttft_ms", "tpot_ms"
  std::string system;    ///< what rows of one source share further: accelerator and engine; may be empty
  double observed = 0;
  double gpus = 1;      ///< accelerators of the row, for totals taken for a single one's
  double room_gib = 0;  ///< memory of one of them; 0: not known
};

/// A slip of the unit that would explain a residual.
struct UnitSuspicion {
  std::string id;        ///< text id "calibrate.unit.ID": "gib", "per-gpu", "sum", "minutes", …
  double factor = 1;     ///< measured over what it would be in the right unit
  bool certain = false;  ///< the value as it stands is more than the card has
};

/// One measurement with what is to be said about it.
struct JudgedMeasurement {
  Measurement measurement;
  double z = 0;  ///< the residual in standard deviations of the prediction
  std::vector<UnitSuspicion> slips;
  bool left_out = false;  ///< contradicts the model, or stands in another unit: it narrows nothing
};

/// A row that could not be used: text id of the reason, with one argument.
struct UnusedRow {
  std::string id, reason, argument;
};

/// Everything `calibrate` says.
struct CalibrationResult {
  Calibration calibration;
  std::vector<JudgedMeasurement> judged;
  std::vector<UnusedRow> unused;
};

}  // namespace pathfinder
