// Which option wins where: one scenario answered over ranges of a few of its facts.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace pathfinder {

/// One fact that is varied.
struct SweepAxis {
  std::size_t slot = 0;
  std::vector<double> values;  ///< in the fact's unit, as they stand on the axis
  bool logarithmic = false;    ///< distances are ratios
  bool continuous = false;     ///< a range of numbers: what lies between two values means something
};

/// One answer.
struct SweepPoint {
  std::vector<double> at;  ///< one value an axis
  std::string strategy;    ///< that comes first; empty: no option is feasible
  std::string runner_up;
  double confidence = std::numeric_limits<double>::quiet_NaN();  ///< share of draws; NaN: none were made
  double score = std::numeric_limits<double>::quiet_NaN();
  double total_usd = std::numeric_limits<double>::quiet_NaN();
};

/// Where the winner changes between two neighbours of the grid.
struct SweepCrossing {
  std::size_t from = 0, to = 0;  ///< points; `to` has the next value on `axis`
  std::size_t axis = 0;
  double share = 0.5;  ///< of the way on the axis' scale
  double value = 0;    ///< of the axis' fact
};

struct Sweep {
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint> points;  ///< of a grid: the first axis runs fastest
  std::vector<SweepCrossing> crossings;
  bool grid = true;         ///< false: points drawn at random
  std::vector<double> own;  ///< the varied facts as the user gave them, else as assumed; NaN: nothing is known

  /// Number of the grid's point at these places on the axes.
  std::size_t point(const std::vector<std::size_t>& places) const {
    std::size_t index = 0;
    for (std::size_t i = axes.size(); i-- > 0;) index = index * axes[i].values.size() + places[i];
    return index;
  }
};

}  // namespace pathfinder
