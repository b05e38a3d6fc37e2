// The one list of forms in which other programs take what a check found: --format of `validate`, `advise`, `render` and
// `batch` read it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pathfinder/report/checks.hpp"

namespace pathfinder {

struct CheckFormat {
  std::string_view name;
  std::string_view ending;  ///< of files that mean it; empty: none does
  std::string (*render)(const CheckList&);
};

std::span<const CheckFormat> check_formats();

/// Null where there is none of this name.
const CheckFormat* check_format(std::string_view name);

}  // namespace pathfinder
