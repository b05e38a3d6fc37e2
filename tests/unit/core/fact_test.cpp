#include "pathfinder/core/fact.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a fact is found by its id, and by an alias only where JSON is read", "[core]") {
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  const std::size_t budget = vocabulary.find("budget");
  REQUIRE(budget != Vocabulary::none);
  CHECK(vocabulary.find_key("budget") == budget);
  CHECK(vocabulary.find_key("budget_usd") == budget);
  CHECK(vocabulary.find("budget_usd") == Vocabulary::none);
  CHECK(vocabulary.find_key("budgets") == Vocabulary::none);
}

TEST_CASE("levels of a scale keep its numbers, levels of a category their position", "[core]") {
  const Vocabulary& vocabulary = test::shipped().vocabulary;
  const FactSpec& gap = vocabulary.slots[vocabulary.find("domain_gap")];
  CHECK(gap.level_value(0) == 1);
  CHECK(gap.level_position(5) == 4);
  CHECK(gap.level_position(0) == gap.levels.size());
  CHECK(gap.level_position(6) == gap.levels.size());
  const FactSpec& skill = vocabulary.slots[vocabulary.find("team_ml_skill")];
  CHECK(skill.level_value(0) == 0);
  const FactSpec& changes = vocabulary.slots[vocabulary.find("knowledge_changes")];
  CHECK(changes.level_value(2) == 2);
  CHECK(changes.levels[changes.level_position(2)].id == "monthly");
}

TEST_CASE("a fact nobody spoke of is not zero", "[core]") {
  const Fact fact;
  CHECK(fact.value != fact.value);
  CHECK(!fact.known);
  CHECK(fact.origin == Origin::assumed);
}
