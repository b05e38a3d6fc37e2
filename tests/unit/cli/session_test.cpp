#include "cli/session.hpp"

#include <sstream>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::cli;

namespace {

struct Fixture {
  explicit Fixture(const std::string& input = "") : in(input), session(environment, args, in, out, err) {}
  std::string read(const std::string& path) {
    Findings findings;
    const std::optional<std::string> text = session.read_file({path, 2, ""}, findings);
    if (!text) return test::summary(findings.all()) + (findings.all()[0].fatal_io ? " io" : "");
    CHECK(findings.empty());
    return *text;
  }
  Environment environment;
  std::vector<std::string> args;
  std::istringstream in;
  std::ostringstream out, err;
  Session session;
};

}  // namespace

TEST_CASE("a file is read whole, a dash means standard input", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string text = std::string(200000, 'x') + '\0' + "end";
  CHECK(Fixture().read(folder.write("a", text)) == text);
  CHECK(Fixture("piped").read("-") == "piped");
  CHECK(Fixture().read(folder.write("empty", "")).empty());
}

TEST_CASE("a file that is missing, a directory or unreadable is a matter of files, not of input", "[cli]") {
  const test::TemporaryFolder folder;
  CHECK(Fixture().read((folder.path() / "none").string()) == "file-not-found io");
  CHECK(Fixture().read(folder.path().string()) == "is-a-directory io");
  CHECK(Fixture().read("/proc/self/mem") == "file-unreadable io");
  CHECK(Fixture().read("").rfind("file-not-found", 0) == 0);
}

TEST_CASE("write_whole_file leaves the old file when it cannot write the new one", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("a.txt", "old");
  write_whole_file(path, "new");
  CHECK(test::file_text(path) == "new");
  CHECK_THROWS_AS(write_whole_file((folder.path() / "none/a.txt").string(), "x"), InputError);
  CHECK_THROWS_AS(write_whole_file(folder.path().string(), "x"), InputError);
  CHECK_THROWS_AS(write_whole_file("/dev/full", "x"), InputError);
}

TEST_CASE("a data directory replaces files by their place and refuses what nobody reads", "[cli]") {
  const test::TemporaryFolder folder;
  folder.write("t/strategies/rag.json",
               test::replaced(test::data_text("strategies/rag.json"), "\"id\": \"rag\"", "\"id\": \"rag\""));
  Fixture fixture;
  Findings findings;
  fixture.session.add_data_directory({(folder.path() / "t").string(), 2, "--data"}, findings);
  CHECK(findings.empty());
  CHECK(fixture.session.catalogue().strategies.size() == test::shipped_options());

  folder.write("t/strategys/rag.json", "{}");
  Fixture again;
  again.session.add_data_directory({(folder.path() / "t").string(), 2, "--data"}, findings);
  CHECK(test::summary(findings.all()) == "unknown-data-file");

  folder.write("empty/readme.txt", "");
  Findings nothing;
  again.session.add_data_directory({(folder.path() / "empty").string(), 2, "--data"}, nothing);
  CHECK(test::summary(nothing.all()) == "empty-data");
}

TEST_CASE("sentences are there in both languages even before the catalogue is read", "[cli]") {
  Fixture fixture;
  CHECK(fixture.session.texts()("finding.error") == "error: ");
  Fixture chinese;
  chinese.session.language = "zh";
  CHECK(chinese.session.texts()("finding.error") == "错误：");
}
