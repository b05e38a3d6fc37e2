// What was read of a scenario's facts, and which of it nobody gave.
#include "pathfinder/advise/situation.hpp"

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

TEST_CASE("situation: every way of looking at a fact counts as reading it", "[advise]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}, {"gpus", "8"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  const auto slot = [](std::string_view fact) { return shipped().vocabulary.find(fact); };

  situation.known("gpus");
  situation.value("docs");
  situation.word("corpus_language");
  std::vector<ExpressionError> errors;
  situation.judge(parse_expression("needs_citations", Expect::truth, shipped().vocabulary, errors));
  REQUIRE(errors.empty());
  std::vector<unsigned char> read = situation.take_read();
  for (const char* fact : {"gpus", "docs", "corpus_language", "needs_citations"}) CHECK(read[slot(fact)] == 1);
  CHECK(read[slot("budget")] == 0);
  // Taken: from now on only what is read anew.
  situation.region();
  read = situation.take_read();
  CHECK(read[slot("region")] == 1);
  CHECK(read[slot("docs")] == 0);
}

TEST_CASE("situation: only values that nobody gave are assumed", "[advise]") {
  const Scenario scenario = test::scenario({{"docs", "50000"}});
  const Facts facts = gather_facts(scenario, shipped());
  const Situation situation(facts, scenario, shipped());
  situation.value("docs");
  situation.value("queries_per_day");
  situation.known("answer_tokens");  // whether it was said rests on no assumption
  CHECK_FALSE(situation.assumed("docs"));
  CHECK(situation.assumed("queries_per_day"));
  CHECK_FALSE(situation.assumed("answer_tokens"));
  situation.forget_assumed();
  CHECK_FALSE(situation.assumed("queries_per_day"));
}
