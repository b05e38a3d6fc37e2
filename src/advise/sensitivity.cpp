#include "advise/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/fact_lanes.hpp"
#include "advise/fact_steps.hpp"

namespace pathfinder {
namespace {

std::string name_of(std::size_t strategy, const Catalogue& catalogue) {
  return strategy == Vocabulary::none ? std::string() : catalogue.strategies[strategy].id;
}

/// Moves a value that keeps the winner and one that does not, where `strategy` comes first, towards each other until
/// nothing lies between.
template <class FirstAt>
void narrow(const WhatIf& what_if, FirstAt first_at, bool whole, double& holds, double& flips, std::size_t& strategy) {
  while (!neighbours(holds, flips, whole)) {
    const double between = middle(std::min(holds, flips), std::max(holds, flips), whole);
    if (between == holds || between == flips) return;
    const std::size_t there = first_at(between);
    if (there == what_if.winner()) {
      holds = between;
    } else {
      flips = between;
      strategy = there;
    }
  }
}

/// The flip of a fact that only has to be known: the answer rests on nobody knowing it, and is another at the very
/// value that stands in for it. It is told from the side where the answer comes back, the nearer of both; where it
/// comes back nowhere, of the value itself. \pre has_order(), a value stands in, and first_at() of it is not the winner
template <class FirstAt>
Flip once_known(const WhatIf& what_if, std::size_t slot, std::vector<double> values, FirstAt first_at) {
  const FactSpec& spec = what_if.catalogue().vocabulary.slots[slot];
  const double from = what_if.decision().facts[slot].value;
  const std::size_t here = first_at(from);
  Flip flip{spec.id, from, std::nan(""), from, true, name_of(here, what_if.catalogue()), 0};
  double nearest = INFINITY;
  for (const bool upwards : {true, false}) {
    double flips = from;
    std::size_t strategy = here;
    for (const double value : values) {
      if (upwards ? value <= from : value >= from) continue;
      if (const std::size_t first = first_at(value); first != what_if.winner()) {
        flips = value;
        strategy = first;
        continue;
      }
      double holds = value;
      narrow(what_if, first_at, is_whole(spec), holds, flips, strategy);
      if (const double far = distance(spec, from, flips); far < nearest) {
        nearest = far;
        flip.holds = holds;
        flip.flips = flips;
        flip.upwards = !upwards;
        flip.strategy = name_of(strategy, what_if.catalogue());
      }
      break;
    }
    std::reverse(values.begin(), values.end());
  }
  return flip;
}

/// The nearest change of winner along one fact's values, with the estimates standing still.
std::optional<Flip> quick_flip(const WhatIf& what_if, std::size_t slot, const std::vector<OptionEstimate>& estimates) {
  const Catalogue& catalogue = what_if.catalogue();
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  const Fact& fact = what_if.decision().facts[slot];
  const bool whole = is_whole(spec);
  std::vector<double> values = candidates(slot, catalogue);
  if (values.empty()) return std::nullopt;
  const double from = std::isnan(fact.value) ? values[values.size() / 2] : fact.value;
  const Change at{slot, from};
  FactLanes lanes(what_if, {&at, 1}, estimates);
  if (std::find(values.begin(), values.end(), from) == values.end()) {
    values.push_back(from);
    std::sort(values.begin(), values.end());
  }
  const std::vector<std::size_t> first = lanes.winners(values);
  const auto here = static_cast<std::size_t>(std::find(values.begin(), values.end(), from) - values.begin());
  std::optional<Flip> nearest;
  const auto consider = [&](double holds, double flips, std::size_t strategy, bool upwards) {
    Flip flip{
        spec.id, fact.value, holds, flips, upwards, name_of(strategy, catalogue), distance(spec, fact.value, flips)};
    if (!nearest || flip.distance < nearest->distance) nearest = std::move(flip);
  };
  if (!has_order(spec)) {
    for (std::size_t i = 0; i < values.size() && !nearest; ++i) {
      if (first[i] != what_if.winner() && !(fact.known && values[i] == from))
        consider(fact.known ? from : std::nan(""), values[i], first[i], true);
    }
    return nearest;
  }
  std::size_t start = here;
  if (std::isnan(fact.value)) {
    while (start < values.size() && first[start] != what_if.winner()) ++start;
    if (start == values.size()) return std::nullopt;
  } else if (first[here] != what_if.winner()) {
    return once_known(what_if, slot, values,
                      [&](double value) { return lanes.winners(std::vector<double>{value}).front(); });
  }
  for (const int step : {1, -1}) {
    auto i = static_cast<std::ptrdiff_t>(start);
    while (i >= 0 && i < static_cast<std::ptrdiff_t>(values.size()) &&
           first[static_cast<std::size_t>(i)] == what_if.winner())
      i += step;
    if (i < 0 || i >= static_cast<std::ptrdiff_t>(values.size())) continue;
    double holds = values[static_cast<std::size_t>(i - step)];
    double flips = values[static_cast<std::size_t>(i)];
    std::size_t strategy = first[static_cast<std::size_t>(i)];
    while (!neighbours(holds, flips, whole)) {
      std::vector<double> between;
      constexpr int parts = 60;
      for (int k = 1; k < parts; ++k) {
        const double share = static_cast<double>(k) / parts;
        const double value = holds > 0 && flips > 0 ? holds * pathfinder::exp(share * pathfinder::log(flips / holds))
                                                    : holds + share * (flips - holds);
        between.push_back(whole ? std::nearbyint(value) : value);
      }
      if (whole && std::abs(holds - flips) <= parts) {
        between.clear();
        for (double value = holds + step; value != flips; value += step) between.push_back(value);
      }
      std::erase_if(between,
                    [&](double value) { return value <= std::min(holds, flips) || value >= std::max(holds, flips); });
      if (between.empty()) break;
      const std::vector<std::size_t> winners = lanes.winners(between);
      for (std::size_t k = 0; k < between.size(); ++k) {
        if (winners[k] == what_if.winner()) {
          holds = between[k];
          continue;
        }
        flips = between[k];
        strategy = winners[k];
        break;
      }
    }
    consider(holds, flips, strategy, step > 0);
  }
  return nearest;
}

/// A quick flip that the whole answer, planned anew, confirms on both sides; the plan is followed there for a few
/// rounds.
std::optional<Flip> confirmed(const WhatIf& what_if, std::size_t slot, std::optional<Flip> flip) {
  std::vector<OptionEstimate> estimates;
  for (int round = 0; flip && round < 3; ++round) {
    const Change to{slot, flip->flips};
    const std::size_t strategy = what_if.first_after({&to, 1});
    bool right = strategy != what_if.winner();
    if (right && !std::isnan(flip->holds)) {
      const Change back{slot, flip->holds};
      right = (flip->holds == what_if.decision().facts[slot].value && what_if.decision().facts[slot].known) ||
              what_if.first_after({&back, 1}) == what_if.winner();
    }
    if (right) {
      flip->strategy = name_of(strategy, what_if.catalogue());
      if (what_if.contradicts({&to, 1})) return std::nullopt;
      return flip;
    }
    estimates = what_if.plan({&to, 1});
    flip = quick_flip(what_if, slot, estimates);
  }
  return std::nullopt;
}

/// A flip nearer than `limit` that comes from a change of plan, where a quick look sees none: `limit` is looked at on
/// either side, and on the way there, because a plan that gave way may come back behind it.
std::optional<Flip> planned_flip(const WhatIf& what_if, std::size_t slot, double limit) {
  const FactSpec& spec = what_if.catalogue().vocabulary.slots[slot];
  const double from = what_if.decision().facts[slot].value;
  if (!has_order(spec) || std::isnan(from) || !what_if.plans_read(slot)) return std::nullopt;
  const bool whole = is_whole(spec);
  const auto first_at = [&](double value) {
    const Change change{slot, value};
    return what_if.first_after({&change, 1});
  };
  std::optional<Flip> nearest;
  for (const bool upwards : {true, false}) {
    constexpr double just_below = 1 - 1e-9;
    double holds = from;
    double flips = from;
    std::size_t strategy = what_if.winner();
    constexpr int looks = 8;
    for (int look = 1; look <= looks; ++look) {
      const double value = value_at(spec, from, limit * just_below * look / looks, upwards);
      if (upwards ? value <= holds : value >= holds) continue;
      flips = value;
      strategy = first_at(flips);
      if (strategy != what_if.winner()) break;
      holds = flips;
    }
    if (strategy == what_if.winner()) continue;
    narrow(what_if, first_at, whole, holds, flips, strategy);
    const Change to{slot, flips};
    const double far = distance(spec, from, flips);
    if ((nearest && nearest->distance <= far) || what_if.contradicts({&to, 1})) continue;
    nearest = Flip{spec.id, from, holds, flips, upwards, name_of(strategy, what_if.catalogue()), far};
  }
  return nearest;
}

/// The nearest flips of a quick look over all facts, each made sure of; and those that a change of plan brings nearer.
std::vector<Flip> nearest_flips(const WhatIf& what_if, std::span<const std::size_t> slots) {
  constexpr std::size_t most = 5;
  const auto by_distance = [](const Flip& a, const Flip& b) { return a.distance < b.distance; };
  std::vector<std::pair<Flip, std::size_t>> near;
  for (const std::size_t slot : slots) {
    if (std::optional<Flip> flip = quick_flip(what_if, slot, what_if.estimates()))
      near.emplace_back(std::move(*flip), slot);
  }
  std::stable_sort(near.begin(), near.end(),
                   [&](const auto& a, const auto& b) { return by_distance(a.first, b.first); });
  std::vector<Flip> flips;
  for (std::size_t i = 0; i < near.size() && flips.size() < most; ++i) {
    if (std::optional<Flip> flip = confirmed(what_if, near[i].second, near[i].first)) flips.push_back(std::move(*flip));
  }
  std::stable_sort(flips.begin(), flips.end(), by_distance);
  for (const std::size_t slot : slots) {
    const std::string& fact = what_if.catalogue().vocabulary.slots[slot].id;
    const auto own = std::find_if(flips.begin(), flips.end(), [&](const Flip& flip) { return flip.fact == fact; });
    const double limit = own != flips.end() ? own->distance : flips.size() < most ? 1 : flips.back().distance;
    std::optional<Flip> nearer = planned_flip(what_if, slot, limit);
    if (!nearer) continue;
    if (own != flips.end()) {
      *own = std::move(*nearer);
    } else {
      flips.push_back(std::move(*nearer));
    }
    std::stable_sort(flips.begin(), flips.end(), by_distance);
    if (flips.size() > most) flips.pop_back();
  }
  return flips;
}

}  // namespace

std::vector<std::size_t> facts_that_rules_read(const Catalogue& catalogue) {
  std::vector<unsigned char> read(catalogue.vocabulary.size(), 0);
  const auto mark = [&](const Expression& expression) {
    for (std::size_t slot : expression.reads) read[slot] = 1;
  };
  for (const CompiledStrategy& one : catalogue.program.strategies) {
    for (const Expression& gate : one.gates) mark(gate);
    for (const auto& caution : one.cautions) mark(caution.when);
    for (const auto& value : one.values) mark(value.raw);
  }
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < catalogue.vocabulary.derivations.size(); ++i) {
      if (read[catalogue.vocabulary.derivations[i].slot] == 0) continue;
      for (std::size_t slot : catalogue.fact_rules.derivations[i].reads) {
        more = more || read[slot] == 0;
        read[slot] = 1;
      }
    }
  }
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < read.size(); ++slot) {
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    if (read[slot] != 0 && spec.kind == FactSpec::Kind::given && spec.type != FactType::catalogue)
      slots.push_back(slot);
  }
  return slots;
}

std::optional<Flip> nearest_flip(const WhatIf& what_if, std::size_t slot) {
  const FactSpec& spec = what_if.catalogue().vocabulary.slots[slot];
  const Fact& fact = what_if.decision().facts[slot];
  const bool whole = is_whole(spec);
  const auto first_at = [&](double value) {
    const Change change{slot, value};
    return what_if.first_after({&change, 1});
  };
  std::vector<double> values = candidates(slot, what_if.catalogue());
  const double from = fact.value;
  std::optional<Flip> nearest;
  const auto consider = [&](double holds, double flips, std::size_t strategy, bool upwards) {
    Flip flip{
        spec.id, from, holds, flips, upwards, name_of(strategy, what_if.catalogue()), distance(spec, from, flips)};
    if (!nearest || flip.distance < nearest->distance) nearest = std::move(flip);
  };
  if (!has_order(spec)) {
    for (const double value : values) {
      if (fact.known && value == from) continue;
      const std::size_t strategy = first_at(value);
      if (strategy == what_if.winner()) continue;
      consider(fact.known ? from : std::nan(""), value, strategy, true);
      return nearest;
    }
    return nearest;
  }
  const auto search = [&](const std::vector<double>& outwards, bool upwards, double holds) {
    for (const double value : outwards) {
      std::size_t strategy = first_at(value);
      if (strategy == what_if.winner()) {
        holds = value;
        continue;
      }
      double flips = value;
      if (!std::isnan(holds)) narrow(what_if, first_at, whole, holds, flips, strategy);
      consider(holds, flips, strategy, upwards);
      return;
    }
  };
  if (std::isnan(from)) {
    // Nobody knows and nothing is assumed: the lowest value and the highest, each inwards to where the answer holds.
    std::vector<double> flipping;
    std::size_t i = 0;
    while (i < values.size() && first_at(values[i]) != what_if.winner()) ++i;
    if (i == values.size()) {
      if (!values.empty()) consider(std::nan(""), values.front(), first_at(values.front()), true);
      return nearest;
    }
    std::vector<double> down(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i));
    std::reverse(down.begin(), down.end());
    search(down, false, values[i]);
    search(std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(i) + 1, values.end()), true, values[i]);
    return nearest;
  }
  if (first_at(from) != what_if.winner()) return once_known(what_if, slot, values, first_at);
  std::vector<double> up, down;
  for (const double value : values) {
    if (value > from) up.push_back(value);
    if (value < from) down.push_back(value);
  }
  std::reverse(down.begin(), down.end());
  search(up, true, from);
  search(down, false, from);
  return nearest;
}

std::vector<WeightFlip> weight_flips(const std::vector<Assessment>& ranking) {
  std::vector<WeightFlip> flips;
  if (ranking.empty() || ranking.front().standing == Standing::blocked) return flips;
  const Assessment& best = ranking.front();
  const std::size_t criteria = best.contributions.size();
  const auto score = [&](const Assessment& option) {
    double sum = 0;
    for (const Contribution& one : option.contributions) sum += one.weight * one.value;
    return sum;
  };
  for (std::size_t k = 0; k < criteria; ++k) {
    const double weight = best.contributions[k].weight;
    if (weight >= 1) continue;
    const auto slope = [&](const Assessment& option) {
      const double value = option.contributions[k].value;
      return value - (score(option) - weight * value) / (1 - weight);
    };
    double nearest = INFINITY;
    const Assessment* winner = nullptr;
    for (const Assessment& other : ranking) {
      if (&other == &best || other.standing == Standing::blocked) continue;
      const double difference = slope(best) - slope(other);
      if (std::abs(difference) < 1e-12) continue;
      const double t = (score(other) - score(best)) / difference;
      if (weight + t < 0 || weight + t > 1 || std::abs(t) >= std::abs(nearest)) continue;
      nearest = t;
      winner = &other;
    }
    if (winner != nullptr)
      flips.push_back({best.contributions[k].criterion, weight, weight + nearest, winner->strategy});
  }
  std::stable_sort(flips.begin(), flips.end(), [](const WeightFlip& a, const WeightFlip& b) {
    return std::abs(a.to - a.from) < std::abs(b.to - b.from);
  });
  return flips;
}

void add_flips(Decision& decision, const Catalogue& catalogue, std::span<const std::size_t> keep, bool thorough) {
  decision.sensitivity.weights = weight_flips(decision.ranking);
  if (decision.winner() == nullptr) return;
  const WhatIf what_if(decision, catalogue);
  std::vector<std::size_t> slots = facts_that_rules_read(catalogue);
  if (thorough) {
    for (std::size_t slot = 0; slot < catalogue.vocabulary.size(); ++slot) {
      const FactSpec& spec = catalogue.vocabulary.slots[slot];
      const bool tried = std::find(slots.begin(), slots.end(), slot) != slots.end();
      if (!tried && spec.kind == FactSpec::Kind::given && spec.type != FactType::catalogue) slots.push_back(slot);
    }
  }
  std::erase_if(slots, [&](std::size_t slot) { return std::find(keep.begin(), keep.end(), slot) != keep.end(); });
  const std::size_t worth = catalogue.slots.value_per_answer;
  if (!decision.facts[worth].known && std::find(slots.begin(), slots.end(), worth) != slots.end())
    decision.sensitivity.answer_worth = AnswerWorth{nearest_flip(what_if, worth)};
  if (!thorough) {
    decision.sensitivity.flips = nearest_flips(what_if, slots);
    return;
  }
  for (const std::size_t slot : slots) {
    std::optional<Flip> flip = nearest_flip(what_if, slot);
    if (!flip) continue;
    const Change to{slot, flip->flips};
    if (!what_if.contradicts({&to, 1})) decision.sensitivity.flips.push_back(std::move(*flip));
  }
  std::stable_sort(decision.sensitivity.flips.begin(), decision.sensitivity.flips.end(),
                   [](const Flip& a, const Flip& b) { return a.distance < b.distance; });
}

std::vector<TornadoBar> tornado(const WhatIf& what_if, std::span<const std::size_t> keep) {
  constexpr double least_move = 1e-3;  // leads are read to three decimals
  std::vector<TornadoBar> bars;
  for (const FactDistribution& fact : uncertain_facts(what_if.decision().facts, what_if.catalogue(), keep)) {
    const Change low{fact.slot, fact.levels.empty() ? fact.low : fact.levels.front()};
    const Change high{fact.slot, fact.levels.empty() ? fact.high : fact.levels.back()};
    const double at_low = what_if.lead_after({&low, 1});
    const double at_high = what_if.lead_after({&high, 1});
    if (!std::isfinite(at_low) || !std::isfinite(at_high) || std::abs(at_low - at_high) < least_move) continue;
    bars.push_back({what_if.catalogue().vocabulary.slots[fact.slot].id, low.second, high.second, at_low, at_high});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) {
    return std::abs(a.lead_high - a.lead_low) > std::abs(b.lead_high - b.lead_low);
  });
  return bars;
}

}  // namespace pathfinder
