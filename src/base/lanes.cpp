// Loops without branches, so that compilers make vectors of them: a first pass does the usual lanes, a second one the
// few that it leaves. The arithmetic is that of base/math (base/math_kernels).
#include "pathfinder/base/lanes.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "pathfinder/base/math.hpp"

#include "base/math_kernels.hpp"

namespace pathfinder::lanes {
namespace {

using kernels::ln10, kernels::ln2_high, kernels::ln2_low;

/// Adding it rounds to a whole number, which then stands in the lowest bits. For |x| < 2^51.
constexpr double whole_bits = 6755399441055744.0;  // 1.5 · 2^52

inline double floor_of(double x) {
  const double nearest = (x + whole_bits) - whole_bits;
  return nearest > x ? nearest - 1.0 : nearest;
}

/// Where exp() of base/math takes its usual way with a result that is no subnormal.
inline bool usual_power(double x) {
  return x > -690.0 && x < 690.0;
}

/// Positive, finite, not subnormal.
inline bool usual_number(double x) {
  return x >= 0x1p-1022 && x <= 0x1.fffffffffffffp+1023;
}

inline double log_of(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffU) | 0x3fe0000000000000U);
  double dk = std::bit_cast<double>((bits >> 52U) | 0x4330000000000000U) - 4503599627371518.0;  // 2^52 + 1022
  const bool low = m < 0.70710678118654752440;
  m = low ? m * 2.0 : m;
  dk = low ? dk - 1.0 : dk;
  return kernels::log_of(m, dk);
}

constexpr std::size_t block = 64;

/// `fast` over blocks, then `slow` where `usual` does not hold of the lane's number. `out` may be `in`.
template <class Fast, class Usual, class Slow>
inline __attribute__((always_inline)) void in_blocks(const double* in, double* out, std::size_t count, Fast fast,
                                                     Usual usual, Slow slow) {
  double held[block], made[block];
  for (std::size_t from = 0; from < count; from += block) {
    const std::size_t lanes = count - from < block ? count - from : block;
    for (std::size_t i = 0; i < lanes; ++i) held[i] = in[from + i];
    for (std::size_t i = lanes; i < block; ++i) held[i] = 0.5;
    unsigned others = 0;
    for (std::size_t i = 0; i < block; ++i) made[i] = fast(held[i]);
    for (std::size_t i = 0; i < block; ++i) others += usual(held[i], made[i]) ? 0U : 1U;
    if (others > 0) {
      for (std::size_t i = 0; i < lanes; ++i) {
        if (!usual(held[i], made[i])) made[i] = slow(held[i]);
      }
    }
    for (std::size_t i = 0; i < lanes; ++i) out[from + i] = made[i];
  }
}

}  // namespace

PATHFINDER_WIDE_LANES void exp(const double* x, double* out, std::size_t count) {
  in_blocks(
      x, out, count,
      [](double given) {
        const double at = usual_power(given) ? given : 0.0;
        const double k = floor_of(at / (ln2_high + ln2_low) + 0.5);
        const std::uint64_t exponent = std::bit_cast<std::uint64_t>(k + whole_bits) + 1023U;
        return kernels::exp_of_rest(at, k) * std::bit_cast<double>(exponent << 52U);
      },
      [](double given, double) { return usual_power(given); }, [](double given) { return pathfinder::exp(given); });
}

PATHFINDER_WIDE_LANES void log10(const double* x, double* out, std::size_t count) {
  in_blocks(
      x, out, count, [](double given) { return log_of(usual_number(given) ? given : 1.0) / ln10; },
      [](double given, double made) {
        // Next to a whole number base/math asks whether it is a power of ten; 1 is one, and comes often.
        const double off = made - floor_of(made + 0.5);
        return usual_number(given) & ((off >= 1e-12) | (off <= -1e-12) | (given == 1.0));
      },
      [](double given) { return pathfinder::log10(given); });
}

PATHFINDER_WIDE_LANES void normal_quantile(const double* p, double* out, std::size_t count) {
  in_blocks(
      p, out, count, [](double given) { return kernels::middle_quantile(given); },
      [](double given, double) { return (given >= kernels::lower_tail) & (given <= 1.0 - kernels::lower_tail); },
      [](double given) { return pathfinder::normal_quantile(given); });
}

PATHFINDER_WIDE_LANES void piecewise(const double* at, double* out, std::size_t count, const double* x, const double* y,
                                     std::size_t points, double missing) {
  double held[block], made[block];
  for (std::size_t from = 0; from < count; from += block) {
    const std::size_t lanes = count - from < block ? count - from : block;
    for (std::size_t i = 0; i < lanes; ++i) held[i] = at[from + i];
    for (std::size_t i = lanes; i < block; ++i) held[i] = 0.0;
    const double last = y[points - 1];
    for (std::size_t i = 0; i < block; ++i) made[i] = last;
    // From the right: the segment furthest to the left that still holds the number has the last word.
    for (std::size_t k = points - 1; k > 0; --k) {
      const double x0 = x[k - 1], x1 = x[k], y0 = y[k - 1], y1 = y[k];
      for (std::size_t i = 0; i < block; ++i) {
        const double share = (held[i] - x0) / (x1 - x0);
        const double there = y0 + share * (y1 - y0);
        made[i] = held[i] <= x1 ? there : made[i];
      }
    }
    const double first_x = x[0], first_y = y[0];
    for (std::size_t i = 0; i < block; ++i) {
      made[i] = held[i] <= first_x ? first_y : made[i];
      made[i] = held[i] != held[i] ? missing : made[i];
    }
    for (std::size_t i = 0; i < lanes; ++i) out[from + i] = made[i];
  }
}

PATHFINDER_WIDE_LANES void add_products(const double* a, const double* b, double* sums, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += a[i] * b[i];
}

PATHFINDER_WIDE_LANES void add_products(const double* a, double b, double* sums, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += a[i] * b;
}

}  // namespace pathfinder::lanes
