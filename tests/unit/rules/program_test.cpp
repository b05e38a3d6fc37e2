// The table compiled: gates, cautions and contributions, each with its reason.
#include "pathfinder/rules/program.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::small_vocabulary;

namespace {

/// One option over the small vocabulary.
struct Table {
  Vocabulary vocabulary = small_vocabulary();
  Strategy rules;
  Program program;
  Facts facts;

  Table() {
    facts.resize(vocabulary.size());
    for (std::size_t slot = 0; slot < facts.size(); ++slot) {
      facts[slot].plausible_low = vocabulary.slots[slot].plausible_low;
      facts[slot].plausible_high = vocabulary.slots[slot].plausible_high;
    }
    program.strategies.emplace_back();
    rules.id = "option";
  }
  CompiledStrategy& compiled() { return program.strategies[0]; }
  Expression parse(const std::string& text, Expect expect) {
    std::vector<ExpressionError> errors;
    Expression expression = parse_expression(text, expect, vocabulary, errors);
    INFO(text);
    REQUIRE(errors.empty());
    return expression;
  }
  void gate(const std::string& id, const std::string& when) {
    rules.gates.push_back({id, when, {}, "a-source", "2026"});
    compiled().gates.push_back(parse(when, Expect::truth));
  }
  void caution(const std::string& id, const std::string& when, std::size_t criterion, double takes) {
    rules.cautions.push_back({id, when, program.criteria[criterion].id, takes, {}, "a-source", "2026"});
    compiled().cautions.push_back({criterion, parse(when, Expect::truth), takes});
  }
  void criterion(const std::string& id, double weight, std::vector<std::array<double, 2>> scale,
                 const std::string& raw) {
    Criterion one;
    one.id = id;
    one.weight = weight;
    one.scale = std::move(scale);
    one.missing = 0.4;
    program.criteria.push_back(one);
    compiled().values.push_back({program.criteria.size() - 1, parse(raw, Expect::number)});
  }
  /// A fact as somebody said it.
  void say(std::string_view id, double value) { say(id, value, value, value); }
  void say(std::string_view id, double low, double value, double high) {
    facts[vocabulary.find(id)] = {value, low, high, low, high, Origin::given, true, ""};
  }
  /// A fact nobody said, with a value to work with.
  void assume(std::string_view id, double value) {
    Fact& fact = facts[vocabulary.find(id)];
    fact.value = fact.low = fact.high = value;
  }
};

}  // namespace

TEST_CASE("a gate on a fact somebody said blocks or does not", "[rules]") {
  Table table;
  table.gate("few", "labels < 5000");
  table.say("labels", 4000);
  const std::vector<GateResult> gates = judge_gates(table.rules, table.compiled(), table.facts, table.vocabulary);
  REQUIRE(gates.size() == 1);
  CHECK(gates[0].blocks == Truth::yes);
  CHECK(gates[0].source == "a-source");
  CHECK(gates[0].missing.empty());
  REQUIRE(gates[0].read.size() == 1);
  CHECK(gates[0].read[0].fact == "labels");
  CHECK(gates[0].read[0].value == 4000);
  CHECK(gates[0].read[0].threshold == 5000);
}

TEST_CASE("a gate reads an assumed fact as unknown over its plausible range", "[rules]") {
  Table table;
  table.gate("few", "labels < 5000");
  table.gate("impossible", "labels < 0");
  table.assume("labels", 100);
  const std::vector<GateResult> gates = judge_gates(table.rules, table.compiled(), table.facts, table.vocabulary);
  CHECK(gates[0].blocks == Truth::unknown);
  CHECK(gates[0].missing == std::vector<std::string>{"labels"});
  CHECK(gates[1].blocks == Truth::no);  // so over the whole range
}

TEST_CASE("an unknown gate names the facts that could still decide it, and no other", "[rules]") {
  Table table;
  table.gate("both", "cited and labels < 5000");
  table.say("cited", 1);
  std::vector<GateResult> gates = judge_gates(table.rules, table.compiled(), table.facts, table.vocabulary);
  CHECK(gates[0].missing == std::vector<std::string>{"labels"});

  Table other;
  other.gate("both", "cited and labels < 5000");
  gates = judge_gates(other.rules, other.compiled(), other.facts, other.vocabulary);
  CHECK(gates[0].missing == std::vector<std::string>{"cited", "labels"});  // either can say no

  Table any_task;
  any_task.gate("all", "task in {qa, code, classification} and labels < 5000");
  gates = judge_gates(any_task.rules, any_task.compiled(), any_task.facts, any_task.vocabulary);
  CHECK(gates[0].missing == std::vector<std::string>{"labels"});  // no task there is says no

  Table ends;
  ends.gate("end", "cited and docs * docs > 100");  // few documents say no; many leave it to the citations
  gates = judge_gates(ends.rules, ends.compiled(), ends.facts, ends.vocabulary);
  CHECK(gates[0].missing == std::vector<std::string>{"cited", "docs"});

  Table together;
  together.gate("pair", "tokens > 10 * docs * (tokens / docs)");
  gates = judge_gates(together.rules, together.compiled(), together.facts, together.vocabulary);
  CHECK(gates[0].blocks == Truth::unknown);
  CHECK(!gates[0].missing.empty());
}

TEST_CASE("a caution takes its amount by the value and says whether it surely applies", "[rules]") {
  Table table;
  table.criterion("worth", 0.5, {{0, 0}, {1, 1}}, "0.9");
  table.caution("few", "labels < 5000", 0, 0.3);
  table.assume("labels", 100);
  const CautionResult unsure = judge_cautions(table.rules, table.compiled(), table.facts, table.vocabulary)[0];
  CHECK(unsure.taken);  // assumed facts feed the score
  CHECK(unsure.applies == Truth::unknown);
  CHECK(contributions(table.program, 0, table.facts)[0].value == Approx(0.6));

  table.say("labels", 9000);
  const CautionResult no = judge_cautions(table.rules, table.compiled(), table.facts, table.vocabulary)[0];
  CHECK(!no.taken);
  CHECK(no.applies == Truth::no);
  CHECK(contributions(table.program, 0, table.facts)[0].value == Approx(0.9));
}

TEST_CASE("cautions never push a value below 0", "[rules]") {
  Table table;
  table.criterion("worth", 1, {{0, 0}, {1, 1}}, "0.2");
  table.caution("a", "docs > 0", 0, 0.3);
  table.caution("b", "docs > 0", 0, 0.3);
  table.say("docs", 5);
  CHECK(contributions(table.program, 0, table.facts)[0].value == 0);
}

TEST_CASE("a scale is linear between its points, flat outside, and has a value for what is missing", "[rules]") {
  Criterion criterion;
  criterion.scale = {{0, 1}, {10, 0.5}, {30, 0}};
  criterion.missing = 0.4;
  CHECK(scale_value(criterion, -1) == 1);
  CHECK(scale_value(criterion, 5) == 0.75);
  CHECK(scale_value(criterion, 10) == 0.5);
  CHECK(scale_value(criterion, 20) == 0.25);
  CHECK(scale_value(criterion, 1e9) == 0);
  CHECK(scale_value(criterion, std::nan("")) == 0.4);
}

TEST_CASE("contributions sum to the score to the last bit, in any order", "[rules]") {
  const Catalogue& catalogue = test::shipped();
  std::mt19937 random(11);
  for (int round = 0; round < 50; ++round) {
    Facts facts(catalogue.vocabulary.size());
    std::vector<double> values;
    std::vector<unsigned char> known;
    for (std::size_t slot = 0; slot < facts.size(); ++slot) {
      const FactSpec& spec = catalogue.vocabulary.slots[slot];
      const double high = std::isfinite(spec.plausible_high) ? spec.plausible_high : 1e6;
      double value = random() % 4 == 0 ? std::nan("") : std::floor(high * static_cast<double>(random() % 1000) / 999);
      if (spec.has_levels()) value = spec.level_value(random() % spec.levels.size());
      facts[slot].value = value;
      facts[slot].known = !std::isnan(value);
      values.push_back(value);
      known.push_back(facts[slot].known ? 1 : 0);
    }
    for (std::size_t option = 0; option < catalogue.strategies.size(); ++option) {
      std::vector<Contribution> parts = contributions(catalogue.program, option, facts);
      std::vector<double> score(1);
      evaluate_scores(catalogue.program, option, ValueBlock{1, 1, values.data(), known.data()}, score);
      for (int order = 0; order < 5; ++order) {
        std::shuffle(parts.begin(), parts.end(), random);
        double sum = 0;
        for (const Contribution& one : parts) {
          REQUIRE(one.points == points(one.weight, one.value));
          REQUIRE((one.value >= 0 && one.value <= 1));
          sum += one.points;
        }
        INFO(catalogue.strategies[option].id);
        REQUIRE(sum == score[0]);
      }
    }
  }
}

TEST_CASE("the best score lets what is open be all it can be, and takes what is certain", "[rules]") {
  Table table;
  table.criterion("worth", 0.5, {{0, 0}, {1, 2}}, "docs / 10");
  table.criterion("ease", 0.25, {{0, 0}, {1, 1}}, "0.5");
  table.caution("few", "labels < 5000", 1, 0.3);
  table.caution("never", "labels < 10", 1, 0.1);
  table.say("docs", 2);
  table.say("labels", 100);
  const auto best = [&](std::initializer_list<const char*> open_facts) {
    std::vector<unsigned char> open(table.vocabulary.size(), 0);
    for (const char* one : open_facts) open[table.vocabulary.find(one)] = 1;
    return best_score(table.program, 0, FactColumns(table.facts), open);
  };
  CHECK(best({}) == central_verdict(table.program, 0, FactColumns(table.facts)).score);
  CHECK(best({}) == Approx(0.5 * 0.4 + 0.25 * 0.2));
  CHECK(best({"docs"}) == Approx(0.5 + 0.25 * 0.2));
  CHECK(best({"labels"}) == Approx(0.5 * 0.4 + 0.25 * 0.5));
  table.say("docs", 9);  // beyond the scale's best
  CHECK(best({}) == Approx(0.5 + 0.25 * 0.2));
  table.gate("blocked", "docs > 8");
  CHECK(central_verdict(table.program, 0, FactColumns(table.facts)).blocked);
}

TEST_CASE("points are multiples of 2^-40", "[rules]") {
  for (double weight : {0.05, 0.18, 1.0 / 3}) {
    for (double value : {0.0, 0.1, 0.7, 1.0}) {
      const double scaled = std::ldexp(points(weight, value), 40);
      CHECK(scaled == std::floor(scaled));
      CHECK(points(weight, value) == Approx(weight * value).margin(1e-12));
    }
  }
}

TEST_CASE("scores of a block of lanes are those of each lane alone", "[rules]") {
  const Catalogue& catalogue = test::shipped();
  const std::size_t slots = catalogue.vocabulary.size();
  std::mt19937 random(5);
  std::vector<double> values(slots * max_lanes);
  const std::vector<unsigned char> known(slots, 1);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    for (std::size_t lane = 0; lane < max_lanes; ++lane) {
      values[slot * max_lanes + lane] =
          spec.has_levels() ? spec.level_value(random() % spec.levels.size()) : static_cast<double>(random() % 100000);
    }
  }
  for (std::size_t option = 0; option < catalogue.strategies.size(); ++option) {
    std::vector<double> block(max_lanes), one(1);
    evaluate_scores(catalogue.program, option, ValueBlock{max_lanes, max_lanes, values.data(), known.data()}, block);
    for (std::size_t lane = 0; lane < max_lanes; ++lane) {
      std::vector<double> column(slots);
      for (std::size_t slot = 0; slot < slots; ++slot) column[slot] = values[slot * max_lanes + lane];
      evaluate_scores(catalogue.program, option, ValueBlock{1, 1, column.data(), known.data()}, one);
      REQUIRE(one[0] == block[lane]);
    }
  }
}
