// What comes first while one or two facts take many values at once and the estimates stand still: a quick look at where
// the winner changes. Gates that read a moved fact are asked again, value by value. What it finds is checked with
// WhatIf::first_after().
#pragma once

#include <span>
#include <vector>

#include "pathfinder/rules/graph.hpp"

#include "advise/what_if.hpp"

namespace pathfinder {

class FactLanes {
 public:
  /// `moved`: the facts and a value each, from which what the facts' being known brings with it (assumptions of other
  /// facts, derivations) is taken.
  FactLanes(const WhatIf& what_if, std::span<const Change> moved, const std::vector<OptionEstimate>& estimates);

  /// What comes first at each value; one column of values for every moved fact, all of one length.
  std::vector<std::size_t> winners(std::span<const std::vector<double>> values);
  std::vector<std::size_t> winners(const std::vector<double>& values) { return winners({&values, 1}); }

  /// Score of each option at each value of the moved facts, gates left aside; by the table's order, empty for options
  /// that are out whatever the facts are. One column of values for every moved fact, all of one length.
  std::vector<std::vector<double>> scores(std::span<const std::vector<double>> values);
  std::vector<std::vector<double>> scores(const std::vector<double>& values) { return scores({&values, 1}); }

 private:
  struct Option {
    std::size_t strategy = 0;
    double constant = 0;
    std::vector<std::pair<double, Graph::Node>> parts;
    std::vector<const Expression*> gates;  ///< those that read a moved fact
    const Facts* filled = nullptr;         ///< with the option's estimates
  };
  void judge_gates(std::span<const std::vector<double>> values, std::size_t from, std::size_t lanes);

  const Catalogue& catalogue_;
  std::vector<Facts> filled_;  ///< where the estimates are not the decision's
  std::vector<std::size_t> moved_;
  std::vector<std::size_t> derived_;  ///< derivations that follow the moved facts, in their order
  Graph graph_;
  std::vector<Graph::Node> inputs_;
  std::vector<Option> options_;
  std::vector<double> low_, high_;  ///< by slot and lane: what gates read
  std::vector<unsigned char> known_;
  std::vector<unsigned char> blocked_;  ///< by option and lane
  bool gated_ = false;
};

}  // namespace pathfinder
