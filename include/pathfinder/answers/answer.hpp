// One figure on its own, for people who check figures: interval, lines, and for every line its formula and the parts it
// recomputes from. `estimate` shows it; the numbers are those of estimate/, the same that `advise` and `backtest` use.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/provenance.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// Where nothing was measured, only one side of a figure can be said.
enum class Bound { none, at_least, at_most };

/// One figure in `unit`, with the lines that sum to it and what their parts are made of. Of a bound only `limit` may be
/// shown.
struct AnswerFigure {
  std::string id;  ///< "training_gpu_hours"; its name is the text "estimate.figure.ID"
  std::string unit;
  Estimate<double> estimate;
  Bound bound = Bound::none;
  double limit = 0;
  bool quote_needed = false;  ///< some line has no price and is left out
};

/// A value in a sentence: a word, a text id behind '@', or a range with its unit.
struct AnswerValue {
  std::string name;
  std::string text;
  double low = 0;
  double high = 0;
  std::string unit;
};

/// A sentence beside the figures; `text` is a text id.
struct AnswerNote {
  std::string text;
  std::vector<AnswerValue> values;
  bool warning = false;
};

/// What the figures rest on, as given or assumed.
struct AnswerInput {
  std::string name;  ///< option without its dashes: "seq-len"
  AnswerValue value;
  bool given = true;
};

/// Everything `estimate` says.
struct Answer {
  std::string kind;                   ///< "train", "memory", …
  std::vector<AnswerFigure> figures;  ///< the first is the one asked for
  std::vector<AnswerNote> notes;
  std::vector<AnswerInput> inputs;
};

// --- shared by the answers ---

/// An estimate as a figure in another unit: `factor` of them are one of the estimate's.
template <class Unit>
AnswerFigure figure_of(std::string id, std::string unit, const Estimate<Quantity<Unit>>& estimate, double factor = 1) {
  AnswerFigure figure{std::move(id), std::move(unit), {}};
  figure.estimate = estimate_of<double>(scaled(factor, values(spread_of(estimate))), estimate.basis);
  figure.estimate.quantities = estimate.quantities;
  for (const Line<Quantity<Unit>>& line : estimate.breakdown) {
    Line<double>& shown =
        figure.estimate.breakdown.emplace_back(line.label, factor * line.central.value, line.basis.method, line.parts);
    shown.quote_needed = line.quote_needed;
  }
  return figure;
}
inline AnswerFigure figure_of(std::string id, std::string unit, Estimate<double> estimate) {
  return {std::move(id), std::move(unit), std::move(estimate)};
}

/// The figure at this user's: shifted and narrowed by own measurements, with a line that says by how much. Bounds stay.
void calibrate_figure(AnswerFigure& figure, const CalibratedSystem& offset);

/// Widens every figure to hold the same figure of another version of the accelerator. Lines and centres stay.
void widen(Answer& answer, const Answer& other);

/// Before anything of it is shown: every figure is finite and its ends are in order, only an upper end may be unknown
/// (NaN). What is not so is our mistake: std::logic_error.
void check_answer(const Answer& answer);

/// A value of a sentence.
AnswerValue amount(std::string name, double low, double high, std::string unit);
inline AnswerValue amount(std::string name, double value, std::string unit) {
  return amount(std::move(name), value, value, std::move(unit));
}
AnswerValue word(std::string name, std::string text);
/// The sentence of a text id, as a value of another sentence.
AnswerValue said(std::string name, std::string_view text_id);

}  // namespace pathfinder
