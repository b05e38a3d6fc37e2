#include "backtest/fit.hpp"

#include <cmath>

namespace pathfinder {

void SymmetricSystem::add(const std::vector<double>& slope, double residual, double weight) {
  for (std::size_t i = 0; i < size_; ++i) {
    const double scaled = weight * slope[i];
    if (scaled == 0) continue;
    right_[i] += scaled * residual;
    for (std::size_t j = 0; j <= i; ++j) matrix_[i * size_ + j] += scaled * slope[j];
  }
}

void SymmetricSystem::pull(std::size_t unknown, double distance, double weight) {
  matrix_[unknown * size_ + unknown] += weight;
  right_[unknown] += weight * distance;
}

std::vector<double> SymmetricSystem::solve() const {
  return solve(std::vector<bool>(size_, true), 0);
}

std::vector<double> SymmetricSystem::solve(const std::vector<bool>& free, double damping) const {
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < size_; ++i) {
    if (free[i] && matrix_[i * size_ + i] > 0) index.push_back(i);
  }
  const std::size_t n = index.size();
  std::vector<double> lower(n * n);
  std::vector<double> solution(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix_[index[i] * size_ + index[j]];  // i >= j: the half that add() fills
      if (i == j) sum *= 1 + damping;
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
      if (i == j) {
        lower[i * n + i] = sum > 0 ? std::sqrt(sum) : 0;
      } else {
        lower[i * n + j] = lower[j * n + j] > 0 ? sum / lower[j * n + j] : 0;
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    double sum = right_[index[i]];
    for (std::size_t k = 0; k < i; ++k) sum -= lower[i * n + k] * solution[k];
    solution[i] = lower[i * n + i] > 0 ? sum / lower[i * n + i] : 0;
  }
  for (std::size_t i = n; i-- > 0;) {
    double sum = solution[i];
    for (std::size_t k = i + 1; k < n; ++k) sum -= lower[k * n + i] * solution[k];
    solution[i] = lower[i * n + i] > 0 ? sum / lower[i * n + i] : 0;
  }
  std::vector<double> all(size_);
  for (std::size_t i = 0; i < n; ++i) all[index[i]] = solution[i];
  return all;
}

}  // namespace pathfinder
