// Numbers that carry their unit in the type: adding bytes to dollars does not compile.
// Units live here, in data keys and in report/; a bare double elsewhere is a ratio, a weight or a fact's value.
#pragma once

#include <compare>

namespace pathfinder {

/// A number whose unit is its type.
template <class Unit>
struct Quantity {
  double value{};

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
  friend constexpr Quantity operator*(double k, Quantity q) { return {k * q.value}; }
  friend constexpr Quantity operator*(Quantity q, double k) { return {k * q.value}; }
  friend constexpr Quantity operator/(Quantity q, double k) { return {q.value / k}; }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value / b.value; }
  constexpr Quantity& operator+=(Quantity other) {
    value += other.value;
    return *this;
  }
};

using Bytes = Quantity<struct ByteUnit>;
using Flops = Quantity<struct FlopUnit>;  ///< floating-point operations, a multiply-add counts two
using Seconds = Quantity<struct SecondUnit>;
using Hours = Quantity<struct HourUnit>;        ///< wall-clock hours
using GpuHours = Quantity<struct GpuHourUnit>;  ///< one accelerator held for one hour
using Weeks = Quantity<struct WeekUnit>;        ///< calendar weeks
using Dollars = Quantity<struct DollarUnit>;    ///< US dollars at the price's date
using KilowattHours = Quantity<struct KilowattHourUnit>;
using Kilograms = Quantity<struct KilogramUnit>;  ///< of CO2
using Watts = Quantity<struct WattUnit>;
using TokensPerSecond = Quantity<struct TokensPerSecondUnit>;
using Milliseconds = Quantity<struct MillisecondUnit>;
using DollarsPerGpuHour = Quantity<struct DollarsPerGpuHourUnit>;
using DollarsPerKilowattHour = Quantity<struct DollarsPerKilowattHourUnit>;
using KilogramsPerKilowattHour = Quantity<struct KilogramsPerKilowattHourUnit>;

inline constexpr double bytes_per_gib = 1073741824.0;  // 2^30
constexpr Bytes gibibytes(double gib) {
  return {gib * bytes_per_gib};
}
constexpr double in_gib(Bytes bytes) {
  return bytes.value / bytes_per_gib;
}

// Only products that mean something exist.
constexpr Dollars operator*(GpuHours time, DollarsPerGpuHour price) {
  return {time.value * price.value};
}
constexpr Dollars operator*(KilowattHours energy, DollarsPerKilowattHour tariff) {
  return {energy.value * tariff.value};
}
constexpr Kilograms operator*(KilowattHours energy, KilogramsPerKilowattHour intensity) {
  return {energy.value * intensity.value};
}
constexpr KilowattHours operator*(Watts power, Hours time) {
  return {power.value * time.value / 1000.0};
}
constexpr Hours hours(Seconds time) {
  return {time.value / 3600.0};
}

}  // namespace pathfinder
