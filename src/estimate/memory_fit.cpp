#include "pathfinder/estimate/memory_fit.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/memory.hpp"

namespace pathfinder {

MemoryConstants refit_memory(std::span<const MemoryObservation> observations, const MemoryConstants& fixed) {
  constexpr double bend = 0.1;
  std::vector<const MemoryConstantRow*> moving;
  MemoryConstants constants = fixed;
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    if (row.spread <= 0) continue;
    moving.push_back(&row);
    constants.*row.member = row.prior;
  }
  const auto loss = [&](const MemoryConstants& at) {
    double sum = 0;
    for (const MemoryObservation& row : observations) {
      const double predicted = memory_parts(row.plan, at).peak() * row.ranks;
      const double error = std::fabs(log(predicted / row.measured.value)) / bend;
      sum += error < 1 ? error * error / 2 : error - 0.5;
    }
    for (const MemoryConstantRow* row : moving) {
      const double away = log(at.*row->member / row->prior) / row->spread;
      sum += away * away / 2;
    }
    return sum;
  };
  std::vector<double> stride(moving.size(), 0.1);
  double best = loss(constants);
  for (int round = 0; round < 80; ++round) {
    for (std::size_t i = 0; i < moving.size(); ++i) {
      bool better = false;
      for (const double direction : {1.0, -1.0}) {
        MemoryConstants trial = constants;
        trial.*moving[i]->member *= exp(direction * stride[i]);
        const double value = loss(trial);
        if (value >= best - 1e-9) continue;
        best = value;
        constants = trial;
        better = true;
        break;
      }
      stride[i] *= better ? 1.5 : 0.5;
    }
    if (*std::max_element(stride.begin(), stride.end()) < 1e-3) break;
  }
  return constants;
}

}  // namespace pathfinder
