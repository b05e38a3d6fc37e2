#include "pathfinder/core/backtest.hpp"

#include <algorithm>

namespace pathfinder {

const BacktestGroup* Backtest::find(std::string_view id) const {
  const auto at = std::find_if(groups.begin(), groups.end(),
                               [&](const BacktestGroup& one) { return one.group == id || one.kind == id; });
  return at == groups.end() ? nullptr : &*at;
}

}  // namespace pathfinder
