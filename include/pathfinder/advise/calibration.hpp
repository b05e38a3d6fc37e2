// What one's own measurements say about the next prediction. The logarithm of measured over predicted is taken apart as
// source effect + system effect + noise, all normal around 0 (the constants are fitted, so no bias is expected); the
// spreads come from published rows, each predicted by constants that have not seen its source
// (data/constants/calibration.json). A few measurements then shift and narrow the predictions by normal-normal
// shrinkage (Gelman et al., Bayesian Data Analysis, 3rd ed., 5.4; Searle et al., Variance Components, 1992, 3.6).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/calibration_result.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/estimate/serving.hpp"

namespace pathfinder {

/// Standard deviations of the log error: between sources, between systems of one source, and from row to row.
struct ErrorSpreads {
  double source = 0;
  double system = 0;
  double within = 0;

  double total_variance() const { return source * source + system * system + within * within; }
};

/// ln(measured / predicted).
double log_residual(const Measurement& one);

/// The residual over the standard deviation that the prediction's own interval claims (P90 is 1.2816 of them).
double z_score(const Measurement& one);

/// The slip that explains a measurement, if one does: 10^9 bytes for 2^30, a total for one accelerator's share (or the
/// other way round), hours for minutes, seconds for milliseconds, powers of 1,000. Large factors count only where the
/// measurement contradicts the model (|z| > 3) and the residual matches within two standard deviations.
/// 10^9 for 2^30 is 7 % and lies within the noise: it is certain where the value exceeds the card and would not
/// otherwise, else only a question, asked where the residual is nearer to it than to 0.
std::vector<UnitSuspicion> unit_suspicions(const Measurement& one, const ErrorSpreads& spreads);

/// Whether one row of memory stands off the other rows of its file by what 10^9 for 2^30 makes: rows of one source
/// scatter far less around each other than around the model. Needs three others; `index`: the row.
bool stands_off_as_decimal_bytes(const std::vector<Measurement>& memory, std::size_t index);

/// The same for measurements of one quantity together: their mean residual is less noisy than each.
bool looks_like_decimal_bytes(const std::vector<Measurement>& memory);

/// Shrinks the residuals of `measurements` of one quantity. \pre not empty; spreads.within > 0
QuantityCalibration calibrate(const std::vector<Measurement>& measurements, const ErrorSpreads& spreads);

/// Offset and width for a quantity on a system; neutral where nothing was measured.
CalibratedSystem offset_for(const Calibration& calibration, std::string_view quantity, std::string_view system);

/// An interval around a shifted centre: central * e^mean, half widths (of logarithms) * width. \pre central > 0
void apply(const CalibratedSystem& offset, double& low, double& central, double& high);

/// The same for a quantity of a plan; false where it was not measured, and nothing happened.
template <class Q>
bool calibrate_range(Interval<Q>& range, const Calibration& calibration, std::string_view quantity,
                     std::string_view system) {
  const CalibratedSystem offset = offset_for(calibration, quantity, system);
  if ((offset.mean == 0 && offset.width == 1) || range.central.value <= 0) return false;
  apply(offset, range.low.value, range.central.value, range.high.value);
  return true;
}

/// The same for an estimate, which then names the calibration as a source; its breakdown, if any, grows with it.
/// Nothing happens where the quantity was not measured.
template <class Q>
void calibrate_estimate(Estimate<Q>& estimate, const Calibration& calibration, std::string_view quantity,
                        std::string_view system) {
  const double before = estimate.central.value;
  if (!calibrate_range(estimate, calibration, quantity, system)) return;
  for (Line<Q>& line : estimate.breakdown)
    line.low = line.central = line.high = {line.central.value * (estimate.central.value / before)};
  estimate.basis.sources.push_back(calibration_source);
  estimate.basis.assumptions.emplace_back("assume.calibrated");
}

/// Spreads of a quantity from constants by id ("calibration.gpu_hours.source"); `system` is 0 where there is none.
ErrorSpreads error_spreads(std::string_view quantity, const std::function<double(std::string_view)>& value);

/// What serving figures of one source share further: accelerator and group of the engine, "h100-sxm/vllm".
std::string serving_system(std::string_view gpu, std::string_view engine, const ServingProfiles& profiles);

/// Quantities that can be calibrated.
const std::vector<std::string_view>& calibrated_quantities();

/// The description of a calibration file, for its reader, its writer and its schema.
void describe_calibration(Fields& fields, Calibration& calibration);

}  // namespace pathfinder
