// exp, log, pow and their kin with the same bits on every CPU.
// The C library's differ between machines with and without fused multiply-add (measured), and with them every figure
// printed from the same input. These use plain IEEE additions and multiplications only (the build sets
// -ffp-contract=off) and are accurate to about 1 ulp (exp, log) and 2 ulp (pow).
#pragma once

#include <span>

namespace pathfinder {

/// e^x; 0 below about -745, infinity above about 709.8; NaN for NaN.
double exp(double x);

/// Natural logarithm; -infinity at 0, NaN below.
double log(double x);

/// Logarithm to base 10, exact at powers of ten up to 1e22.
double log10(double x);

/// x^y for x >= 0; x < 0 gives NaN (nothing here needs it).
double pow(double x, double y);

/// Arithmetic mean; 0 of nothing.
double mean(std::span<const double> values);

/// Inverse of the standard normal distribution function for 0 < p < 1, relative error below 1.2e-9.
/// Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
double normal_quantile(double p);

}  // namespace pathfinder
