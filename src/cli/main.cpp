#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <cxxabi.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/interrupts.hpp"
#include "cli/ready_catalogue.hpp"
#include "cli/run.hpp"

extern "C" {
extern const char pathfinder_ready_begin[];
extern const char pathfinder_ready_end[];
}

namespace {

/// Standard output as a stream that tells a reader who left early (exit 0, quietly) from a full disk (74).
class StandardOutput : public std::streambuf {
 public:
  bool reader_left() const { return error_ == EPIPE; }
  const int& error() const { return error_; }

 protected:
  int_type overflow(int_type c) override {
    if (c == traits_type::eof()) return c;
    const char byte = static_cast<char>(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    buffer_.append(text, static_cast<std::size_t>(size));
    return buffer_.size() < 1U << 16U || sync() == 0 ? size : 0;
  }
  int sync() override {
    std::size_t done = 0;
    while (done < buffer_.size()) {
      const ssize_t count = ::write(STDOUT_FILENO, buffer_.data() + done, buffer_.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        error_ = errno;
        buffer_.clear();
        return -1;
      }
      done += static_cast<std::size_t>(count);
    }
    buffer_.clear();
    return 0;
  }

 private:
  std::string buffer_;
  int error_ = 0;  ///< errno of the write that failed
};

int terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// The day (UTC) of SOURCE_DATE_EPOCH, seconds since 1970 (reproducible-builds.org/specs/source-date-epoch); empty when
/// it is not set or no such number.
std::string source_date() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr) return {};
  const std::string_view digits(text);
  long long seconds = -1;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  constexpr long long last = 253402300799;  // the end of the year 9999
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || seconds < 0 || seconds > last)
    return {};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm day{};
  ::gmtime_r(&time, &day);
  std::array<char, 16> buffer{};
  return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%d", &day)};
}

/// Rows and worlds ask for the same blocks again and again: what was freed stays with the process. By itself glibc
/// gives blocks of 128 KiB back, and every row pays for their pages anew.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int mebibyte = 1 << 20;
  ::mallopt(M_MMAP_THRESHOLD, 16 * mebibyte);
  ::mallopt(M_TRIM_THRESHOLD, 32 * mebibyte);
  ::mallopt(M_TOP_PAD, 4 * mebibyte);  // asked of the system in large pieces
#endif
}

/// Ends where there is no memory to choose a language: in the system's words, which take none.
[[noreturn]] void end_without_memory() {
  const char* const said = std::strerror(ENOMEM);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, said, std::strlen(said));
  [[maybe_unused]] const ssize_t line = ::write(STDERR_FILENO, "\n", 1);
  std::_Exit(pathfinder::cli::exit_no_memory);
}

std::terminate_handler otherwise = nullptr;

/// Nobody catches what is thrown before main begins, or what found no room for its exception.
[[noreturn]] void on_terminate() {
  const std::type_info* const thrown = abi::__cxa_current_exception_type();
  if (thrown == nullptr ? errno == ENOMEM : *thrown == typeid(std::bad_alloc)) end_without_memory();
  otherwise();
  std::abort();
}

/// Runs before the constructors of anything else here.
[[gnu::constructor(101)]] void begin() {
  otherwise = std::set_terminate(on_terminate);
}

}  // namespace

// Blocks of the ready catalogue are the file's: whoever changes it takes new ones from the heap and leaves those alone.
// None of these is inlined: valgrind puts its own in their place, all or none.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size > 0 ? size : 1);
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* const block = operator new(size, std::nothrow)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* block) noexcept {
  if (!pathfinder::cli::in_ready_catalogue(block)) std::free(block);
}
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept {
  operator delete(block);
}

int main(int argc, char** argv) try {
  keep_freed_memory();
  std::signal(SIGPIPE, SIG_IGN);
  pathfinder::cli::end_on_interrupt();
  pathfinder::cli::Environment environment;
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) != 0;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) != 0;
  environment.in_is_terminal = ::isatty(STDIN_FILENO) != 0;
  const char* no_color = std::getenv("NO_COLOR");
  environment.no_color = no_color != nullptr && *no_color != '\0';
  environment.source_date = source_date();
  environment.ends_process = true;
  environment.ready = {pathfinder_ready_begin, pathfinder_ready_end};
  if (environment.out_is_terminal) environment.width = terminal_width();

  const std::vector<std::string> args(argv + 1, argv + argc);
  StandardOutput buffer;
  std::ostream out(&buffer);
  environment.out_error = &buffer.error();
  const int code = pathfinder::cli::run(environment, args, std::cin, out, std::cerr);
  std::cerr.flush();
  std::_Exit(code == pathfinder::cli::exit_io && buffer.reader_left() ? 0 : code);
} catch (const std::bad_alloc&) {
  end_without_memory();
}
