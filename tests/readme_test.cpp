// Runs every example of README.md: in a ```console block a line "$ …" is given to a shell, in one fresh folder for the
// whole page, and what follows must be what it prints. PATHFINDER_UPDATE_GOLDEN=1 writes what it prints instead.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "support/catch.hpp"
#include "support/paths.hpp"

namespace {

namespace fs = std::filesystem;
namespace test = pathfinder::test;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Standard output and error of a command run by sh in `folder`, the built binary first in PATH.
std::string shell(const std::string& command, const fs::path& folder) {
  const std::string line = "cd '" + folder.string() + "' && PATH='" + fs::path(test::binary()).parent_path().string() +
                           "':$PATH && { " + command + "\n} 2>&1";
  std::string output;
  FILE* pipe = popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), count);
  pclose(pipe);
  return output;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("every example of the README prints what the README shows", "[readme]") {
  const fs::path readme = fs::path(test::source_dir()) / "README.md";
  const fs::path folder = fs::temp_directory_path() / ("pathfinder-readme-" + std::to_string(::getpid()));
  fs::create_directories(folder);

  std::string renewed;
  bool inside = false;
  std::string command;
  std::string shown;
  int examples = 0;
  const auto finish = [&] {
    if (command.empty()) return;
    const std::string printed = shell(command, folder);
    INFO("$ " << command);
    if (std::getenv("PATHFINDER_UPDATE_GOLDEN") == nullptr) CHECK(printed == shown);
    renewed += printed;
    command.clear();
    shown.clear();
    ++examples;
  };
  for (const std::string& line : lines_of(read_file(readme))) {
    if (inside && line == "```") {
      finish();
      inside = false;
    }
    if (inside && line.rfind("$ ", 0) == 0) {
      finish();
      command = line.substr(2);
      renewed += line + "\n";
    } else if (inside) {
      shown += line + "\n";
    } else {
      renewed += line + "\n";
    }
    if (line == "```console") inside = true;
  }
  fs::remove_all(folder);
  CHECK(examples >= 8);
  if (std::getenv("PATHFINDER_UPDATE_GOLDEN") != nullptr) std::ofstream(readme, std::ios::binary) << renewed;
}

TEST_CASE("the README's Quick start is one sh block of two lines", "[readme]") {
  bool section = false;
  bool inside = false;
  int count = 0;
  for (const std::string& line : lines_of(read_file(fs::path(test::source_dir()) / "README.md"))) {
    if (line.rfind("## ", 0) == 0) section = line == "## Quick start";
    if (section && line == "```sh") {
      inside = true;
    } else if (inside && line == "```") {
      break;
    } else if (inside && !line.empty()) {
      ++count;
      CHECK(line.find("sudo") == std::string::npos);
    }
  }
  CHECK(count == 2);
}
