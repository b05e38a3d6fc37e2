// Where a value comes from and why a number may be believed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// Where a fact's value came from, strongest first.
enum class Origin { given, measured, preset, derived, assumed };

/// The word of the contract for an origin: "given", "measured", "preset", "derived", "assumed".
std::string_view origin_word(Origin origin);

/// Why a number may be believed.
struct Basis {
  std::string method;                    ///< formula id, e.g. "adam-mixed-precision"
  std::vector<std::string> sources;      ///< ids in data/sources/, e.g. "rajbhandari-2020"
  std::vector<std::string> assumptions;  ///< text ids, printed under the number
};

/// A text in every language the data speaks; both are always there.
struct Translated {
  std::string en;
  std::string zh;
};

}  // namespace pathfinder
