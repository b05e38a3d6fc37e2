// Intervals of the parts of an estimate, and how they combine.
// Parts rest on drivers (a price, a utilisation, a load). What rests on the same driver moves together: it is moved to
// its P10 or P90 as one. Different drivers are independent: with F(d) the result when driver d alone stands at its P90,
// over the central result, ln(high / central) = sqrt(sum of ln^2 F(d)), and likewise below. For products of lognormal
// factors that is exact; for sums it is the first-order rule (ISO/IEC Guide 98-3, 5.1.2) on logarithms, which never
// falls below zero.
#pragma once

#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"

namespace pathfinder {

/// A part of a formula with its 80 % interval.
template <class Q = double>
using Spread = Interval<Q>;

/// A part known exactly.
template <class Q>
constexpr Spread<Q> exactly(Q value) {
  return {value, value, value};
}

/// A spread times a known number. \pre factor >= 0
template <class Q>
constexpr Spread<Q> scaled(double factor, const Spread<Q>& spread) {
  return {factor * spread.low, factor * spread.central, factor * spread.high};
}

/// The interval of an estimate, as a part of the next formula.
template <class Q>
constexpr Spread<Q> spread_of(const Estimate<Q>& estimate) {
  return estimate;
}

/// The bare numbers of a spread.
template <class Unit>
constexpr Spread<double> values(const Spread<Quantity<Unit>>& spread) {
  return {spread.low.value, spread.central.value, spread.high.value};
}

/// A spread of quantities from bare numbers.
template <class Q>
constexpr Spread<Q> quantities(const Spread<double>& spread) {
  return {Q{spread.low}, Q{spread.central}, Q{spread.high}};
}

/// An estimate with this interval, without lines.
template <class Q>
Estimate<Q> estimate_of(const Spread<Q>& spread, Basis basis) {
  return {spread, {}, std::move(basis)};
}

/// Constants of data/constants/ by id: value with its range. Throws std::logic_error for an id that is not there.
using ConstantSpreads = std::function<Spread<double>(std::string_view)>;

/// The result of a formula when one driver alone stands at its P10, at its P90, all others in the middle.
struct MovedAlone {
  double low = 0;
  double high = 0;
};

/// The range around `central` from independent drivers: root of the sum of squares of the logarithms (of the
/// differences where central is 0). One driver gives its own range exactly. \pre 0 <= low <= central <= high for every
/// driver
Spread<double> combined(double central, std::span<const MovedAlone> drivers);

/// The product of independent factors, each >= 0.
Spread<double> independent_product(std::initializer_list<Spread<double>> factors);

/// The geometric mean of a printed range, as a part: sellers' ranges span factors rather than differences.
/// \pre 0 <= low <= high
Spread<double> between(double low, double high);

}  // namespace pathfinder
