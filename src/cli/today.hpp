// The day that is written into fitted data.
#pragma once

#include <string>

namespace pathfinder::cli {

/// SOURCE_DATE_EPOCH where it is set, so that a build can be repeated, else today.
std::string today();

}  // namespace pathfinder::cli
