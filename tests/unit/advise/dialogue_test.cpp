#include "pathfinder/advise/dialogue.hpp"

#include <cmath>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

AdviseOptions few_draws() {
  AdviseOptions options;
  options.draws = 2000;
  return options;
}

Scenario reply(std::size_t slot, double value) {
  Scenario one;
  one.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  return one;
}

}  // namespace

TEST_CASE("dialogue: what is worth most is in front, and what is known or skipped is not asked", "[advise][flips]") {
  Dialogue dialogue(scenario({{"docs", "50000"}, {"gpus", "8"}}), shipped(), few_draws());
  REQUIRE(dialogue.open().size() > 2);
  for (std::size_t i = 1; i < dialogue.open().size(); ++i) {
    const OpenQuestion& before = dialogue.open()[i - 1];
    const OpenQuestion& after = dialogue.open()[i];
    CHECK((before.value > after.value || (before.value == after.value && before.chance >= after.chance)));
  }
  for (const OpenQuestion& one : dialogue.open()) {
    CHECK_FALSE(dialogue.decision().facts[one.slot].known);
    CHECK((one.value > 0 || one.chance > 0));
  }
  const std::size_t first = dialogue.open().front().slot;
  const std::size_t count = dialogue.open().size();
  dialogue.skip();
  CHECK(dialogue.open().size() == count - 1);
  CHECK(dialogue.open().front().slot != first);
  REQUIRE(dialogue.back());
  CHECK(dialogue.open().front().slot == first);
  CHECK_FALSE(dialogue.back());
}

TEST_CASE("dialogue: a reply is the same as the fact on the command line, and going back undoes it",
          "[advise][flips]") {
  const std::size_t labels = shipped().vocabulary.find("labelled_examples");
  Dialogue dialogue(scenario({{"docs", "50000"}}), shipped(), few_draws());
  const double before = dialogue.decision().winner()->score;
  dialogue.give(reply(labels, 20000));
  const Decision same = advise(scenario({{"docs", "50000"}, {"labelled_examples", "20000"}}), shipped());
  CHECK(dialogue.decision().winner()->strategy == same.winner()->strategy);
  CHECK(dialogue.decision().winner()->score == same.winner()->score);
  CHECK(dialogue.replies() == 1);
  REQUIRE(dialogue.back());
  CHECK(dialogue.decision().winner()->score == before);
  CHECK(dialogue.replies() == 0);
}

TEST_CASE("dialogue: it ends, and then no plausible value of an open fact changes the answer", "[advise][flips]") {
  Dialogue dialogue(scenario({{"tokens", "100000"}, {"task_kind", "qa"}, {"knowledge_need", "4"}}), shipped(),
                    few_draws());
  std::size_t asked = 0;
  while (!dialogue.open().empty()) {
    REQUIRE(++asked < 40);
    const std::size_t slot = dialogue.open().front().slot;
    const double value = dialogue.decision().facts[slot].value;
    if (std::isnan(value)) {
      dialogue.skip();
    } else {
      dialogue.give(reply(slot, value));
    }
  }
  CHECK(asked > 0);
  CHECK(dialogue.decision().winner() != nullptr);
}
