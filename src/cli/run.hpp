// The program as a function: everything it knows of the outside comes in through these parameters.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace pathfinder::cli {

/// What the process knows of the outside.
struct Environment {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool in_is_terminal = false;
  bool no_color = false;
  int width = 80;
  std::string source_date;         ///< day of SOURCE_DATE_EPOCH, "2026-11-24"; empty: not set
  const int* out_error = nullptr;  ///< errno of a write to standard output that failed, where it is known
  std::span<const char> ready;  ///< of the program: its catalogue, ready at build time (ready_catalogue); may be empty
  bool ends_process = false;    ///< what was loaded is left to the system, which takes it back faster
};

/// Exit codes, as README.md lists them.
inline constexpr int exit_answered = 0;
inline constexpr int exit_check_failed = 1;
inline constexpr int exit_wrong_input = 2;
inline constexpr int exit_none_feasible = 3;
inline constexpr int exit_our_defect = 70;
inline constexpr int exit_no_memory = 71;
inline constexpr int exit_io = 74;
inline constexpr int exit_interrupted = 130;

/// Runs `pathfinder ARGS…` and returns its exit code; throws std::bad_alloc only where there is no memory to begin.
/// Results go to `out`, everything else to `err`.
int run(const Environment& environment, std::span<const std::string> args, std::istream& in, std::ostream& out,
        std::ostream& err);

}  // namespace pathfinder::cli
