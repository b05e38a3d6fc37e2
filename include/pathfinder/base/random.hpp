// Random numbers that are the same on every machine, compiler and number of jobs: a counter-based generator and our own
// transforms (std::*_distribution differs between standard libraries). A stream is named, and its numbers are addressed
// by position, so that what is drawn for one thing never depends on what else is drawn, in which order, or by whom.
// Generator: SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", fig. 17).
#pragma once

#include <cstdint>
#include <string_view>

namespace pathfinder {

/// The seed of everything the program draws.
inline constexpr std::uint64_t program_seed = 20261124;

/// Independent numbers by position, from a name.
class Stream {
 public:
  explicit Stream(std::string_view name, std::uint64_t seed = program_seed);

  /// 64 random bits.
  std::uint64_t bits(std::uint64_t position) const { return mixed(key_ + (position + 1) * step); }
  /// Uniform on (0, 1), in steps of 2^-52; never 0 or 1.
  double uniform(std::uint64_t position) const { return (static_cast<double>(bits(position) >> 12) + 0.5) * 0x1p-52; }
  /// Standard normal, by inversion.
  double normal(std::uint64_t position) const;
  /// Gamma with this shape and scale 1. Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; below
  /// shape 1 by the power of a uniform number (their section 6). \pre shape > 0
  double gamma(double shape, std::uint64_t position) const;

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15;  ///< 2^64 over the golden ratio
  static constexpr std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t key_;
};

}  // namespace pathfinder
