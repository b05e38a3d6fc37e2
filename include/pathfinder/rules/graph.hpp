// Expressions compiled for many lanes of one scenario: what does not vary is reckoned once, branches that cannot be
// taken are left out, and equal parts of different lines are evaluated once. Every step is expression.hpp's apply(), so
// the values are bit for bit those of evaluate().
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "pathfinder/core/strategy.hpp"
#include "pathfinder/rules/expression.hpp"

namespace pathfinder {

class Graph {
 public:
  using Node = std::uint32_t;

  Node constant(double value);
  /// A column that the caller fills before every evaluate().
  Node input();
  /// An expression; `slots` gives a node for every slot it reads, `known` whether each is known. It must outlive the
  /// graph.
  Node add(const Expression& expression, std::span<const Node> slots, std::span<const unsigned char> known);
  /// A raw figure on a criterion's scale. The criterion must outlive the graph.
  Node scaled(const Criterion& criterion, Node raw);
  /// `value` less `takes` where `when` is yes.
  Node less_where(Node value, Node when, double takes);
  /// Not below 0 nor above 1.
  Node within_unit(Node value);

  /// The value of a node that does not vary.
  std::optional<double> value(Node node) const;
  bool varies(Node node) const { return !value(node).has_value(); }

  /// Keeps the steps that `outputs` need. Afterwards nothing is added.
  void finish(std::span<const Node> outputs);
  /// Whether an input is needed by an output; after finish().
  bool needed(Node node) const { return needed_[node] != 0; }

  /// Evaluates all steps; the lanes of an output are then in column(output). \pre lanes <= max_lanes, after finish()
  void evaluate(std::size_t lanes);
  /// The lanes of an input or of what an output needs.
  double* column(Node node) { return &columns_[places_[node] * max_lanes]; }

 private:
  enum class Kind : std::uint8_t { constant, input, step, scaled, less_where, within_unit };
  struct Step {
    Kind kind{};
    Op op{};
    Node arguments[3] = {0, 0, 0};
    std::span<const double> constants;  ///< of the expression
    double number = 0;                  ///< a constant; what a caution takes
    const Criterion* criterion = nullptr;
    bool fixed = false;  ///< does not vary: `value` is reckoned
    double value = 0;
  };
  static constexpr Node none = static_cast<Node>(-1);

  Node push(Step step);
  Node step(Op op, std::span<const Node> arguments, std::span<const double> constants);
  static int arguments_of(const Step& step);
  static std::uint64_t hash_of(const Step& step);
  static bool same(const Step& a, const Step& b);
  static void run(const Step& step, const double* first, const double* second, const double* third, std::size_t lanes,
                  double* out);

  std::vector<Step> steps_;
  std::unordered_map<std::uint64_t, Node> newest_;  ///< by hash of the content
  std::vector<Node> before_;                        ///< of a node: the one before it with the same hash
  std::vector<double> columns_;                     ///< one for every node that is needed, and for every input
  std::vector<std::size_t> places_;                 ///< of a node's column
  std::vector<unsigned char> needed_;
  std::vector<Node> order_;
};

}  // namespace pathfinder
