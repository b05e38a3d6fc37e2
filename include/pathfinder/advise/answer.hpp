// One figure on its own, for people who check figures: interval, lines, and for every line its formula and the parts it
// recomputes from. `estimate` shows it; the numbers are those of estimate/, the same that `advise` and `backtest` use.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// One symbol of a line's formula with its value.
struct AnswerPart {
  std::string symbol;
  double value = 0;
  std::string unit;
  std::string constant;  ///< id in data/constants/; empty: no constant
};

/// One line of a figure, or a quantity that lines are made of. The right-hand side of the formula's equation over
/// `parts` gives `amount`.
struct AnswerLine {
  std::string label;  ///< text id
  double amount = 0;  ///< in the figure's unit; of a quantity: in the formula's
  std::string formula;
  std::vector<AnswerPart> parts;
  bool quote_needed = false;
};

/// Where nothing was measured, only one side of a figure can be said.
enum class Bound { none, at_least, at_most };

/// One figure: P10, P50, P90 in `unit`; the lines sum to `central`. Of a bound only `limit` may be shown.
struct AnswerFigure {
  std::string id;  ///< "training_gpu_hours"; its name is the text "estimate.figure.ID"
  std::string unit;
  double low = 0;
  double central = 0;
  double high = 0;
  Bound bound = Bound::none;
  double limit = 0;
  bool quote_needed = false;  ///< some line has no price and is left out
  std::vector<AnswerLine> lines;
  std::vector<AnswerLine> quantities;  ///< what the lines' parts are made of
  Basis basis;
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

/// A figure from an estimate whose lines come with it.
template <class Q>
AnswerFigure figure_of(std::string id, std::string unit, const Estimate<Q>& estimate, double factor = 1) {
  AnswerFigure figure;
  figure.id = std::move(id);
  figure.unit = std::move(unit);
  figure.low = factor * estimate.low.value;
  figure.central = factor * estimate.central.value;
  figure.high = factor * estimate.high.value;
  figure.basis = estimate.basis;
  return figure;
}

/// The figure at this user's: shifted and narrowed by own measurements, with a line that says by how much. Bounds stay.
void calibrate_figure(AnswerFigure& figure, const CalibratedSystem& offset);

/// A value of a sentence.
AnswerValue amount(std::string name, double low, double high, std::string unit);
inline AnswerValue amount(std::string name, double value, std::string unit) {
  return amount(std::move(name), value, value, std::move(unit));
}
AnswerValue word(std::string name, std::string text);
/// The sentence of a text id, as a value of another sentence.
AnswerValue said(std::string name, std::string_view text_id);

}  // namespace pathfinder
