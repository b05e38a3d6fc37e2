// Counting a pilot.
#include "pathfinder/estimate/pilot.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// "r" right, "w" wrong, "e" harness failed; ids are positions.
EvalArm arm(const std::string& label, const std::string& grades, const std::string& grader = "") {
  EvalArm one;
  one.label = label;
  for (std::size_t i = 0; i < grades.size(); ++i) {
    std::optional<bool> right;
    if (grades[i] != 'e') right = grades[i] == 'r';
    one.answers.push_back({std::to_string(i), grader, right, 0});
  }
  return one;
}

}  // namespace

TEST_CASE("pilot: McNemar's exact test", "[estimate]") {
  CHECK(mcnemar_exact(0, 0) == 1);
  CHECK(mcnemar_exact(0, 5) == Approx(2.0 / 32));
  CHECK(mcnemar_exact(5, 0) == Approx(2.0 / 32));
  CHECK(mcnemar_exact(1, 9) == Approx(2.0 * 11 / 1024));
  CHECK(mcnemar_exact(6, 6) == 1);
}

TEST_CASE("pilot: arms are counted, pairs by question, failures of the harness left out", "[estimate]") {
  const EvalRun run;
  const EvalArm base = arm("without", "rrwwwwre"), rag = arm("with", "rrrrwwwr");
  const Pilot pilot = count_pilot({{PilotArm::base, &run, &base}, {PilotArm::rag, &run, &rag}});
  REQUIRE(pilot.arms.size() == 2);
  CHECK(pilot.arms[0].right == 3);
  CHECK(pilot.arms[0].of == 7);
  CHECK(pilot.arms[0].errors == 1);
  CHECK(pilot.arms[1].right == 5);
  CHECK(pilot.arms[1].of == 8);
  REQUIRE(pilot.pairs.size() == 1);
  const PairCount& pair = pilot.pairs[0];
  CHECK(pair.paired);
  CHECK(pair.both == 2);
  CHECK(pair.first_only == 1);
  CHECK(pair.second_only == 2);
  CHECK(pair.neither == 2);
  CHECK(pair.p_value == 1);
  CHECK(pair.difference.low < pair.difference.central);
  CHECK(pair.second_better > 0.5);
  CHECK_FALSE(pilot.agreement);
}

TEST_CASE("pilot: sums without ids give rates and no pairs", "[estimate]") {
  const EvalRun run;
  EvalArm base, rag;
  base.right = 31;
  base.of = 49;
  rag.right = 41;
  rag.of = 50;
  const Pilot pilot = count_pilot({{PilotArm::base, &run, &base}, {PilotArm::rag, &run, &rag}});
  REQUIRE(pilot.pairs.size() == 1);
  CHECK_FALSE(pilot.pairs[0].paired);
  CHECK(pilot.pairs[0].difference.central == Approx(41.0 / 50 - 31.0 / 49).margin(0.01));
  CHECK(pilot.pairs[0].second_better > 0.95);
}

TEST_CASE("pilot: the same questions tell more than as many others", "[estimate]") {
  PairCount pair{PilotArm::base, PilotArm::rag, 30, 2, 10, 8, true, 1, {}, 0.5};
  compare_pairs(pair);
  PairCount apart;
  ArmCount first, second;
  first.right = 32;
  second.right = 40;
  first.of = second.of = 50;
  compare_apart(apart, first, second);
  CHECK(pair.difference.high - pair.difference.low < apart.difference.high - apart.difference.low);
  CHECK(pair.second_better > apart.second_better);
}

TEST_CASE("pilot: right and wrong are counted alike: answers the other way round turn the comparison", "[estimate]") {
  const auto compared = [](double first_right, double second_right) {
    PairCount pair;
    ArmCount first, second;
    first.right = first_right;
    second.right = second_right;
    first.of = second.of = 10;
    compare_apart(pair, first, second);
    return pair;
  };
  const PairCount won = compared(3, 6), lost = compared(7, 4);
  CHECK(won.second_better > 0.8);
  CHECK(lost.second_better == Approx(1 - won.second_better));
  CHECK(lost.difference.central == Approx(-won.difference.central).margin(0.001));
  CHECK(lost.difference.low == Approx(-won.difference.high).margin(0.001));
  CHECK(lost.difference.high == Approx(-won.difference.low).margin(0.001));
  CHECK(compared(10, 10).second_better == Approx(0.5));
}

TEST_CASE("pilot: of several graders the majority counts, and a tie counts nowhere", "[estimate]") {
  const EvalRun run;
  EvalArm base = arm("base", "rrwr", "a");
  for (const auto& [grader, grades] : {std::pair{"b", "rwwr"}, {"c", "rwww"}}) {
    for (const GradedAnswer& one : arm("base", grades, grader).answers) base.answers.push_back(one);
  }
  const Pilot pilot = count_pilot({{PilotArm::base, &run, &base}});
  CHECK(pilot.arms[0].right == 2);  // questions 0 and 3
  CHECK(pilot.arms[0].of == 4);
  REQUIRE(pilot.agreement);
  CHECK(pilot.agreement->graders == 3);
  CHECK(pilot.agreement->answers == 4);
  // Pairs that agree: 3/3, 1/3, 3/3, 1/3 → 2/3; 6 of 12 right → by chance 1/2; kappa 1/3.
  CHECK(pilot.agreement->agreed == Approx(2.0 / 3));
  CHECK(pilot.agreement->kappa == Approx(1.0 / 3));

  EvalArm split = arm("base", "r", "a");
  split.answers.push_back({"0", "b", false, 0});
  const Pilot tied = count_pilot({{PilotArm::base, &run, &split}});
  CHECK(tied.arms[0].of == 0);
  CHECK(tied.arms[0].undecided == 1);
}
