// Counted rates in a decision: what is known after them, and which options they move.
#include "advise/counted_rates.hpp"

#include <map>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

using Said = std::map<std::string, std::string>;

Fact fact_of(const Said& said, const char* fact) {
  Said all = said;
  std::vector<std::pair<std::string, std::string>> pairs(all.begin(), all.end());
  return gather_facts(scenario(pairs), shipped())[shipped().vocabulary.find(fact)];
}

std::map<std::string, double> scores(const Said& said) {
  std::vector<std::pair<std::string, std::string>> pairs(said.begin(), said.end());
  std::map<std::string, double> all;
  for (const Assessment& one : advise(scenario(pairs), shipped()).ranking) all[one.strategy] = one.score;
  return all;
}

}  // namespace

TEST_CASE("counted rates: an exact rate stays, a counted one lies between what was counted and what was expected",
          "[advise]") {
  CHECK(fact_of({{"base_accuracy", "0.82"}}, "base_accuracy").value == 0.82);
  const Fact counted = fact_of({{"base_accuracy", "41/50"}}, "base_accuracy");
  CHECK(counted.value < 0.82);
  CHECK(counted.value > 0.78);
  CHECK(counted.low < counted.value);
  CHECK(counted.value < counted.high);
  const Fact many = fact_of({{"base_accuracy", "4100/5000"}}, "base_accuracy");
  CHECK(many.value == Approx(0.82).margin(0.001));
  CHECK(many.high - many.low < 0.2 * (counted.high - counted.low));
  // All of five: nobody is always right.
  CHECK(fact_of({{"base_accuracy", "5/5"}}, "base_accuracy").value < 0.9);
}

TEST_CASE("counted rates: few questions leave the arm near what published pairs expect", "[advise]") {
  const Said base = {{"base_accuracy", "41/50"}, {"knowledge_need", "5"}};
  const auto with = [&](const char* rag) {
    Said said = base;
    said["rag_accuracy"] = rag;
    return fact_of(said, "rag_accuracy").value;
  };
  const double few = with("4/5"), some = with("40/50"), many = with("400/500");
  CHECK(few > some);
  CHECK(some > many);
  CHECK(many == Approx(0.8).margin(0.01));
  CHECK(few > 0.85);
}

TEST_CASE("counted rates: retrieval that brought nothing lowers every option that looks things up", "[advise]") {
  const Said base = {{"docs", "5000"}, {"base_accuracy", "41/50"}};
  Said nothing = base, much = base;
  nothing["rag_accuracy"] = "41/50";
  much["rag_accuracy"] = "49/50";
  const auto before = scores(base), after = scores(nothing), better = scores(much);
  for (const char* option : {"rag", "rag+peft", "rag+full_ft"}) {
    INFO(option);
    CHECK(after.at(option) < before.at(option) - 0.005);
    CHECK(better.at(option) > after.at(option));
  }
  for (const char* option : {"prompting", "peft", "full_ft", "classic_ml", "continued_pretrain", "pretrain"}) {
    INFO(option);
    CHECK(after.at(option) == before.at(option));
  }
}

TEST_CASE("counted rates: tuning that brought nothing lowers every tuned option", "[advise]") {
  const Said base = {
      {"labelled_examples", "2000"}, {"label_quality", "4"}, {"base_accuracy", "0.7"}, {"style_or_format_needs", "4"}};
  Said nothing = base;
  nothing["tuned_accuracy"] = "0.7";
  const auto before = scores(base), after = scores(nothing);
  for (const char* option : {"peft", "rag+peft", "full_ft", "rag+full_ft", "continued_pretrain"}) {
    INFO(option);
    CHECK(after.at(option) < before.at(option));
  }
  for (const char* option : {"prompting", "rag", "classic_ml"}) CHECK(after.at(option) == before.at(option));
}

TEST_CASE("counted rates: the rate today moves what retrieval is worth", "[advise]") {
  double last = 2;
  for (const char* rate : {"0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.97"}) {
    const double now = scores({{"docs", "5000"}, {"knowledge_need", "4"}, {"base_accuracy", rate}}).at("rag");
    INFO(rate);
    CHECK(now < last);
    last = now;
  }
}

TEST_CASE("counted rates: what right answers are worth acts through the cost", "[advise]") {
  const auto lead = [](const char* worth) {
    const auto all = scores({{"docs", "5000"}, {"value_per_answer", worth}});
    return all.at("rag") - all.at("prompting");
  };
  CHECK(lead("USD 10") > lead("USD 0.01") + 0.001);
  const auto none = scores({{"docs", "5000"}}), nothing = scores({{"docs", "5000"}, {"value_per_answer", "USD 0"}});
  CHECK(none.at("rag") >= nothing.at("rag"));  // who says that answers are worth nothing is told what it costs
}
