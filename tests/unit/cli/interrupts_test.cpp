#include "cli/interrupts.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

/// What a run left that was interrupted as soon as its bar stood on the terminal.
struct Interrupted {
  int status = 0;
  std::string terminal;
  std::string out;
};

/// Whether the system gives terminals: a minimal root may hold none.
bool terminals_here() {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal >= 0) return ::close(terminal) == 0;
  WARN("no terminal is to be had here: not tried");
  return false;
}

/// Runs in `folder` with a terminal of its own as standard error. \pre terminals_here()
Interrupted interrupted_at_its_bar(std::vector<std::string> args, const std::filesystem::path& folder) {
  Interrupted result;
  const std::string out = (folder / "stdout").string();
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(::grantpt(terminal) == 0);
  REQUIRE(::unlockpt(terminal) == 0);
  const std::string name = ::ptsname(terminal);
  const int err = ::open(name.c_str(), O_RDWR | O_NOCTTY);
  std::string program = test::binary();
  std::vector<char*> line = {program.data()};
  for (std::string& arg : args) line.push_back(arg.data());
  line.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(err, STDERR_FILENO);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execv(program.c_str(), line.data());
    ::_exit(127);
  }
  ::close(err);
  bool told = false;
  std::array<char, 4096> buffer{};
  for (ssize_t count; (count = ::read(terminal, buffer.data(), buffer.size())) > 0;) {
    result.terminal.append(buffer.data(), static_cast<std::size_t>(count));
    if (!told && result.terminal.find("answering") != std::string::npos) told = ::kill(child, SIGINT) == 0;
  }
  ::close(terminal);
  ::waitpid(child, &result.status, 0);
  result.out = test::file_text(out);
  return result;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The number behind `word`.
std::size_t number_behind(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  return at == std::string::npos ? 0 : std::strtoul(text.c_str() + at + word.size(), nullptr, 10);
}

}  // namespace

TEST_CASE("batch draws a bar; interrupted, it keeps the lines it has, says how many and ends with 130", "[cli]") {
  if (!terminals_here()) return;
  const test::TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 40000; ++i) rows += R"({"docs": )" + std::to_string(100 + i) + "}\n";
  folder.write("rows.ndjson", rows);
  for (const char* option : {"--output", "--resume"}) {
    const Interrupted run =
        interrupted_at_its_bar({"batch", "rows.ndjson", "--draws", "0", option, "answers"}, folder.path());
    INFO(run.terminal);
    REQUIRE(WIFEXITED(run.status));
    CHECK(WEXITSTATUS(run.status) == 130);
    CHECK(run.terminal.find("/40000") != std::string::npos);
    const std::string answers = test::file_text(folder.path() / "answers");
    CHECK(lines(answers) > 0);
    CHECK(lines(answers) == number_behind(run.terminal, "written to answers: "));
    // The second run goes on behind the first.
    CHECK(answers.find(R"({"line":1,)") == 0);
    CHECK(answers.find("\n{\"line\":" + std::to_string(lines(answers)) + ",") != std::string::npos);
  }
  const Interrupted run = interrupted_at_its_bar({"batch", "rows.ndjson", "--draws", "0"}, folder.path());
  CHECK(lines(run.out) == number_behind(run.terminal, "answered and written: "));
}

TEST_CASE("sweep draws a bar; interrupted, it writes the points it has and ends with 130", "[cli]") {
  if (!terminals_here()) return;
  const test::TemporaryFolder folder;
  for (const std::string format : {"csv", "text", "html"}) {
    const Interrupted run = interrupted_at_its_bar({"sweep", "--gpus", "8", "--vary", "docs=100..1M:400", "--vary",
                                                    "labels=10..100k:400", "--draws", "0", "--format", format},
                                                   folder.path());
    INFO(run.terminal);
    REQUIRE(WIFEXITED(run.status));
    CHECK(WEXITSTATUS(run.status) == 130);
    const std::size_t points = number_behind(run.terminal, "interrupted: ");
    CHECK(points > 0);
    CHECK(points < 160000);
    if (format == "csv") CHECK(lines(run.out) == points + 1);
    if (format == "text") CHECK(run.out.find(std::to_string(points) + " points") != std::string::npos);
    if (format == "html") CHECK(run.out.find("</html>") != std::string::npos);
    std::filesystem::remove(folder.path() / "stdout");
  }
}

TEST_CASE("a row that waits for the next is answered before the interruption ends batch", "[cli]") {
  const test::TemporaryFolder folder;
  folder.write("talk.sh",
               "mkfifo in\n\"$1\" batch in --draws 0 --resume out 2> said &\nexec 3> in\n"
               "echo '{\"docs\": 5}' >&3\nwhile [ ! -s out ]; do sleep 0.05; done\n"
               "kill -INT $!; wait $!; test $? = 130\n");
  CHECK(std::system(
            ("cd '" + folder.path().string() + "' && timeout 60 sh talk.sh '" + test::binary() + "'").c_str()) == 0);
  CHECK(lines(test::file_text(folder.path() / "out")) == 1);
  CHECK(number_behind(test::file_text(folder.path() / "said"), "written to out: ") == 1);
}

TEST_CASE("a run that is interrupted says so and ends with 130", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string scenario = (folder.path() / "scenario").string();
  const std::string said = (folder.path() / "said").string();
  REQUIRE(::mkfifo(scenario.c_str(), 0600) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open(said.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    const std::string program = test::binary();
    ::execl(program.c_str(), program.c_str(), "advise", "--scenario", scenario.c_str(), nullptr);
    ::_exit(127);
  }
  const int writer = ::open(scenario.c_str(), O_WRONLY);  // returns when the program waits for the scenario
  REQUIRE(::kill(child, SIGINT) == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  ::close(writer);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
  CHECK(test::file_text(said).find("interrupted") != std::string::npos);
}

TEST_CASE("work that writes line by line notes the interruption and goes on to the end of its line", "[cli]") {
  struct sigaction before {};
  ::sigaction(SIGINT, nullptr, &before);
  {
    const cli::InterruptsNoted noted;
    cli::end_on_interrupt();
    CHECK_FALSE(cli::interrupted());
    ::raise(SIGINT);
    CHECK(cli::interrupted());
  }
  ::sigaction(SIGINT, &before, nullptr);
}
