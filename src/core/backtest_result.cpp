#include "pathfinder/core/backtest_result.hpp"

#include "pathfinder/base/math.hpp"

namespace pathfinder {

double Figure::log_error() const {
  return measured() && central > 0 ? log(central / observed) : not_measured;
}

}  // namespace pathfinder
