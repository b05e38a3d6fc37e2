#include "advise/counterfactual.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

#include "advise/fact_lanes.hpp"
#include "advise/fact_steps.hpp"
#include "advise/sensitivity.hpp"

namespace pathfinder {
namespace {

/// One fact and the values of it that alone change nothing, nearest first.
struct Mover {
  std::size_t slot = 0;
  double from = 0;  ///< where the fact stands; in the middle of its range where nobody knows
  std::vector<double> values, distances;
};

/// Two values that together flip the answer.
struct Found {
  const Mover* first = nullptr;
  const Mover* second = nullptr;
  double a = 0, b = 0;
  double size = 0;
};

/// Levels, or `steps` values in either direction, evenly spread in distance.
std::vector<double> grid(std::size_t slot, double from, const Catalogue& catalogue) {
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  std::vector<double> values = candidates(slot, catalogue);
  if (spec.has_levels() || values.empty()) return values;
  constexpr int steps = 8;
  const double low = values.front();
  const double high = values.back();
  const bool logarithmic = low >= 0 && high > 100 * std::max(low, 1.0);
  values.clear();
  for (const double end : {low, high}) {
    for (int i = 1; i <= steps; ++i) {
      const double share = static_cast<double>(i) / steps;
      const double value = logarithmic
                               ? (from + 1) * pathfinder::exp(share * pathfinder::log((end + 1) / (from + 1))) - 1
                               : from + share * (end - from);
      values.push_back(std::clamp(is_whole(spec) ? std::nearbyint(value) : value, low, high));
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::vector<Mover> movers(const WhatIf& what_if, std::span<const std::size_t> keep) {
  const Catalogue& catalogue = what_if.catalogue();
  std::vector<Mover> result;
  for (const std::size_t slot : facts_that_rules_read(catalogue)) {
    if (std::find(keep.begin(), keep.end(), slot) != keep.end()) continue;
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    const Fact& fact = what_if.decision().facts[slot];
    Mover mover;
    mover.slot = slot;
    const std::vector<double> all = candidates(slot, catalogue);
    if (all.empty()) continue;
    mover.from = std::isnan(fact.value) ? all[all.size() / 2] : fact.value;
    std::vector<double> values = grid(slot, mover.from, catalogue);
    std::erase_if(values, [&](double value) { return value == fact.value; });
    std::stable_sort(values.begin(), values.end(),
                     [&](double a, double b) { return distance(spec, fact.value, a) < distance(spec, fact.value, b); });
    if (values.empty()) continue;
    const Change at{slot, mover.from};
    const std::vector<std::size_t> first = FactLanes(what_if, {&at, 1}, what_if.estimates()).winners(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (first[i] != what_if.winner()) continue;
      mover.values.push_back(values[i]);
      mover.distances.push_back(distance(spec, fact.value, values[i]));
    }
    if (!mover.values.empty()) result.push_back(std::move(mover));
  }
  return result;
}

/// Whether one of two facts follows from the other.
bool related(std::size_t a, std::size_t b, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.derivations.begin(), vocabulary.derivations.end(), [&](const Derivation& one) {
    const auto from = [&](std::size_t slot) { return std::count(one.from.begin(), one.from.end(), slot) > 0; };
    return (one.slot == a && from(b)) || (one.slot == b && from(a));
  });
}

double length(double a, double b) {
  return std::sqrt(a * a + b * b);
}

/// The smallest flipping combination of one pair that is smaller than `limit`.
void look(const WhatIf& what_if, const Mover& first, const Mover& second, double limit, std::vector<Found>& found) {
  std::vector<double> sizes;
  std::vector<std::vector<double>> values(2);
  for (std::size_t i = 0; i < first.values.size(); ++i) {
    for (std::size_t k = 0; k < second.values.size(); ++k) {
      const double size = length(first.distances[i], second.distances[k]);
      if (size >= limit) break;
      values[0].push_back(first.values[i]);
      values[1].push_back(second.values[k]);
      sizes.push_back(size);
    }
  }
  if (sizes.empty()) return;
  const Change at[] = {{first.slot, first.from}, {second.slot, second.from}};
  const std::vector<std::size_t> winners = FactLanes(what_if, at, what_if.estimates()).winners(values);
  std::size_t best = winners.size();
  for (std::size_t i = 0; i < winners.size(); ++i) {
    if (winners[i] != what_if.winner() && (best == winners.size() || sizes[i] < sizes[best])) best = i;
  }
  if (best < winners.size()) found.push_back({&first, &second, values[0][best], values[1][best], sizes[best]});
}

/// Moves one half of a pair towards where its fact stands, to the nearest value that still flips; false where nothing
/// is between.
Flip tightened(const WhatIf& what_if, std::size_t slot, double flips, const Change& other) {
  const FactSpec& spec = what_if.catalogue().vocabulary.slots[slot];
  const Fact& fact = what_if.decision().facts[slot];
  const bool whole = is_whole(spec);
  const auto holds_at = [&](double value) {
    const Change both[] = {{slot, value}, other};
    return what_if.first_after(both) == what_if.winner();
  };
  Flip flip{spec.id, fact.value, std::nan(""), flips, true, {}, 0};
  if (has_order(spec) && !std::isnan(fact.value)) {
    flip.upwards = flips > fact.value;
    double holds = fact.value;
    if (holds_at(holds)) {
      while (!neighbours(holds, flip.flips, whole)) {
        const double between = middle(std::min(holds, flip.flips), std::max(holds, flip.flips), whole);
        if (between == holds || between == flip.flips) break;
        (holds_at(between) ? holds : flip.flips) = between;
      }
      flip.holds = holds;
    }
  } else if (!has_order(spec) && fact.known) {
    flip.holds = fact.value;
  }
  flip.distance = distance(spec, fact.value, flip.flips);
  return flip;
}

}  // namespace

std::vector<PairFlip> counterfactuals(const WhatIf& what_if, std::span<const std::size_t> keep, std::size_t most) {
  std::vector<PairFlip> pairs;
  if (what_if.winner() == Vocabulary::none) return pairs;
  const Catalogue& catalogue = what_if.catalogue();
  const std::vector<Mover> facts = movers(what_if, keep);
  const std::size_t wanted = 4 * most;  // some will not be confirmed
  std::vector<Found> found;
  double limit = INFINITY;
  const auto by_size = [](const Found& a, const Found& b) { return a.size < b.size; };
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (std::size_t k = i + 1; k < facts.size(); ++k) {
      if (related(facts[i].slot, facts[k].slot, catalogue.vocabulary)) continue;
      look(what_if, facts[i], facts[k], limit, found);
      if (found.size() <= wanted) continue;
      std::stable_sort(found.begin(), found.end(), by_size);
      found.resize(wanted);
      limit = found.back().size;
    }
  }
  std::stable_sort(found.begin(), found.end(), by_size);
  for (const Found& one : found) {
    if (pairs.size() == most) break;
    Change both[] = {{one.first->slot, one.a}, {one.second->slot, one.b}};
    const auto holds = [&](const Change& alone) { return what_if.first_after({&alone, 1}) == what_if.winner(); };
    if (what_if.first_after(both) == what_if.winner() || !holds(both[0]) || !holds(both[1])) continue;
    PairFlip pair;
    pair.first = tightened(what_if, both[0].first, both[0].second, both[1]);
    both[0].second = pair.first.flips;
    pair.second = tightened(what_if, both[1].first, both[1].second, both[0]);
    both[1].second = pair.second.flips;
    pair.first = tightened(what_if, both[0].first, both[0].second, both[1]);
    both[0].second = pair.first.flips;
    if (what_if.contradicts(both)) continue;
    const std::size_t strategy = what_if.first_after(both);
    pair.strategy = strategy == Vocabulary::none ? std::string() : catalogue.strategies[strategy].id;
    pairs.push_back(std::move(pair));
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const PairFlip& a, const PairFlip& b) {
    return length(a.first.distance, a.second.distance) < length(b.first.distance, b.second.distance);
  });
  return pairs;
}

}  // namespace pathfinder
