// The CI examples of README.md, section "In CI": the shell script and every command of both job files are run against a
// git repository of their own, the built binary first in PATH. What needs a network (gh, curl) is replaced by a script
// that notes how it was called.
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder::test;

namespace {

namespace fs = std::filesystem;

/// The fenced blocks of a language in the section.
std::vector<std::string> blocks(const std::string& language) {
  std::istringstream in(file_text(fs::path(PATHFINDER_SOURCE_DIR) / "README.md"));
  std::vector<std::string> found;
  bool section = false, inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("## ", 0) == 0) section = line == "## In CI";
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      found.back() += line + "\n";
    } else if (section && line == "```" + language) {
      inside = true;
      found.emplace_back();
    }
  }
  return found;
}

/// Commands of a job file: what stands behind "run:", and the items of "script:" and "after_script:".
std::vector<std::string> commands(const std::string& job) {
  std::istringstream in(job);
  std::vector<std::string> found;
  bool script = false;
  for (std::string line; std::getline(in, line);) {
    const std::size_t run = line.find("run: ");
    const std::size_t item = line.find("    - ");
    if (run != std::string::npos && line.find("runs-on") == std::string::npos) {
      found.push_back(line.substr(run + 5));
    } else if (line == "  script:" || line == "  after_script:") {
      script = true;
    } else if (script && item == 0) {
      found.push_back(line.substr(6));
    } else {
      script = false;
    }
  }
  return found;
}

class Repository {
 public:
  Repository() {
    folder_.write("work/scenario.json", R"({"schema": "pathfinder/scenario/1", "facts": {"docs": 50000, "gpus": 8}})");
    limits(0.5);
    folder_.write("work/procurement.sh", blocks("sh").at(0));
    for (const char* tool : {"gh", "curl"}) {
      const std::string path =
          folder_.write(std::string("bin/") + tool, "#!/bin/sh\necho \"" + std::string(tool) + " $*\" >> ../calls\n");
      ::chmod(path.c_str(), 0755);
    }
    REQUIRE(shell("git init -q -b main . && git config user.email t@example.org && git config user.name t && "
                  "git init -q --bare ../origin && git remote add origin ../origin && "
                  "pathfinder advise --scenario scenario.json --policy limits.json --output decision.json && "
                  "git add . && git commit -qm accepted && git push -q origin main") == 0);
  }

  void limits(double least) {
    folder_.write("work/limits.json", R"({"schema": "pathfinder/policy/1", "policies": [{"id": "sure", "effect": "deny",
      "message": {"en": "confidence", "zh": "把握"}, "min_confidence": )" +
                                          std::to_string(least) + "}]}");
  }
  void scenario(const std::string& facts) {
    folder_.write("work/scenario.json", R"({"schema": "pathfinder/scenario/1", "facts": )" + facts + "}");
  }

  int shell(const std::string& line) const {
    const std::string command = "cd '" + (folder_.path() / "work").string() + "' && export PATH='" +
                                (folder_.path() / "bin").string() + "':'" +
                                fs::path(PATHFINDER_BINARY).parent_path().string() +
                                "':$PATH GITHUB_BASE_REF=main NUMBER=7 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main "
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

TEST_CASE("the commands of the GitHub and the GitLab job run and hand the comment over", "[readme]") {
  const std::vector<std::string> jobs = blocks("yaml");
  REQUIRE(jobs.size() == 2);
  for (const std::string& job : jobs) {
    Repository repository;
    repository.scenario(R"({"docs": 60, "gpus": 8})");
    repository.limits(0);
    const std::vector<std::string> lines = commands(job);
    REQUIRE(lines.size() >= 2);
    for (const std::string& line : lines) {
      INFO(line);
      CHECK(repository.shell(line) == 0);
    }
    const std::string calls = repository.file("calls");
    INFO(calls);
    CHECK(calls.find("comment.md") != std::string::npos);
    CHECK((calls.rfind("gh pr comment 7", 0) == 0 ||
           calls.find("/projects/3/merge_requests/9/notes") != std::string::npos));
  }
}
