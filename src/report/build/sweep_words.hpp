// What the map, the table and the picture of a sweep call things by.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "pathfinder/core/sweep.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

class SweepWords {
 public:
  SweepWords(const Sweep& sweep, const Words& words, std::string_view language)
      : sweep_(sweep), words_(words), say_(words, language) {
    for (const Strategy& strategy : words.strategies) {
      if (count(strategy.id) > 0) winners_.push_back(strategy.id);
    }
    if (count("") > 0) winners_.push_back("");
    // The most frequent first, those alike in the table's order.
    std::stable_sort(winners_.begin(), winners_.end(),
                     [&](const std::string& a, const std::string& b) { return count(a) > count(b); });
  }

  const Texts& texts() const { return say_.texts(); }
  const Sentences& say() const { return say_; }
  /// The options that win somewhere; "" for where none is feasible.
  const std::vector<std::string>& winners() const { return winners_; }
  std::size_t number(const std::string& strategy) const {
    return static_cast<std::size_t>(std::find(winners_.begin(), winners_.end(), strategy) - winners_.begin());
  }
  std::string name(const std::string& strategy) const {
    return strategy.empty() ? texts()("sweep.none") : say_.strategy_name(strategy);
  }
  double share(const std::string& strategy) const {
    return static_cast<double>(count(strategy)) / static_cast<double>(sweep_.points.size());
  }
  const FactSpec& fact(const SweepAxis& axis) const { return words_.vocabulary.slots[axis.slot]; }
  /// "length of the horizon (months)".
  std::string axis_name(const SweepAxis& axis) const {
    const FactSpec& spec = fact(axis);
    const std::string unit = spec.has_levels() || spec.unit.empty() ? std::string() : say_.unit_name(spec.unit);
    const std::string name = texts()(spec.name);
    return name + (unit.empty() || unit == name ? "" : texts()("sweep.unit", {{"unit", unit}}));
  }
  std::string value(const SweepAxis& axis, double at) const { return say_.fact_value(fact(axis), exact(at)); }
  std::string with_unit(const SweepAxis& axis, double at) const { return say_.fact_with_unit(fact(axis), exact(at)); }

 private:
  static Fact exact(double at) {
    Fact fact;
    fact.value = fact.low = fact.high = at;
    return fact;
  }
  std::size_t count(const std::string& strategy) const {
    return static_cast<std::size_t>(std::count_if(sweep_.points.begin(), sweep_.points.end(),
                                                  [&](const SweepPoint& point) { return point.strategy == strategy; }));
  }

  const Sweep& sweep_;
  const Words& words_;
  Sentences say_;
  std::vector<std::string> winners_;
};

/// Numbers of the points of each map of two axes: one map for every combination of the further axes' values.
inline std::vector<std::vector<std::size_t>> sweep_maps(const Sweep& sweep) {
  std::size_t each = sweep.axes[0].values.size();
  if (sweep.axes.size() > 1) each *= sweep.axes[1].values.size();
  std::vector<std::vector<std::size_t>> maps;
  for (std::size_t begin = 0; begin < sweep.points.size(); begin += each) {
    std::vector<std::size_t>& map = maps.emplace_back();
    for (std::size_t i = begin; i < begin + each; ++i) map.push_back(i);
  }
  return maps;
}

/// What the further axes are held at in a map: "accelerators: 8, …"; empty with two axes.
inline std::string map_title(const Sweep& sweep, const SweepWords& words, std::size_t point) {
  std::string title;
  for (std::size_t a = 2; a < sweep.axes.size(); ++a) {
    title += (title.empty() ? "" : words.texts()("list.comma")) +
             words.texts()("sweep.held", {{"fact", words.texts()(words.fact(sweep.axes[a]).name)},
                                          {"value", words.value(sweep.axes[a], sweep.points[point].at[a])}});
  }
  return title;
}

}  // namespace pathfinder
