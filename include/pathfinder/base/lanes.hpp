// The functions of base/math over many numbers at once: bit for bit the same values, on every CPU, several at a time
// where the CPU can. No step is contracted and none is reordered; a lane that the straight way does not cover (not a
// number, out of range, a tail) is worked out by base/math itself.
#pragma once

#include <cstddef>

// One object holds the loops for several kinds of CPU, and the dynamic linker takes the one that fits. Sanitizers do
// not know what runs that early.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PATHFINDER_WIDE_LANES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define PATHFINDER_WIDE_LANES
#endif

namespace pathfinder::lanes {

/// out[i] = exp(x[i]); `out` may be `x`, here and below.
void exp(const double* x, double* out, std::size_t count);

/// out[i] = log10(x[i])
void log10(const double* x, double* out, std::size_t count);

/// out[i] = normal_quantile(p[i]). \pre 0 < p[i] < 1
void normal_quantile(const double* p, double* out, std::size_t count);

/// The line through `points` points (x[k], y[k]), x rising: y[0] up to x[0], y[points - 1] from x[points - 1] on;
/// `missing` where the number is none. As rules/program's scale_value() and the expressions' ramp().
void piecewise(const double* at, double* out, std::size_t count, const double* x, const double* y, std::size_t points,
               double missing);

/// sums[i] += a[i] * b[i], rounded twice.
void add_products(const double* a, const double* b, double* sums, std::size_t count);
/// sums[i] += a[i] * b
void add_products(const double* a, double b, double* sums, std::size_t count);

}  // namespace pathfinder::lanes
