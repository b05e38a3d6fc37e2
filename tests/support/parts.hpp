// The long sets in parts: PATHFINDER_PART=3/20 in the environment tries every 20th of them, from the third on, so that
// they can be spread over cores, machines and nights.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>

namespace pathfinder::test {

/// Part `first` + 1 of `step`; all of them where nothing is asked for.
struct Part {
  std::size_t first = 0;
  std::size_t step = 1;
};

inline Part part_asked() {
  const char* asked = std::getenv("PATHFINDER_PART");
  const std::string text = asked == nullptr ? "" : asked;
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  const Part part{std::stoul(text.substr(0, slash)) - 1, std::stoul(text.substr(slash + 1))};
  return part.first < part.step ? part : Part{};
}

}  // namespace pathfinder::test
