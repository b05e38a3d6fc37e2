#include "cli/whole_files.hpp"

#include <array>
#include <filesystem>

#include "pathfinder/base/diagnostic.hpp"

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::cli;
namespace fs = std::filesystem;

TEST_CASE("a file that is there keeps its mode", "[cli]") {
  const test::TemporaryFolder folder;
  const fs::path path = folder.write("secret.json", "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  write_whole_file(path.string(), "new");
  CHECK(test::file_text(path) == "new");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("of several files all are written or none", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string first = folder.write("a", "old");
  const std::string missing = (folder.path() / "none/b").string();
  const std::array<WholeFile, 2> broken = {{{first, "new"}, {missing, "new"}}};
  CHECK_THROWS_AS(write_whole_files(broken), InputError);
  CHECK(test::file_text(first) == "old");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
  const std::array<WholeFile, 2> full = {{{first, "new"}, {"/dev/full", "new"}}};
  CHECK_THROWS_AS(write_whole_files(full), InputError);
  CHECK(test::file_text(first) == "old");
  const std::array<WholeFile, 2> good = {{{first, "1"}, {(folder.path() / "b").string(), "2"}}};
  write_whole_files(good);
  CHECK(test::file_text(first) == "1");
  CHECK(test::file_text(folder.path() / "b") == "2");
}
