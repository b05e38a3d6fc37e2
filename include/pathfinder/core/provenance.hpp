// Where a value comes from and why a number may be believed.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/languages.hpp"

namespace pathfinder {

/// Where a fact's value came from, strongest first.
enum class Origin { given, measured, preset, derived, assumed };

template <>
inline constexpr std::array<std::string_view, 5> enum_words<Origin> = {"given", "measured", "preset", "derived",
                                                                       "assumed"};

/// Why a number may be believed.
struct Basis {
  std::string method;                    ///< formula id, e.g. "adam-mixed-precision"
  std::vector<std::string> sources;      ///< ids in data/sources/, e.g. "rajbhandari-2020"
  std::vector<std::string> assumptions;  ///< text ids, printed under the number
};

}  // namespace pathfinder
