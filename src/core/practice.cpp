#include "pathfinder/core/practice.hpp"

#include <cmath>

#include <fmt/format.h>

namespace pathfinder {

std::string PracticePart::expression() const {
  std::string sum = "0";
  for (const PracticeCoefficient& one : coefficients) {
    if (one.value != 0) sum += fmt::format(" {} {} * {}", one.value < 0 ? '-' : '+', std::abs(one.value), one.trait);
  }
  return sum;
}

}  // namespace pathfinder
