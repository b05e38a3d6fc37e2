#include "pathfinder/core/backtest.hpp"

#include <algorithm>

namespace pathfinder {

const std::vector<std::string_view>& backtested_quantities() {
  static const std::vector<std::string_view> all = {"gpu_hours", "peak_mem_gib", "tokens_per_s_out",
                                                    "ttft_ms",   "tpot_ms",      "amount_usd"};
  return all;
}

const BacktestGroup* Backtest::find(std::string_view id) const {
  const auto at = std::find_if(groups.begin(), groups.end(),
                               [&](const BacktestGroup& one) { return one.group == id || one.kind == id; });
  return at == groups.end() ? nullptr : &*at;
}

}  // namespace pathfinder
