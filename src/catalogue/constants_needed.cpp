#include "pathfinder/catalogue/constants_needed.hpp"

#include <array>
#include <string_view>

#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/effect.hpp"
#include "pathfinder/estimate/effort.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/retrieval.hpp"
#include "pathfinder/estimate/serving.hpp"
#include "pathfinder/estimate/training.hpp"

namespace pathfinder {

std::vector<std::string> constants_needed() {
  // Read one by one, beside those of the formulas.
  static constexpr std::array<std::string_view, 4> read_alone = {"decision.weight-concentration", "pilot.fixed-usd",
                                                                 "pilot.differing-share", "pilot.length-spread"};
  std::vector<std::string> ids(read_alone.begin(), read_alone.end());
  // Every family is filled with ones, and says what it asked for.
  const auto value = [&ids](std::string_view id) {
    ids.emplace_back(id);
    return 1.0;
  };
  const auto spread = [&value](std::string_view id) {
    const double one = value(id);
    return Spread<double>{one, one, one};
  };
  training_constants(value);
  memory_constants(value);
  for (const ServingConstant& row : serving_constants()) ids.emplace_back(row.id);
  retrieval_constants(spread);
  energy_constants(spread);
  cost_constants(spread);
  effect_constants(spread);
  cost_model(value, [](std::string_view) { return 1.0; });
  return ids;
}

}  // namespace pathfinder
