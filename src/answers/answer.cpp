#include "pathfinder/answers/answer.hpp"

#include <algorithm>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

void calibrate_figure(AnswerFigure& figure, const CalibratedSystem& offset) {
  if (figure.bound != Bound::none || (offset.mean == 0 && offset.width == 1)) return;
  Estimate<double>& estimate = figure.estimate;
  const double before = estimate.central;
  apply(offset, estimate.low, estimate.central, estimate.high);
  estimate.breakdown.emplace_back("estimate.line.calibration", estimate.central - before, "calibration.offset",
                                  std::vector<Part>{{"c", before, figure.unit}, {"f", exp(offset.mean), "ratio"}});
  estimate.basis.assumptions.emplace_back("estimate.assumption.calibrated");
}

AnswerValue amount(std::string name, double low, double high, std::string unit) {
  return {std::move(name), {}, low, high, std::move(unit)};
}

AnswerValue word(std::string name, std::string text) {
  return {std::move(name), std::move(text), 0, 0, {}};
}

AnswerValue said(std::string name, std::string_view text_id) {
  return word(std::move(name), "@" + std::string(text_id));
}

void widen(Answer& answer, const Answer& other) {
  for (AnswerFigure& figure : answer.figures) {
    for (const AnswerFigure& one : other.figures) {
      if (one.id != figure.id || one.bound != figure.bound) continue;
      figure.estimate.low = std::min(figure.estimate.low, one.estimate.low);
      figure.estimate.high = std::max(figure.estimate.high, one.estimate.high);
      if (figure.bound == Bound::at_least) figure.limit = std::min(figure.limit, one.limit);
      if (figure.bound == Bound::at_most) figure.limit = std::max(figure.limit, one.limit);
    }
  }
}

}  // namespace pathfinder
