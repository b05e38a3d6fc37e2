// Cases that are folders (tests/golden, tests/errors): `command` holds one argument a line, `stdin` what is piped in;
// `stdout`, `stderr` and `exit` what must come back, a missing file standing for nothing and for 0. With a `pick` file
// the output is JSON, and `stdout` holds of it only what the lines of `pick` name ("/options/*/standing").
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder::test {

/// One folder with a command in it.
struct Case {
  std::filesystem::path folder;
  std::vector<std::string> args;
  std::string in;
};

/// What the program did.
struct Outcome {
  std::string out;
  std::string err;
  int code = 0;
};

/// Every folder of tests/`kind`, by name; one without a `command` has no arguments, and must fail.
std::vector<Case> cases_in(std::string_view kind);

/// Runs a command in this process, in the case's folder, so that file names in messages are short.
Outcome run_case(const Case& one);

/// Runs `pathfinder ARGS…` in this process, without a terminal.
Outcome run_command(const std::vector<std::string>& args, const std::string& in = "");

/// Runs it with the program itself, which carries its catalogue ready.
Outcome run_program(const Case& one);

/// Compares with the files of the folder; "" when they agree, else what differs first, in a few lines. With
/// PATHFINDER_UPDATE_GOLDEN=1 in the environment the files are rewritten instead.
std::string differences(const Case& one, const Outcome& outcome);

/// Names and contents of every file below `folder`, to tell whether a command left something there.
std::string listing(const std::filesystem::path& folder);

/// The whole of a file; "" when there is none.
std::string file_text(const std::filesystem::path& path);

/// A folder below the system's temporary one that goes away with this object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file in it and returns its path.
  std::string write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// Works in another folder until it goes away.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& folder);
  ~WorkingFolder();
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace pathfinder::test
