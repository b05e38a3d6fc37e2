// Small dense least squares for the refits.
#pragma once

#include <cstddef>
#include <vector>

namespace pathfinder {

/// Normal equations of weighted least squares, (Jt W J + D) d = Jt W r + b, filled row by row.
class SymmetricSystem {
 public:
  explicit SymmetricSystem(std::size_t size) : size_(size), matrix_(size * size), right_(size) {}

  /// One row of J with its residual and weight.
  void add(const std::vector<double>& slope, double residual, double weight);
  /// One unknown pulled by `distance` with strength `weight`.
  void pull(std::size_t unknown, double distance, double weight);
  double right(std::size_t i) const { return right_[i]; }
  std::size_t size() const { return size_; }

  /// The solution by Cholesky's method; unknowns that nothing decides stay 0.
  std::vector<double> solve() const;
  /// The solution over the unknowns marked free, with `damping` times the diagonal added to it (Marquardt 1963); the
  /// others stay 0.
  std::vector<double> solve(const std::vector<bool>& free, double damping) const;

 private:
  std::size_t size_;
  std::vector<double> matrix_;  ///< row by row; only the half with i >= j is filled
  std::vector<double> right_;
};

}  // namespace pathfinder
