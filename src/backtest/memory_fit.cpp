#include "backtest/memory_fit.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/memory.hpp"

#include "backtest/fit.hpp"

namespace pathfinder {
namespace {

constexpr double log_error_sd = 0.2;  ///< of a row's logarithm, for its weight beside the priors and its density
constexpr double bend = 0.3;          ///< larger errors count linearly
constexpr double degrees = 4;         ///< of Student's t
constexpr double negligible = 1e-3;   ///< share of a row that a job must have to move constants
constexpr double longest_step = 0.5;

double t_density(double error) {
  const double z = error / log_error_sd;
  return pow(1 + z * z / degrees, -(degrees + 1) / 2);
}

double log_peak(const MemoryTerms& job, const MemoryConstants& constants) {
  return log(memory_parts(job, constants).peak());
}

/// The error of every job of a row, and the share of the row that it is.
struct Weighed {
  std::vector<double> errors, shares;
};

Weighed weigh(const MemoryObservation& row, const MemoryConstants& constants) {
  Weighed weighed;
  const double measured = log(row.measured.value / row.ranks);
  double all = 0;
  for (const Chance<MemoryTerms>& job : row.jobs) {
    const double error = measured - log_peak(job.value, constants);
    weighed.errors.push_back(error);
    weighed.shares.push_back(job.weight * t_density(error));
    all += weighed.shares.back();
  }
  for (double& share : weighed.shares) share /= all;
  return weighed;
}

}  // namespace

MemoryConstants refit_memory(std::span<const MemoryObservation> observations, const MemoryConstants& fixed,
                             const MemoryConstants* start) {
  constexpr int steps = 25;
  constexpr double slope_step = 1e-4;
  std::vector<const MemoryConstantRow*> moving;
  MemoryConstants constants = fixed;
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    if (row.spread <= 0) continue;
    moving.push_back(&row);
    constants.*row.member = start != nullptr ? start->*row.member : row.prior;
  }
  std::vector<double> slope(moving.size());
  for (int step = 0; step < steps; ++step) {
    SymmetricSystem system(moving.size());
    for (const MemoryObservation& row : observations) {
      const Weighed weighed = weigh(row, constants);
      for (std::size_t j = 0; j < row.jobs.size(); ++j) {
        if (weighed.shares[j] < negligible) continue;
        const MemoryTerms& job = row.jobs[j].value;
        const double here = log_peak(job, constants);
        for (std::size_t i = 0; i < moving.size(); ++i) {
          MemoryConstants there = constants;
          there.*moving[i]->member *= 1 + slope_step;
          slope[i] = (log_peak(job, there) - here) / slope_step;
        }
        const double error = weighed.errors[j];
        const double linear = std::min(1.0, bend / std::max(std::fabs(error), 1e-12));
        system.add(slope, error, row.weight * weighed.shares[j] * linear / (log_error_sd * log_error_sd));
      }
    }
    for (std::size_t i = 0; i < moving.size(); ++i) {
      const double spread = moving[i]->spread;
      system.pull(i, log(moving[i]->prior / (constants.*moving[i]->member)), 1 / (spread * spread));
    }
    double largest = 0;
    const std::vector<double> change = system.solve();
    for (std::size_t i = 0; i < moving.size(); ++i) {
      const double by = std::clamp(change[i], -longest_step, longest_step);
      constants.*moving[i]->member *= exp(by);
      largest = std::max(largest, std::fabs(by));
    }
    if (largest < 1e-4) break;
  }
  return constants;
}

}  // namespace pathfinder
