// Runs every example of README.md: in a ```console block a line "$ …" is given to a shell, in one fresh folder for the
// whole page, and what follows must be what it prints. PATHFINDER_UPDATE_GOLDEN=1 writes what it prints instead.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "support/cases.hpp"
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
  const test::TemporaryFolder place;
  const fs::path& folder = place.path();

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

namespace {

/// The command of the README that begins so, without its comment; the program answers without draws.
std::string command_of_readme(const std::string& begins) {
  for (std::string line : lines_of(read_file(fs::path(test::source_dir()) / "README.md"))) {
    if (line.rfind(begins, 0) != 0) continue;
    if (const std::size_t comment = line.find("  #"); comment != std::string::npos) line.resize(comment);
    const std::string program = "pathfinder batch";
    return line.replace(line.find(program), program.size(), program + " --draws 0");
  }
  return {};
}

/// A folder with 1,100 scenarios, and what the program answers to them alone.
struct Scenarios {
  Scenarios() {
    std::ostringstream rows;
    for (int i = 1; i <= 1100; ++i)
      rows << "{\"id\": \"r" << i << "\", \"docs\": " << 100 + 37 * i << ", \"queries_per_day\": " << 10 * i << "}\n";
    place.write("scenarios.ndjson", rows.str());
    shell("pathfinder batch --draws 0 scenarios.ndjson > alone.ndjson", folder);
    alone = read_file(folder / "alone.ndjson");
  }

  test::TemporaryFolder place;
  fs::path folder = place.path();
  std::string alone;
};

bool installed(const std::string& program) {
  return !shell("command -v " + program + " || true", fs::temp_directory_path()).empty();
}

/// Without the numbers of the lines, which count anew where a table is cut by somebody else.
std::string without_line_numbers(const std::string& answers) {
  return std::regex_replace(answers, std::regex("\"line\":[0-9]+,"), "");
}

}  // namespace

TEST_CASE("GNU parallel as in the README gives the answers of one process, in their order", "[readme]") {
  if (!installed("parallel")) {
    WARN("GNU parallel is not installed: its lines of the README were not run");
    return;
  }
  const Scenarios scenarios;
  REQUIRE(lines_of(scenarios.alone).size() == 1100);
  const std::string piped = command_of_readme("parallel --pipe");
  REQUIRE(piped.find("< scenarios.ndjson > answers.ndjson") != std::string::npos);
  INFO(shell(piped, scenarios.folder));
  CHECK(without_line_numbers(read_file(scenarios.folder / "answers.ndjson")) == without_line_numbers(scenarios.alone));

  const std::string by_part = command_of_readme("parallel -k pathfinder");
  REQUIRE(by_part.find("--shard {}/8") != std::string::npos);
  INFO(shell(by_part, scenarios.folder));
  CHECK(read_file(scenarios.folder / "answers.ndjson") == scenarios.alone);
}

TEST_CASE("Spark's pipe as in the README: a partition's lines in, their answers out", "[readme]") {
  // What RDD.pipe does with a partition: its lines to a shell's command, a line of output each an element.
  std::string command;
  for (const std::string& line : lines_of(read_file(fs::path(test::source_dir()) / "README.md"))) {
    const std::string opens = "scenarios.pipe(\"";
    const std::size_t at = line.find(opens);
    if (at == std::string::npos) continue;
    const std::size_t from = at + opens.size();
    command = line.substr(from, line.find('"', from) - from);
  }
  REQUIRE_FALSE(command.empty());
  const Scenarios scenarios;
  const std::string partitions = "head -n 600 scenarios.ndjson | " + command +
                                 " > first; tail -n 500 scenarios.ndjson | " + command +
                                 " > second; cat first second > answers.ndjson";
  INFO(shell(partitions, scenarios.folder));
  CHECK(without_line_numbers(read_file(scenarios.folder / "answers.ndjson")) == without_line_numbers(scenarios.alone));
}

TEST_CASE("the Slurm array of the README: its tasks' files put together are the answers of one process", "[readme]") {
  for (const char* program : {"munged", "slurmctld", "slurmd", "sbatch"}) {
    if (installed(program) && ::getuid() == 0) continue;
    WARN("no " << program << ", or not root: the Slurm array of the README was not run");
    return;
  }
  const Scenarios scenarios;
  std::string command = command_of_readme("sbatch --array=1-100");
  REQUIRE(command.find("--resume out.$SLURM_ARRAY_TASK_ID") != std::string::npos);
  const auto instead = [&](const std::string& of, const std::string& by) {
    REQUIRE(command.find(of) != std::string::npos);
    command.replace(command.find(of), of.size(), by);
  };
  instead("--array=1-100", "--wait --array=1-4");  // one node is enough for four
  instead("/100 ", "/4 ");
  scenarios.place.write("submit.sh", command + "\n");
  const std::string slurm = (fs::path(test::source_dir()) / "tests/support/one_node_slurm.sh").string();
  INFO(shell("bash '" + slurm + "' slurm 'sh submit.sh'; cat slurm-*.out", scenarios.folder));
  std::string answers;
  for (const char* part : {"out.1", "out.2", "out.3", "out.4"}) answers += read_file(scenarios.folder / part);
  CHECK(answers == scenarios.alone);
}
