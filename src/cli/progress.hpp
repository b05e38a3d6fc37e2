// A bar for work that takes longer than a breath: on standard error, only where that is a terminal, never with --quiet.
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace pathfinder::cli {

class Session;

/// Draws while it lives and leaves an empty line behind. Nothing is drawn for work that ends within half a second.
class Progress {
 public:
  /// `what` stands before the bar: "refitting".
  Progress(const Session& session, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether a bar would be drawn: who must count the pieces first can spare it.
  static bool draws(const Session& session);

  /// `done` of `total` pieces are ready; draws at most ten times a second. A total of 0 is not known.
  /// \pre total == 0 || done <= total
  void at(std::size_t done, std::size_t total);

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  std::string what_;
  bool shown_ = false;  ///< something stands on the line
  bool draws_ = false;
  Clock::time_point next_;
};

/// The line: "refitting  [######......]  50 %  12 of 24", within `width` columns; of a total that is not known (0) what
/// is done.
std::string progress_line(std::string_view what, std::size_t done, std::size_t total, int width);

}  // namespace pathfinder::cli
