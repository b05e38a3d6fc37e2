#include "cli/progress.hpp"

#include <algorithm>
#include <ostream>

#include "pathfinder/base/display_width.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

constexpr int terminal_columns = 79;  // one less than the usual: a full line would wrap

}  // namespace

std::string progress_line(std::string_view what, std::size_t done, std::size_t total, int width) {
  if (total == 0) return std::string(what) + "  " + std::to_string(done);
  const std::size_t hundred = done * 100 / total;
  const std::string counts =
      " " + std::to_string(hundred) + " %  " + std::to_string(done) + "/" + std::to_string(total);
  const int room = width - display_width(what) - static_cast<int>(counts.size()) - 4;
  constexpr int least = 10;
  constexpr int most = 40;
  if (room < least) return std::string(what) + counts;
  const auto cells = static_cast<std::size_t>(std::min(room, most));
  const std::size_t full = done * cells / total;
  return std::string(what) + "  [" + std::string(full, '#') + std::string(cells - full, '.') + "]" + counts;
}

Progress::Progress(const Session& session, std::string what)
    : err_(session.err),
      what_(std::move(what)),
      draws_(draws(session)),
      next_(Clock::now() + std::chrono::milliseconds(500)) {}

Progress::~Progress() {
  if (shown_) err_ << "\r\x1b[K" << std::flush;
}

bool Progress::draws(const Session& session) {
  return session.environment.err_is_terminal && !session.quiet;
}

void Progress::at(std::size_t done, std::size_t total) {
  if (!draws_ || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(100);
  err_ << "\r\x1b[K" << progress_line(what_, done, total, terminal_columns) << std::flush;
  shown_ = true;
}

}  // namespace pathfinder::cli
