#include "cli/interrupts.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

#include <unistd.h>

#include "cli/run.hpp"

namespace pathfinder::cli {
namespace {

// A handler may use nothing but these.
std::array<char, 256> last_word{};
std::atomic<std::size_t> last_word_size{0};
std::atomic<bool> noting{false};
std::atomic<bool> came{false};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::size_t>::is_always_lock_free);

void on_interrupt(int) {
  if (noting) {
    came = true;
    return;
  }
  // Behind a progress bar or what the terminal shows of the key ("^C").
  [[maybe_unused]] const ssize_t line = ::write(STDERR_FILENO, "\n", 1);
  [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, last_word.data(), last_word_size);
  ::_exit(exit_interrupted);
}

}  // namespace

void end_on_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
}

void say_when_interrupted(std::string_view text) {
  last_word_size = 0;
  const std::size_t size = std::min(text.size(), last_word.size() - 1);
  std::memcpy(last_word.data(), text.data(), size);
  last_word[size] = '\n';
  last_word_size = size + 1;
}

InterruptsNoted::InterruptsNoted() {
  came = false;
  noting = true;
}

InterruptsNoted::~InterruptsNoted() {
  noting = false;
}

bool interrupted() {
  return noting && came;
}

}  // namespace pathfinder::cli
