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

TEST_CASE("of two equal gates the second is the duplicate, a narrower one is implied", "[rules]") {
  Table table;
  table.gate(1, "cited", "cited");
  table.gate(1, "again", "cited == yes");
  table.gate(1, "narrow", "cited and docs > 10");
  const std::string found = words(table.inspect());
  CHECK(found.find("duplicate second again cited") != std::string::npos);
  CHECK(found.find("implied second narrow cited") != std::string::npos);
}

TEST_CASE("an option that another one always beats never comes first", "[rules]") {
  Table table;
  table.add("third", "0.05");
  CHECK(words(table.inspect()) == "never-first third ");
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
