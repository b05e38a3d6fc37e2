#include <array>

#include "cli/session.hpp"
#include "cli/table_commands.hpp"

namespace pathfinder::cli {

std::span<const Command> commands() {
  static constexpr std::array<Command, 18> list = {{
      {"advise", command_advise},
      {"render", command_render},
      {"batch", command_batch},
      {"explain", command_explain},
      {"ask", command_ask},
      {"sensitivity", command_sensitivity},
      {"pilot", command_pilot},
      {"sweep", command_sweep},
      {"diff", command_diff},
      {"compare", command_compare},
      {"estimate", command_estimate, estimate_kinds},
      {"backtest", command_backtest},
      {"calibrate", command_calibrate},
      {"catalog", command_catalog},
      {"validate", command_validate},
      {"schema", command_schema},
      {"init", command_init},
      {"completion", command_completion},
  }};
  return list;
}

}  // namespace pathfinder::cli
