// The files that `init --ci` prints: the shell script and every command of both job files are run against a git
// repository of their own, the built binary first in PATH. What needs a network (gh, curl), and jq, is replaced by
// a script that notes how it was called.
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder::test;

namespace {

namespace fs = std::filesystem;
namespace test = pathfinder::test;

/// What `init --ci JOB` prints.
std::string job_file(const std::string& job) {
  const Outcome outcome = run_command({"init", "--ci", job});
  REQUIRE(outcome.code == 0);
  return outcome.out;
}

/// Commands of a job file: what stands behind "run:", and the items of "script:" and "after_script:". A block behind
/// "|" is one command.
std::vector<std::string> commands(const std::string& job) {
  std::istringstream in(job);
  std::vector<std::string> found;
  bool script = false;
  std::size_t block = std::string::npos;  // how far the lines of an open block are indented, at least
  for (std::string line; std::getline(in, line);) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (block != std::string::npos && indent != std::string::npos && indent > block) {
      found.back() += line.substr(indent) + "\n";
      continue;
    }
    block = std::string::npos;
    const std::size_t run = line.find("run: ");
    const bool item = line.find("    - ") == 0;
    std::string command;
    if (run != std::string::npos && line.find("runs-on") == std::string::npos) {
      command = line.substr(run + 5);
    } else if (line == "  script:" || line == "  after_script:") {
      script = true;
      continue;
    } else if (script && item) {
      command = line.substr(6);
    } else {
      script = false;
      continue;
    }
    if (command == "|") {
      block = indent;
      command.clear();
    }
    found.push_back(command);
  }
  return found;
}

class Repository {
 public:
  Repository() {
    folder_.write("work/scenario.json", R"({"schema": "pathfinder/scenario/1", "facts": {"docs": 50000, "gpus": 8}})");
    limits(0.5);
    folder_.write("work/procurement.sh", job_file("shell"));
    // Asked for the comments there are, both answer with the numbers that the real filters would leave.
    tool("gh", "echo \"gh $*\" >> ../calls\ncase \"$*\" in *--jq*) cat ../comments;; esac\n");
    tool("curl", "echo \"curl $*\" >> ../calls\ncase \"$*\" in *per_page*) cat ../comments;; esac\n");
    tool("jq", "cat\n");
    folder_.write("comments", "");
    REQUIRE(shell("git init -q -b main . && git config user.email t@example.org && git config user.name t && "
                  "git init -q --bare ../origin && git remote add origin ../origin && "
                  "pathfinder advise --scenario scenario.json --policy limits.json --output decision.json && "
                  "git add . && git commit -qm accepted && git push -q origin main") == 0);
  }

  void tool(const std::string& name, const std::string& script) const {
    ::chmod(folder_.write("bin/" + name, "#!/bin/sh\n" + script).c_str(), 0755);
  }
  /// Comments that earlier runs left, a number each line.
  void comments(const std::string& numbers) const { folder_.write("comments", numbers); }
  void forget_calls() const { folder_.write("calls", ""); }

  void limits(double least) {
    folder_.write("work/limits.json", R"({"schema": "pathfinder/policy/1", "policies": [{"id": "sure", "effect": "deny",
      "message": {"en": "confidence", "zh": "把握"}, "min_confidence": )" +
                                          std::to_string(least) + "}]}");
  }
  void scenario(const std::string& facts) {
    folder_.write("work/scenario.json", R"({"schema": "pathfinder/scenario/1", "facts": )" + facts + "}");
  }

  int shell(const std::string& line) const {
    const std::string command =
        "cd '" + (folder_.path() / "work").string() + "' && export PATH='" + (folder_.path() / "bin").string() + "':'" +
        fs::path(test::binary()).parent_path().string() +
        "':$PATH GITHUB_BASE_REF=main GITHUB_REPOSITORY=o/r NUMBER=7 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main "
        "CI_API_V4_URL=https://example.org/api/v4 CI_PROJECT_ID=3 CI_MERGE_REQUEST_IID=9 "
        "COMMENT_TOKEN=secret GIT_CONFIG_NOSYSTEM=1 && { " +
        line + "\n} 2>> ../log";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string file(const std::string& name) const { return file_text(folder_.path() / name); }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("the CI script is silent on no change, comments on a change and fails where a limit denies", "[readme]") {
  Repository repository;
  CHECK(repository.shell("sh procurement.sh") == 0);
  CHECK(repository.file("work/comment.md").empty());

  repository.scenario(R"({"docs": 60, "gpus": 8})");
  repository.limits(0);
  CHECK(repository.shell("sh procurement.sh") == 0);
  const std::string comment = repository.file("work/comment.md");
  CHECK(comment.rfind("<!-- pathfinder-comment ", 0) == 0);
  CHECK(comment.find("Another answer") != std::string::npos);

  repository.limits(0.99);
  CHECK(repository.shell("sh procurement.sh") == 1);
  CHECK(repository.file("work/decision.json").find("\"holds\": \"no\"") != std::string::npos);
  CHECK(repository.file("work/comment.md").find("Another answer") != std::string::npos);
  CHECK(repository.file("log").find("denied: confidence") != std::string::npos);

  repository.scenario(R"({"dcos": 60})");
  CHECK(repository.shell("sh procurement.sh") == 2);
}

TEST_CASE("the jobs comment once, replace their comment, and take it away when nothing differs any more", "[readme]") {
  const std::vector<std::string> jobs = {job_file("github"), job_file("gitlab")};
  struct Calls {
    std::string create, replace, remove;
  };
  const std::vector<Calls> expected = {
      {"gh api repos/o/r/issues/7/comments -F body=@comment.md",
       "gh api -X PATCH repos/o/r/issues/comments/31 -F body=@comment.md",
       "gh api -X DELETE repos/o/r/issues/comments/31"},
      {"--request POST --data-urlencode body@comment.md https://example.org/api/v4/projects/3/merge_requests/9/notes",
       "--request PUT --data-urlencode body@comment.md https://example.org/api/v4/projects/3/merge_requests/9/notes/31",
       "--request DELETE https://example.org/api/v4/projects/3/merge_requests/9/notes/31"}};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    Repository repository;
    repository.limits(0);
    const std::vector<std::string> lines = commands(jobs[i]);
    REQUIRE(lines.size() >= 2);
    const auto run = [&](const std::string& facts, const std::string& there) {
      repository.forget_calls();
      repository.comments(there);
      repository.scenario(facts);
      for (const std::string& line : lines) {
        INFO(line);
        CHECK(repository.shell(line) == 0);
      }
      return repository.file("calls");
    };
    const auto changes = [](const std::string& calls) {
      return calls.find("comment.md") != std::string::npos || calls.find("DELETE") != std::string::npos;
    };
    const std::string another = R"({"docs": 60, "gpus": 8})";
    const std::string the_same = R"({"docs": 50000, "gpus": 8})";
    const std::string first = run(another, "");
    INFO(first);
    CHECK(first.find(expected[i].create + "\n") != std::string::npos);
    const std::string second = run(another, "31\n32\n");
    INFO(second);
    CHECK(second.find(expected[i].replace + "\n") != std::string::npos);
    CHECK(second.find(expected[i].create + "\n") == std::string::npos);
    CHECK(run(the_same, "31\n").find(expected[i].remove + "\n") != std::string::npos);
    CHECK(!changes(run(the_same, "")));
    // No answer: the comment of the run before stays.
    repository.shell("rm -f comment.md");
    repository.forget_calls();
    CHECK(repository.shell(lines.back()) == 0);
    CHECK(!changes(repository.file("calls")));
  }
}
