#include "pathfinder/base/random.hpp"

#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// FNV-1a: names differ in few letters, the mixer spreads them.
constexpr std::uint64_t hash(std::string_view name) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char letter : name) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return value;
}

}  // namespace

Stream::Stream(std::string_view name, std::uint64_t seed) : key_(mixed(hash(name) + mixed(seed + step))) {}

double Stream::normal(std::uint64_t position) const {
  return normal_quantile(uniform(position));
}

double Stream::gamma(double shape, std::uint64_t position) const {
  if (shape < 1) {
    // One more number of the same position: 63 is never reached by the attempts below.
    return gamma(shape + 1, position) * pathfinder::pow(uniform(position * 64 + 63), 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 0;; attempt = (attempt + 2) % 62) {
    const double x = normal(position * 64 + attempt);
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = uniform(position * 64 + attempt + 1);
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (pathfinder::log(u) < 0.5 * x * x + d * (1 - v + pathfinder::log(v))) return d * v;
    if (attempt == 60) return d * v;  // one position in 10^40: 31 refusals of less than 5 %
  }
}

}  // namespace pathfinder
