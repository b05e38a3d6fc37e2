#include "pathfinder/answers/answer.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/plausible.hpp"

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

void check_answer(const Answer& answer) {
  const auto wrong = [](const std::string& what, double value) {
    throw std::logic_error(what + " would be said as " + json_number(value));
  };
  const auto sound = [](double value) { return std::isfinite(value) && std::abs(value) <= largest_number; };
  for (const AnswerFigure& figure : answer.figures) {
    const Estimate<double>& estimate = figure.estimate;
    if (figure.bound != Bound::none) {
      if (!sound(figure.limit)) wrong(figure.id, figure.limit);
      continue;
    }
    if (!sound(estimate.low)) wrong(figure.id + ".low", estimate.low);
    if (!sound(estimate.central) || estimate.central < estimate.low) wrong(figure.id + ".central", estimate.central);
    if (!std::isnan(estimate.high) && (!sound(estimate.high) || estimate.high < estimate.central))
      wrong(figure.id + ".high", estimate.high);
    for (const Line<double>& line : estimate.breakdown)
      if (!line.quote_needed && !sound(line.central)) wrong(figure.id + " " + line.label, line.central);
  }
}

}  // namespace pathfinder
