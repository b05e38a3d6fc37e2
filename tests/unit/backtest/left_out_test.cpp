#include "pathfinder/backtest/left_out.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

CaseRow published(std::string id, std::string host) {
  CaseRow row;
  row.organisation = id.substr(0, id.find('-'));
  row.id = std::move(id);
  row.source = std::move(host);
  return row;
}

}  // namespace

TEST_CASE("left out: cases that share a host or an organisation have one publisher", "[backtest]") {
  const std::vector<CaseRow> cases = {published("grab-a", "grab.com"), published("meta-a", "arxiv.org"),
                                      published("grab-b", "youtube.com"), published("etsy-a", "youtube.com"),
                                      published("shell-a", "shell.com")};
  const std::vector<std::size_t> publishers = publishers_of(cases);
  CHECK(publishers[0] == publishers[2]);
  CHECK(publishers[2] == publishers[3]);
  CHECK(publishers[1] != publishers[0]);
  CHECK(publishers[4] != publishers[1]);
}

TEST_CASE("left out: a publisher is never split over folds, and folds are about as large", "[backtest]") {
  const std::vector<std::size_t> publishers = {0, 0, 0, 3, 4, 4, 6, 7};
  const std::vector<std::size_t> folds = folds_of(publishers, 3);
  CHECK(folds[0] == folds[1]);
  CHECK(folds[1] == folds[2]);
  CHECK(folds[4] == folds[5]);
  std::vector<std::size_t> held(3, 0);
  for (const std::size_t fold : folds) ++held[fold];
  for (const std::size_t one : held) CHECK((one == 2 || one == 3));
}
