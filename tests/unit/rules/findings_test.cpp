#include "pathfinder/rules/findings.hpp"

#include <array>

#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using Kind = TableFinding::Kind;

namespace {

/// Two options over one criterion; the second one's rules are the test's.
struct Table {
  Vocabulary vocabulary = test::small_vocabulary();
  std::vector<Strategy> strategies;
  Program program;

  Table() {
    Criterion criterion;
    criterion.id = "worth";
    criterion.weight = 1;
    criterion.scale = {{0, 0}, {1, 1}};
    program.criteria = {criterion};
    add("first", "0.6");
    add("second", "if(cited, 0.9, 0.1)");
  }
  void add(const std::string& id, std::string_view raw) {
    Strategy strategy;
    strategy.id = id;
    strategies.push_back(strategy);
    program.strategies.emplace_back();
    program.strategies.back().values.push_back({0, parse(raw, Expect::number)});
  }
  void gate(std::size_t option, const std::string& id, std::string_view when) {
    Gate one;
    one.id = id;
    strategies[option].gates.push_back(one);
    program.strategies[option].gates.push_back(parse(when, Expect::truth));
  }
  void caution(std::size_t option, const std::string& id, std::string_view when, double takes) {
    Caution one;
    one.id = id;
    one.criterion = "worth";
    strategies[option].cautions.push_back(one);
    program.strategies[option].cautions.push_back({0, parse(when, Expect::truth), takes});
  }
  void fact(const std::string& id, FactType type, double low, double high) {
    FactSpec spec;
    spec.id = id;
    spec.type = type;
    spec.low = spec.plausible_low = low;
    spec.high = spec.plausible_high = high;
    vocabulary.add(std::move(spec));
  }
  Expression parse(std::string_view text, Expect expect) const {
    std::vector<ExpressionError> errors;
    Expression expression = parse_expression(text, expect, vocabulary, errors);
    REQUIRE(errors.empty());
    return expression;
  }
  TableFindings inspect() const { return inspect_table(program, strategies, vocabulary, 4000); }
};

std::string words(const TableFindings& found) {
  static constexpr std::array<std::string_view, 5> kinds = {"never", "always", "duplicate", "implied", "never-first"};
  std::string all;
  for (const TableFinding& one : found.findings) {
    all += (all.empty() ? "" : "; ") + std::string(kinds.at(static_cast<std::size_t>(one.kind))) + " " + one.strategy +
           " " + one.rule + (one.other.empty() ? "" : " " + one.other) + (one.proven ? " proven" : "");
  }
  return all;
}

}  // namespace

TEST_CASE("a table with two options that each come first has no findings", "[rules]") {
  CHECK(words(Table().inspect()).empty());
}

TEST_CASE("a gate outside the range of its fact is proven never to hold, one over all of it always to hold",
          "[rules]") {
  Table table;
  table.gate(1, "never", "docs < 0");
  table.gate(0, "always", "docs >= 0");
  const std::string found = words(table.inspect());
  CHECK(found.find("never second never proven") != std::string::npos);
  CHECK(found.find("always first always proven") != std::string::npos);
}

TEST_CASE("a gate that contradicts itself over two facts is found by drawing, not proven", "[rules]") {
  Table table;
  table.gate(1, "odd", "docs > 100 and docs < 50");
  CHECK(words(table.inspect()).find("never second odd") != std::string::npos);
}

TEST_CASE("gates that always hold are said once, not of each other, and one that hangs on two facts is not odd",
          "[rules]") {
  Table table;
  table.fact("one", FactType::count, 0, 1e6);
  table.gate(1, "sure", "one < 2000000");
  table.gate(1, "surer", "one < 3000000");
  const std::string found = words(table.inspect());
  CHECK(found.find("always second sure proven") != std::string::npos);
  CHECK(found.find("always second surer proven") != std::string::npos);
  CHECK(found.find("duplicate") == std::string::npos);

  Table open;
  open.fact("one", FactType::count, 0, 1e6);
  open.fact("other", FactType::count, 0, 1e6);
  open.gate(1, "more", "one > other");
  CHECK(words(open.inspect()).find("second more") == std::string::npos);
}

TEST_CASE("of two equal gates the second is the duplicate, a narrower one is implied", "[rules]") {
  Table table;
  table.gate(1, "cited", "cited");
  table.gate(1, "again", "cited == yes");
  table.gate(1, "narrow", "cited and docs > 10");
  const std::string found = words(table.inspect());
  CHECK(found.find("duplicate second again cited") != std::string::npos);
  CHECK(found.find("implied second narrow cited") != std::string::npos);
  CHECK(found.find("proven") == std::string::npos);  // seen in every scenario drawn, and no more
}

TEST_CASE("of two low values the lower never comes first", "[rules]") {
  Table table;
  table.program.strategies[0].values[0] = {0, table.parse("0.2", Expect::number)};
  table.program.strategies[1].values[0] = {0, table.parse("if(cited, 0.1, 0.05)", Expect::number)};
  CHECK(words(table.inspect()) == "never-first second ");
}

TEST_CASE("a caution takes from the value it is about, wherever it holds", "[rules]") {
  Table table;
  table.caution(1, "costly", "cited", 0.5);
  CHECK(words(table.inspect()) == "never-first second ");
}

TEST_CASE("a step of cautions that imply each other is no finding, one said twice is", "[rules]") {
  Table table;
  table.caution(1, "few", "labels < 5000", 0.1);
  table.caution(1, "very few", "labels < 500", 0.1);
  CHECK(words(table.inspect()).empty());
  table.caution(1, "few again", "labels < 5000", 0.1);
  CHECK(words(table.inspect()) == "duplicate second few again few");
}

TEST_CASE(
    "scenarios are drawn over all that a fact can be: nothing, parts of one, whole counts, shares between their ends",
    "[rules]") {
  Table table;
  table.fact("hours", FactType::number, 0.01, 1e6);
  table.fact("share", FactType::ratio, 0, 1);
  table.gate(1, "small", "sqrt(hours * 1) < 0.2");
  table.gate(1, "middle", "share > 0.2 and share < 0.8");
  table.gate(1, "none", "labels * 1 < 1");
  CHECK(words(table.inspect()).empty());
  table.gate(1, "between counts", "labels > 2 and labels < 3");
  CHECK(words(table.inspect()) == "never second between counts");
}

TEST_CASE("estimates are drawn over what their unit can be, and no further", "[rules]") {
  struct Top {
    const char* unit;
    double high;
  };
  for (const Top& top : std::initializer_list<Top>{{"weeks", 300},
                                                   {"hours", 1e7},
                                                   {"gpu-hours", 1e7},
                                                   {"gib", 2000},
                                                   {"gpus", 10000},
                                                   {"ms", 1e5},
                                                   {"tokens", 1e13},
                                                   {"usd", 1e9}}) {
    INFO(top.unit);
    Table table;
    table.fact("estimate", FactType::number, 0, 1e15);
    table.vocabulary.slots.back().kind = FactSpec::Kind::estimated;
    table.vocabulary.slots.back().unit = top.unit;
    table.gate(1, "high", "estimate > " + std::to_string(0.5 * top.high));
    CHECK(words(table.inspect()).empty());
    table.gate(1, "beyond", "estimate > " + std::to_string(1.01 * top.high));
    CHECK(words(table.inspect()) == "never second beyond");
  }
}

TEST_CASE("scenarios are drawn in whole blocks, at least as many as were asked for", "[rules]") {
  const Table table;
  const auto drawn = [&](std::size_t scenarios) {
    return inspect_table(table.program, table.strategies, table.vocabulary, scenarios).scenarios;
  };
  CHECK(drawn(1) == max_lanes);
  CHECK(drawn(max_lanes) == max_lanes);
  CHECK(drawn(max_lanes + 1) == 2 * max_lanes);
}

TEST_CASE("a fact that follows from another is known where that is, or where it was said itself", "[rules]") {
  Table table;
  Derivation derivation;
  derivation.slot = table.vocabulary.find("tokens");
  derivation.from = {table.vocabulary.find("docs")};
  derivation.expression = "docs * 2000";
  table.vocabulary.derivations.push_back(derivation);
  table.gate(1, "tokens", "known(tokens)");
  table.gate(1, "docs", "known(docs)");
  CHECK(words(table.inspect()).find("implied second docs tokens") != std::string::npos);
}

TEST_CASE("what follows from several facts is known where each of them is", "[rules]") {
  Table table;
  FactSpec volume;
  volume.id = "volume";
  volume.kind = FactSpec::Kind::derived;
  table.vocabulary.add(volume);
  Derivation derivation;
  derivation.slot = table.vocabulary.find("volume");
  derivation.expression = "(docs * 1) * (labels * 1)";
  table.vocabulary.derivations.push_back(derivation);
  table.gate(1, "volume", "known(volume)");
  table.gate(1, "docs", "known(docs)");
  CHECK(words(table.inspect()).find("implied second volume docs") != std::string::npos);
}

TEST_CASE("an option that another one always beats never comes first", "[rules]") {
  Table table;
  table.add("third", "0.05");
  CHECK(words(table.inspect()) == "never-first third ");
}

TEST_CASE("criteria that judge every option alike are named with how alike they are", "[rules]") {
  Table table;
  for (const char* id : {"again", "other"}) {
    table.program.criteria.push_back(table.program.criteria[0]);
    table.program.criteria.back().id = id;
  }
  for (CompiledStrategy& compiled : table.program.strategies) {
    const Expression raw = compiled.values[0].raw;
    compiled.values.push_back({1, raw});
    compiled.values.push_back({2, table.parse("ramp(docs, 1, 0, 1000, 1, 1M, 0)", Expect::number)});
  }
  const TableFindings found = table.inspect();
  REQUIRE(found.correlated.size() == 1);
  CHECK(found.correlated[0].first == "worth");
  CHECK(found.correlated[0].second == "again");
  CHECK(found.correlated[0].rank_correlation == Approx(1));
}

TEST_CASE("a scenario in which everything is blocked is named, and the options that nothing blocks", "[rules]") {
  Table table;
  table.gate(0, "a", "cited");
  CHECK(table.inspect().never_blocked == std::vector<std::string>{"second"});
  CHECK(table.inspect().all_blocked.empty());
  table.gate(1, "b", "labels < 50");
  const TableFindings found = table.inspect();
  REQUIRE_FALSE(found.all_blocked.empty());
  const std::size_t cited = table.vocabulary.find("cited");
  bool named = false;
  for (const auto& [slot, value] : found.all_blocked.front()) named = named || (slot == cited && value == 1);
  CHECK(named);
}

TEST_CASE("rank correlation: 1 for any rising relation, -1 for falling, ties share their rank, 0 for a constant",
          "[rules]") {
  const std::array<double, 4> a = {1, 2, 3, 4};
  const std::array<double, 4> cubes = {1, 8, 27, 64};
  const std::array<double, 4> falling = {9, 7, 5, 1};
  const std::array<double, 4> constant = {2, 2, 2, 2};
  const std::array<double, 4> ties = {1, 1, 2, 2};
  CHECK(rank_correlation(a, cubes) == Approx(1));
  CHECK(rank_correlation(a, falling) == Approx(-1));
  CHECK(rank_correlation(a, constant) == 0);
  CHECK(rank_correlation(a, ties) == Approx(0.894427));
}
