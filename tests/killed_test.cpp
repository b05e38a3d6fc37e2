// A run that is killed half-way leaves every file whole: the old one or the new one. Needs a real process.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder::test;

namespace {

/// Starts the program in `folder` without a shell between, so that a signal reaches it.
pid_t start(const std::vector<std::string>& args, const std::filesystem::path& folder) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  std::vector<char*> line;
  std::string program = pathfinder::test::binary();
  line.push_back(program.data());
  std::vector<std::string> copies = args;
  for (std::string& arg : copies) line.push_back(arg.data());
  line.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execv(program.c_str(), line.data());
  ::_exit(127);
}

}  // namespace

TEST_CASE("killed at 20 random moments while it writes, every file is the old one or the whole new one", "[errors]") {
  using Clock = std::chrono::steady_clock;
  const TemporaryFolder folder;
  std::vector<std::string> args = {"advise", "--docs", "50000", "--gpus", "8", "--draws", "0"};
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    names.push_back("report-" + std::to_string(i) + ".json");
    args.insert(args.end(), {"--output", names.back()});
  }
  std::chrono::duration<double> whole = std::chrono::hours(1);
  int status = 0;
  for (int run = 0; run < 3; ++run) {  // the quickest: the first reads the program from the disk
    const auto began = Clock::now();
    ::waitpid(start(args, folder.path()), &status, 0);
    REQUIRE(WIFEXITED(status));
    whole = std::min<std::chrono::duration<double>>(whole, Clock::now() - began);
  }
  const std::string fresh = file_text(folder.path() / names.front());
  REQUIRE(fresh.size() > 10000);

  const std::string old = "{\"the old report\": true}\n";
  std::mt19937 random(20261124);
  int killed = 0, kept_old = 0, became_new = 0, half = 0;
  for (int run = 0; run < 200 && killed < 20; ++run) {
    for (const std::string& name : names) folder.write(name, old);
    // Writing comes last: most moments are taken from there.
    const double from = killed < 5 ? 0.0 : 0.7;
    const double at = from + (1.0 - from) * static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
    const pid_t child = start(args, folder.path());
    std::this_thread::sleep_for(whole * at);
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) continue;  // it was quicker
    ++killed;
    for (const std::string& name : names) {
      const std::string text = file_text(folder.path() / name);
      kept_old += text == old ? 1 : 0;
      became_new += text == fresh ? 1 : 0;
      half += text != old && text != fresh ? 1 : 0;
    }
  }
  // A name is given to a file only when it is complete, so that nothing half is left under another name either.
  int left = 0, left_half = 0;
  for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().filename().string().find(".part-") == std::string::npos) continue;
    ++left;
    left_half += file_text(entry.path()) != fresh ? 1 : 0;
  }
  const int unnamed = ::open(folder.path().c_str(), O_WRONLY | O_TMPFILE, 0600);
  if (unnamed >= 0) {
    ::close(unnamed);
    CHECK(left_half == 0);
  }
  INFO("left behind: " << left << ", half of them: " << left_half);
  INFO("killed " << killed << " times; files: " << kept_old << " old, " << became_new << " new, " << half << " half");
  CHECK(half == 0);
  CHECK(killed == 20);
  CHECK(kept_old > 0);
}
