// Expressions compiled for many lanes: the same bits as evaluate(), with less to do.
#include "pathfinder/rules/graph.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "pathfinder/base/random.hpp"
#include "pathfinder/rules/parse_expression.hpp"
#include "pathfinder/rules/program.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Kept: a graph reads the numbers of its expressions where they stand.
const Expression& parsed(std::string_view text) {
  static std::deque<Expression> kept;
  std::vector<ExpressionError> errors;
  kept.push_back(parse_expression(text, Expect::number, shipped().vocabulary, errors));
  INFO(text);
  REQUIRE(errors.empty());
  return kept.back();
}

/// A value a fact may have; now and then missing.
double some_value(const FactSpec& spec, const Stream& stream, std::uint64_t at) {
  const double u = stream.uniform(2 * at), v = stream.uniform(2 * at + 1);
  if (u < 0.1) return std::nan("");
  if (spec.has_levels()) return spec.level_value(static_cast<std::size_t>(v * static_cast<double>(spec.levels.size())));
  return spec.plausible_low + v * v * v * (spec.plausible_high - spec.plausible_low);
}

}  // namespace

TEST_CASE("graph: every value of the shipped table has the bits of evaluate(), whichever facts vary", "[rules]") {
  const Vocabulary& vocabulary = shipped().vocabulary;
  const std::size_t slots = vocabulary.size();
  std::size_t compared = 0;
  for (std::size_t option = 0; option < shipped().program.strategies.size(); ++option) {
    const Stream stream("graph " + std::to_string(option));
    std::vector<double> columns(slots * max_lanes);
    std::vector<unsigned char> known(slots), varies(slots);
    Graph graph;
    std::vector<Graph::Node> nodes;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      known[slot] = stream.uniform(1000000 + slot) < 0.5 ? 1 : 0;
      varies[slot] = stream.uniform(2000000 + slot) < 0.5 ? 1 : 0;
      for (std::size_t lane = 0; lane < max_lanes; ++lane)
        columns[slot * max_lanes + lane] =
            some_value(vocabulary.slots[slot], stream, slot * max_lanes + (varies[slot] != 0 ? lane : 0));
      nodes.push_back(varies[slot] != 0 ? graph.input() : graph.constant(columns[slot * max_lanes]));
    }
    std::vector<Graph::Node> outputs;
    const auto& values = shipped().program.strategies[option].values;
    for (const CompiledStrategy::Value& value : values) outputs.push_back(graph.add(value.raw, nodes, known));
    graph.finish(outputs);
    for (std::size_t slot = 0; slot < slots; ++slot) {
      if (varies[slot] != 0) std::copy_n(&columns[slot * max_lanes], max_lanes, graph.column(nodes[slot]));
    }
    graph.evaluate(max_lanes);
    std::vector<double> expected(max_lanes);
    for (std::size_t i = 0; i < values.size(); ++i) {
      evaluate(values[i].raw, ValueBlock{max_lanes, max_lanes, columns.data(), known.data()}, expected);
      for (std::size_t lane = 0; lane < max_lanes; ++lane) {
        INFO(values[i].raw.text);
        REQUIRE(same(graph.column(outputs[i])[lane], expected[lane]));
        ++compared;
      }
    }
  }
  REQUIRE(compared > 5000);
}

TEST_CASE("graph: a scale has the bits of scale_value(), however many points it has", "[rules]") {
  for (const std::size_t points : std::initializer_list<std::size_t>{2, 16, 17, 40}) {
    INFO(points);
    Criterion criterion;
    criterion.missing = 0.3;
    for (std::size_t i = 0; i < points; ++i)
      criterion.scale.push_back({static_cast<double>(i), 1 / (1 + static_cast<double>(i % 7))});
    Graph graph;
    const Graph::Node raw = graph.input();
    const Graph::Node outputs[] = {graph.scaled(criterion, raw)};
    graph.finish(outputs);
    for (std::size_t lane = 0; lane < max_lanes; ++lane)
      graph.column(raw)[lane] = lane == 5 ? std::nan("") : 0.7 * static_cast<double>(lane) - 1;
    graph.evaluate(max_lanes);
    for (std::size_t lane = 0; lane < max_lanes; ++lane)
      CHECK(graph.column(outputs[0])[lane] == scale_value(criterion, graph.column(raw)[lane]));
  }
}

TEST_CASE("graph: an output that is a constant has it in every lane, the first node, too", "[rules]") {
  Graph graph;
  const Graph::Node outputs[] = {graph.constant(7), graph.constant(8)};
  graph.finish(outputs);
  graph.evaluate(max_lanes);
  for (std::size_t lane = 0; lane < max_lanes; ++lane) {
    CHECK(graph.column(outputs[0])[lane] == 7);
    CHECK(graph.column(outputs[1])[lane] == 8);
  }
}

TEST_CASE("graph: what always or never holds is left out of and, or and if, on either side", "[rules]") {
  const Vocabulary& vocabulary = shipped().vocabulary;
  Graph graph;
  std::vector<Graph::Node> nodes;
  for (std::size_t slot = 0; slot < vocabulary.size(); ++slot) nodes.push_back(graph.input());
  std::vector<unsigned char> known(vocabulary.size(), 0);
  known[vocabulary.find("gpus")] = 1;  // and the budget is not
  const auto node = [&](std::string_view text) {
    std::vector<ExpressionError> errors;
    const Expression expression = parse_expression(text, Expect::truth, vocabulary, errors);
    INFO(text);
    REQUIRE(errors.empty());
    return graph.add(expression, nodes, known);
  };
  const Graph::Node many = node("docs > 100"), yes = node("known(gpus)"), no = node("known(budget)");
  CHECK(node("docs > 100 and known(gpus)") == many);
  CHECK(node("known(gpus) and docs > 100") == many);
  CHECK(node("docs > 100 and known(budget)") == no);
  CHECK(node("known(budget) and docs > 100") == no);
  CHECK(node("docs > 100 or known(budget)") == many);
  CHECK(node("known(budget) or docs > 100") == many);
  CHECK(node("docs > 100 or known(gpus)") == yes);
  CHECK(node("known(gpus) or docs > 100") == yes);
}

TEST_CASE("graph: what does not vary is reckoned at once, and equal parts are one", "[rules]") {
  const Vocabulary& vocabulary = shipped().vocabulary;
  const std::size_t docs = vocabulary.find("docs"), labels = vocabulary.find("labelled_examples");
  Graph graph;
  const Graph::Node varying = graph.input();  // the first of all nodes: a step reads no more of them than it takes
  std::vector<Graph::Node> nodes(vocabulary.size(), graph.constant(std::nan("")));
  const std::vector<unsigned char> known(vocabulary.size(), 1);
  nodes[docs] = graph.constant(1000);
  nodes[labels] = varying;
  const Graph::Node fixed = graph.add(parsed("log10(docs) + 1"), nodes, known);
  CHECK(graph.value(fixed) == 4.0);
  CHECK_FALSE(graph.varies(fixed));
  const Graph::Node one = graph.add(parsed("2 * log10(labelled_examples)"), nodes, known);
  const Graph::Node again = graph.add(parsed("2 * log10(labelled_examples)"), nodes, known);
  CHECK(graph.varies(one));
  CHECK(one == again);
  // A branch that cannot be taken is left out, and with it what only that branch reads.
  const Graph::Node branch = graph.add(parsed("if(docs > 10, 7, labelled_examples)"), nodes, known);
  CHECK(graph.value(branch) == 7.0);
  // One no decides a conjunction, one yes a disjunction.
  CHECK(graph.value(graph.add(parsed("if(docs < 10 and labelled_examples > 5, 1, 2)"), nodes, known)) == 2.0);
  CHECK(graph.value(graph.add(parsed("if(labelled_examples > 5 or docs > 10, 1, 2)"), nodes, known)) == 1.0);
  CHECK(graph.varies(graph.add(parsed("if(docs > 10 and labelled_examples > 5, 1, 2)"), nodes, known)));
  CHECK(graph.varies(graph.add(parsed("if(docs < 10 or labelled_examples > 5, 1, 2)"), nodes, known)));
  Criterion criterion;
  criterion.scale = {{0, 1}, {2000, 0}};
  CHECK(graph.value(graph.scaled(criterion, nodes[docs])) == 0.5);
  CHECK(graph.value(graph.less_where(graph.constant(0.9), graph.constant(1), 0.5)) == 0.4);
  CHECK(graph.value(graph.less_where(graph.constant(0.9), graph.constant(0.5), 0.5)) == 0.9);
  CHECK(graph.varies(graph.less_where(graph.constant(0.9), varying, 0.5)));
  CHECK(graph.value(graph.within_unit(graph.constant(1.5))) == 1.0);
  const Graph::Node outputs[] = {branch, fixed};
  graph.finish(outputs);
  CHECK_FALSE(graph.needed(nodes[labels]));
}
