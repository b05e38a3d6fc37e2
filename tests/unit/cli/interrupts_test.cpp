#include "cli/interrupts.hpp"

#include <csignal>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

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
