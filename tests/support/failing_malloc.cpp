// Preloaded into the program by checks/out_of_memory.sh: allocation number PATHFINDER_FAIL_AT fails, as if memory had
// run out; with PATHFINDER_FAIL_ON=1 every one behind it, too. Needs glibc.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

extern "C" void* __libc_malloc(std::size_t size) noexcept;

namespace {

long number_in(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atol(text);
}

std::atomic<long> count{0};

}  // namespace

extern "C" void* malloc(std::size_t size) noexcept {
  static const long fails = number_in("PATHFINDER_FAIL_AT");
  static const bool on = number_in("PATHFINDER_FAIL_ON") == 1;
  const long now = ++count;
  if (fails > 0 && (now == fails || (on && now > fails))) {
    errno = ENOMEM;
    return nullptr;
  }
  return __libc_malloc(size);
}
