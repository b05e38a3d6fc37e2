#include "pathfinder/advise/answer.hpp"

#include "pathfinder/base/math.hpp"

namespace pathfinder {

void calibrate_figure(AnswerFigure& figure, const CalibratedSystem& offset) {
  if (figure.bound != Bound::none || (offset.mean == 0 && offset.width == 1)) return;
  const double before = figure.central;
  apply(offset, figure.low, figure.central, figure.high);
  const double factor = exp(offset.mean);
  figure.lines.push_back({"estimate.line.calibration",
                          figure.central - before,
                          "calibration.offset",
                          {{"c", before, figure.unit, ""}, {"f", factor, "ratio", ""}},
                          false});
  figure.basis.assumptions.emplace_back("estimate.assumption.calibrated");
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

}  // namespace pathfinder
