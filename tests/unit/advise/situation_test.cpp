// What a value read of a scenario's facts rests on.
#include "pathfinder/advise/situation.hpp"

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

Expression expression(std::string_view text, Expect expect) {
  std::vector<ExpressionError> errors;
  Expression parsed = parse_expression(text, expect, shipped().vocabulary, errors);
  REQUIRE(errors.empty());
  return parsed;
}

}  // namespace

TEST_CASE("situation: every way of looking at a fact says that it was looked at", "[advise][situation]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const FactSlots& slots = shipped().slots;
  const auto slot = [](std::string_view fact) { return shipped().vocabulary.find(fact); };

  MadeOf made;
  made.take(situation.known(slots.gpus));
  CHECK(made.take(situation.value(slots.docs)) == 50000);
  made.take(situation.word(slots.corpus_language));
  made.take(situation.judge(expression("needs_citations and not known(classes)", Expect::truth)));
  made.take(situation.value_of(expression("task_complexity + 1", Expect::number)));
  made.take(situation.region());
  for (const char* fact :
       {"gpus", "docs", "corpus_language", "needs_citations", "classes", "task_complexity", "region"}) {
    CAPTURE(fact);
    CHECK(made.all().has(slot(fact)));
  }
  CHECK_FALSE(made.all().has(slots.budget));
}

TEST_CASE("situation: whether a fact is known rests on no value of it", "[advise][situation]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const FactSlots& slots = shipped().slots;

  MadeOf made;
  CHECK_FALSE(made.take(situation.known(slots.answer_tokens)));
  made.take(situation.value(slots.queries_per_day));
  made.take(situation.judge(expression("known(rounds)", Expect::truth)));
  CHECK_FALSE(made.values.has(slots.answer_tokens));
  CHECK_FALSE(made.values.has(slots.rounds));
  CHECK(made.asked.has(slots.rounds));
  CHECK(made.values.has(slots.queries_per_day));
  CHECK(situation.unsaid(slots.queries_per_day));
  CHECK_FALSE(situation.unsaid(slots.docs));
}

TEST_CASE("situation: a figure of several values rests on the facts of all", "[advise][situation]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const FactSlots& slots = shipped().slots;

  MadeOf training, money;
  training.take(situation.number(slots.rounds));
  money.take(situation.number(slots.horizon_months));
  CHECK_FALSE(money.values.has(slots.rounds));
  money |= training;
  CHECK(money.values.has(slots.rounds));
  CHECK_FALSE(training.values.has(slots.horizon_months));
}
