// Every mistake a user can make has a folder in tests/errors that makes it and holds the whole message; tests/README.md
// says how to add one. What cannot be a folder, because it is large or needs a real process, stands below.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/paths.hpp"

using namespace pathfinder::test;

TEST_CASE("a wrong input is refused with place, message and way out, and nothing is written", "[errors]") {
  static const std::vector<Case> cases = cases_in("errors");
  REQUIRE(cases.size() >= 160);
  for (const Case& one : cases) {
    DYNAMIC_SECTION(one.folder.filename().string()) {
      REQUIRE_FALSE(one.args.empty());  // a folder without a command tests nothing
      const std::string before = listing(one.folder);
      const Outcome outcome = run_case(one);
      CHECK(listing(one.folder) == before);
      CHECK(outcome.out.empty());
      CHECK((outcome.code == 2 || outcome.code == 74));
      CHECK(
          (outcome.err.find("  help: ") != std::string::npos || outcome.err.find("  处理建议：") != std::string::npos));
      const std::string report = differences(one, outcome);
      INFO(report);
      CHECK(report.empty());
    }
  }
}

// --- the real program -----------------------------------------------------------------------------------------------

namespace {

/// Runs a line of shell in which $P is the program, and returns its exit code.
int shell(const std::string& line, const std::filesystem::path& folder) {
  const std::string command = "cd '" + folder.string() + "' && P='" + pathfinder::test::binary() + "' && " + line;
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("10 MB of brackets are refused within 100 MiB", "[errors]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("brackets.json", std::string(10U << 20U, '['));
  const std::string messages = (folder.path() / "messages").string();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (std::freopen(messages.c_str(), "w", stderr) == nullptr) ::_exit(127);
    ::execl(pathfinder::test::binary().c_str(), "pathfinder", "advise", "--scenario", file.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  REQUIRE(::wait4(child, &status, 0, &usage) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 2);
  CHECK(file_text(messages).find("[json-too-deep]") != std::string::npos);
  CHECK(file_text(messages).size() < 1000);
  if (!watched) CHECK(usage.ru_maxrss < 100 * 1024);  // KiB; a sanitizer takes memory of its own
}

TEST_CASE("a full disk, a closed output and a reader that left are told apart", "[errors]") {
  const TemporaryFolder folder;
  CHECK(shell("$P advise --docs 50000 --gpus 8 > /dev/full 2> messages", folder.path()) == 74);
  CHECK(file_text(folder.path() / "messages").find("[stdout-unwritable]") != std::string::npos);
  CHECK(shell("$P advise --docs 50000 --gpus 8 >&- 2> messages", folder.path()) == 74);
  CHECK(file_text(folder.path() / "messages").find("[stdout-unwritable]") != std::string::npos);
  CHECK(shell("{ $P advise --docs 50000 --gpus 8 --format json 2> messages; echo $? > code; } | head -1 > first",
              folder.path()) == 0);
  CHECK(file_text(folder.path() / "code") == "0\n");
  CHECK(file_text(folder.path() / "messages").empty());
  CHECK(file_text(folder.path() / "first") == "{\n");
  CHECK(shell("{ $P advise --docs 50000 --format json 2> messages; echo $? > code; } | true", folder.path()) == 0);
  CHECK(file_text(folder.path() / "code") == "0\n");
}

TEST_CASE("results go to standard output and everything else to standard error", "[errors]") {
  const TemporaryFolder folder;
  CHECK(shell("$P advise --docs 50000 --gpus 8 > out 2> messages", folder.path()) == 0);
  CHECK(!file_text(folder.path() / "out").empty());
  CHECK(file_text(folder.path() / "messages").empty());
  CHECK(shell("$P advise --docs many > out 2> messages", folder.path()) == 2);
  CHECK(file_text(folder.path() / "out").empty());
  CHECK(!file_text(folder.path() / "messages").empty());
  CHECK(shell("$P advise --docs 50000 --gpu A100 > out 2> messages", folder.path()) == 0);
}

TEST_CASE("a file is replaced whole or left untouched", "[errors]") {
  const TemporaryFolder folder;
  const std::string report = folder.write("report.json", "old");
  CHECK(shell("$P advise --docs many --output report.json 2> messages", folder.path()) == 2);
  CHECK(file_text(report) == "old");
  CHECK(shell("$P advise --docs 50000 --output report.json > out 2> messages", folder.path()) == 0);
  CHECK(file_text(report).rfind("{", 0) == 0);
  CHECK(file_text(folder.path() / "out").empty());
  // A file that may only be so long, as on a full disk: the old one stays, and nothing lies beside it.
  const std::string before = file_text(report);
  CHECK(shell("trap '' XFSZ; ulimit -f 1; $P advise --docs 60000 --output report.json 2> messages", folder.path()) ==
        74);
  CHECK(file_text(report) == before);
  CHECK(file_text(folder.path() / "messages").find("[cannot-write]") != std::string::npos);
  const auto entries =
      std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator());
  CHECK(entries == 3);  // report.json, out, messages
}

TEST_CASE("a file reached through a link is replaced, not the link", "[errors]") {
  const TemporaryFolder folder;
  folder.write("real.json", "old");
  std::filesystem::create_symlink("real.json", folder.path() / "link.json");
  CHECK(shell("$P advise --docs 50000 --output link.json", folder.path()) == 0);
  CHECK(std::filesystem::is_symlink(folder.path() / "link.json"));
  CHECK(file_text(folder.path() / "real.json").rfind("{", 0) == 0);
}

TEST_CASE("the same line gives the same bytes in any locale", "[errors]") {
  const TemporaryFolder folder;
  CHECK(shell("LC_ALL=C $P advise --docs 50000 --gpus 8 --format json > a", folder.path()) == 0);
  CHECK(shell("LC_ALL=de_DE.UTF-8 $P advise --docs 50000 --gpus 8 --format json > b", folder.path()) == 0);
  CHECK(file_text(folder.path() / "a") == file_text(folder.path() / "b"));
}
