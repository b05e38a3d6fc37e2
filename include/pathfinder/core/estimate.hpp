// A computed quantity: an 80 % interval, the lines it is made of, and why it may be believed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pathfinder/base/name.hpp"
#include "pathfinder/core/interval.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// What of an estimate is wanted: amounts and ranges, for answers that are only compared or stand in a table, or also
/// the lines, methods, sources and notes that a report shows. The figures are the same.
enum class Detail { figures, words };

/// One symbol of a line's formula with its value, so that the line can be recomputed.
struct Part {
  std::string symbol;  ///< as in data/formulas/
  double value = 0;
  std::string unit;
  std::string constant = {};  ///< id in data/constants/; empty: no constant
};

/// What moves a line: its amount when this driver alone stands at its P10, at its P90.
template <class Q>
struct Driver {
  Name id;  ///< lines with the same id move together: "rent:h100-sxm", "hours:training", "load"
  Q low{};
  Q high{};
};

/// One addend of an estimate, or one line of a bill. All 0 where a quote is needed;
/// only lines of money have a range of their own.
template <class Q>
struct Line : Interval<Q> {
  std::string label;      ///< text id
  std::string period;     ///< of a bill: "setup" or "monthly"
  std::string stage;      ///< of a bill: "discover" … "retraining", text id "stage.ID"; empty: none is named
  double cash_share = 1;  ///< of a bill: new money in it, 0…1; the rest is paid already, whatever is decided
  bool quote_needed = false;
  std::vector<Part> parts;         ///< what is priced is named even where the price is missing
  std::vector<Driver<Q>> drivers;  ///< of a line of money, until it is summed
  Basis basis;                     ///< its method: the formula that recomputes the amount from the parts

  Line() = default;
  /// An amount without a range of its own.
  Line(std::string text_id, Q amount, std::string formula = {}, std::vector<Part> recomputed_from = {})
      : Interval<Q>{amount, amount, amount}, label(std::move(text_id)), parts(std::move(recomputed_from)) {
    basis.method = std::move(formula);
  }
};

/// A computed quantity with its 80 % interval.
/// Invariant: the lines' central values sum to `central`. P10s do not add: the range of a total comes from the
/// residuals its parts share.
template <class Q>
struct Estimate : Interval<Q> {
  std::vector<Line<Q>> breakdown;
  Basis basis;
  std::vector<Line<double>> quantities = {};  ///< what the parts of its lines are made of, each in its formula's unit
};

}  // namespace pathfinder
