#include "pathfinder/advise/sweep.hpp"

#include <cmath>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

std::optional<SweepAxis> axis(const std::string& typed, std::string* found = nullptr) {
  Findings findings;
  const auto locate = [](int offset, int width) { return Location{"argument 3", 1, offset + 1, "", "", width}; };
  std::optional<SweepAxis> axis = read_axis(typed, shipped(), locate, findings);
  if (found != nullptr) *found = test::summary(findings.all());
  return axis;
}

std::string wrong(const std::string& typed) {
  std::string found;
  CHECK_FALSE(axis(typed, &found));
  return found;
}

Sweep grid(const std::vector<SweepAxis>& axes, const std::function<std::string(const std::vector<double>&)>& winner) {
  Sweep sweep;
  sweep.axes = axes;
  for (const std::vector<double>& place : sweep_places(axes, 0, shipped())) {
    SweepPoint point;
    point.at = place;
    point.strategy = winner(place);
    sweep.points.push_back(point);
  }
  find_crossings(sweep, shipped(), winner);
  return sweep;
}

}  // namespace

TEST_CASE("a range over decades is spaced by ratios, another evenly, unless it says otherwise", "[advise]") {
  CHECK(axis("docs=10..1000:3")->values == std::vector<double>{10, 100, 1000});
  CHECK(axis("docs=10..1000:lin:3")->values == std::vector<double>{10, 505, 1000});
  CHECK(axis("gpus=2..6:3")->values == std::vector<double>{2, 4, 6});
  CHECK(axis("docs=1k..1M:log:20")->values.size() == 20);
  CHECK(axis("docs=1k..1M")->logarithmic);
  CHECK(axis("task_complexity=1..5")->values == std::vector<double>{1, 2, 3, 4, 5});
}

TEST_CASE("a list is taken as it stands, words by their places, a bare name for all its words", "[advise]") {
  CHECK(axis("--gpus=1,2,4,8")->values == std::vector<double>{1, 2, 4, 8});
  CHECK_FALSE(axis("gpus=1,2,4,8")->continuous);
  CHECK(axis("changes=never,daily")->values.size() == 2);
  CHECK(axis("knowledge_changes")->values.size() == 6);
  CHECK(axis("needs_citations")->values == std::vector<double>{0, 1});
  CHECK(axis("budget=$1k..$1M:4")->values.front() == 1000);
}

TEST_CASE("counts are whole, and none stands twice", "[advise]") {
  const std::vector<double> values = axis("gpus=1..4:10")->values;
  CHECK(values == std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("what is no range has its place", "[advise]") {
  CHECK(wrong("docz=1..2") == "unknown-fact 1:1");
  CHECK(wrong("docs=9..2") == "vary-range 1:6");
  CHECK(wrong("docs=5") == "vary-range 1:6");
  CHECK(wrong("docs=5..9:many") == "vary-range 1:11");
  CHECK(wrong("docs=5..x") == "not-a-value 1:9");
  CHECK(wrong("gpus=0..8:log") == "vary-range 1:11");
  CHECK(wrong("gpus=4,2,8") == "vary-range 1:6");
  CHECK(wrong("changes=never,dayly") == "unknown-word 1:15");
  CHECK(wrong("docs").find("not-a-value") == 0);
}

TEST_CASE("a sample is the same each time, between the ends, a stream per fact", "[advise]") {
  const std::vector<SweepAxis> axes = {*axis("docs=10..1000"), *axis("gpus=1,2,4")};
  const auto places = sweep_places(axes, 200, shipped());
  REQUIRE(places.size() == 200);
  CHECK(places == sweep_places(axes, 200, shipped()));
  for (const std::vector<double>& place : places) {
    CHECK(place[0] >= 10);
    CHECK(place[0] <= 1000);
    CHECK(place[0] == std::round(place[0]));
    CHECK((place[1] == 1 || place[1] == 2 || place[1] == 4));
  }
  // Another second fact changes nothing about the first.
  const auto others = sweep_places({axes[0], *axis("labels=1..9")}, 200, shipped());
  CHECK(others[17][0] == places[17][0]);
}

TEST_CASE("a border is found to a hundredth of a step, that of a count exactly", "[advise]") {
  const Sweep money =
      grid({*axis("budget=100..200:lin:5")}, [](const std::vector<double>& at) { return at[0] < 163 ? "a" : "b"; });
  REQUIRE(money.crossings.size() == 1);
  CHECK(money.crossings[0].value == Approx(163).margin(0.25));
  CHECK(money.crossings[0].share == Approx((163.0 - 150) / 25).margin(0.01));
  const Sweep docs = grid({*axis("docs=100..10000:3"), *axis("gpus=1,2")},
                          [](const std::vector<double>& at) { return at[0] < 777 ? "a" : "b"; });
  REQUIRE(docs.crossings.size() == 2);
  CHECK(docs.crossings[0].value == Approx(777).margin(20));
  CHECK(docs.crossings[1].from == 3);
  CHECK(docs.crossings[1].to == 4);
  const Sweep cards =
      grid({*axis("gpus=1..17:3")}, [](const std::vector<double>& at) { return at[0] < 12 ? "a" : "b"; });
  REQUIRE(cards.crossings.size() == 1);
  CHECK(cards.crossings[0].value == 12);
}

TEST_CASE("no border is looked for between words, and the second axis has its own", "[advise]") {
  const Sweep words = grid({*axis("knowledge_changes"), *axis("gpus=0..16:lin:5")}, [](const std::vector<double>& at) {
    return at[0] < 2 ? "a" : at[1] < 6.5 ? "b" : "c";
  });
  CHECK_FALSE(words.crossings.empty());
  for (const SweepCrossing& one : words.crossings) {
    CHECK(one.axis == 1);
    CHECK(one.to == one.from + 6);
    CHECK(one.value == 7);
  }
}
