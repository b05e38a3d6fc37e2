#include "pathfinder/advise/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/assess.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

bool is_whole(const FactSpec& spec) {
  return spec.has_levels() || spec.type == FactType::count || spec.type == FactType::tokens || spec.type == FactType::level;
}
bool has_order(const FactSpec& spec) { return !spec.has_levels() || spec.ordered || spec.type == FactType::level; }

std::size_t index_of(std::string_view strategy, const Catalogue& catalogue) {
  for (std::size_t i = 0; i < catalogue.strategies.size(); ++i) {
    if (catalogue.strategies[i].id == strategy) return i;
  }
  return Vocabulary::none;
}

std::string name_of(std::size_t strategy, const Catalogue& catalogue) {
  return strategy == Vocabulary::none ? std::string() : catalogue.strategies[strategy].id;
}

/// How far a change is, 0…1 of what the fact may be.
double distance(const FactSpec& spec, double from, double to) {
  if (!has_order(spec)) return 0.5;
  const double low = spec.has_levels() ? spec.level_value(0) : spec.plausible_low;
  const double high = spec.has_levels() ? spec.level_value(spec.levels.size() - 1) : spec.plausible_high;
  if (std::isnan(from)) return 0.5;
  if (low >= 0 && high > 100 * std::max(low, 1.0)) {
    return std::abs(pathfinder::log((to + 1) / (from + 1))) / pathfinder::log((high + 1) / (low + 1));
  }
  return std::abs(to - from) / (high - low);
}

/// Values worth trying of a fact: thresholds of rules with their neighbours, levels, and steps over the plausible range.
std::vector<double> candidates(std::size_t slot, const Catalogue& catalogue) {
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  std::vector<double> values;
  if (spec.has_levels()) {
    for (std::size_t i = 0; i < spec.levels.size(); ++i) values.push_back(spec.level_value(i));
    return values;
  }
  const double low = std::max(spec.low, spec.plausible_low);
  const double high = std::min(spec.high, spec.plausible_high);
  if (low >= 0 && high > 100 * std::max(low, 1.0)) {
    for (double step = std::max(low, 1.0); step < high; step *= 10) {
      values.push_back(step);
      values.push_back(3 * step);
    }
  } else {
    constexpr int steps = 12;
    for (int i = 0; i <= steps; ++i) values.push_back(low + (high - low) * i / steps);
  }
  const auto thresholds = [&](const Expression& expression) {
    for (const Comparison& one : expression.comparisons) {
      if (one.slot == slot) values.insert(values.end(), {one.threshold, is_whole(spec) ? one.threshold - 1 : std::nextafter(one.threshold, -INFINITY), is_whole(spec) ? one.threshold + 1 : std::nextafter(one.threshold, INFINITY)});
    }
  };
  for (const Expression& one : catalogue.fact_rules.derivations) thresholds(one);
  for (const CompiledStrategy& one : catalogue.program.strategies) {
    for (const Expression& gate : one.gates) thresholds(gate);
    for (const auto& caution : one.cautions) thresholds(caution.when);
    for (const auto& value : one.values) thresholds(value.raw);
  }
  if (is_whole(spec)) {
    for (double& value : values) value = std::nearbyint(value);
  }
  values.push_back(low);
  values.push_back(high);
  std::erase_if(values, [&](double value) { return value < low || value > high; });
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// A value between two; equal to one of them when they are neighbours.
double middle(double a, double b, bool whole) {
  const bool logarithmic = a > 0 && b > 0 && (b > 4 * a || a > 4 * b);
  const double value = logarithmic ? std::sqrt(a) * std::sqrt(b) : a + (b - a) / 2;
  return whole ? std::floor(value) : value;
}

bool neighbours(double a, double b, bool whole) {
  if (whole) return std::abs(a - b) <= 1;
  return std::abs(a - b) <= 1e-7 * std::max(std::abs(a), std::abs(b)) || std::abs(a - b) < 1e-12;
}

}  // namespace

WhatIf::WhatIf(const Decision& decision, const Catalogue& catalogue) : decision_(decision), catalogue_(catalogue), constants_(catalogue) {
  estimates_.resize(catalogue.strategies.size());
  for (const Assessment& option : decision.ranking) estimates_[index_of(option.strategy, catalogue)] = option.estimate;
  if (const Assessment* first = decision.winner()) winner_ = index_of(first->strategy, catalogue);
}

Outcome WhatIf::answer(std::span<const Change> changes, bool plan_anew) const {
  Scenario scenario = decision_.scenario;
  for (const auto& [slot, value] : changes) {
    std::erase_if(scenario.given, [&, at = slot](const GivenFact& given) { return given.slot == at; });
    scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  const Facts facts = gather_facts(scenario, catalogue_);
  const Situation situation(facts, scenario, catalogue_);
  const Estimator estimator(situation, constants_);
  Outcome outcome;
  double most = -INFINITY, own = -INFINITY, other = -INFINITY;
  for (std::size_t i = 0; i < catalogue_.strategies.size(); ++i) {
    const Facts filled = with_estimates(facts, plan_anew ? estimator.estimate(catalogue_.strategies[i]) : estimates_[i], catalogue_);
    const auto [blocked, score] = central_verdict(catalogue_.program, i, filled);
    if (blocked) continue;
    if (score > most) {
      most = score;
      outcome.strategy = i;
    }
    (i == winner_ ? own : other) = std::max(i == winner_ ? own : other, score);
  }
  outcome.lead = own - other;
  return outcome;
}

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
    if (read[slot] != 0 && spec.kind == FactSpec::Kind::given && spec.type != FactType::catalogue) slots.push_back(slot);
  }
  return slots;
}

std::optional<Flip> nearest_flip(const WhatIf& what_if, std::size_t slot) {
  const FactSpec& spec = what_if.catalogue().vocabulary.slots[slot];
  const Fact& fact = what_if.decision().facts[slot];
  const bool whole = is_whole(spec);
  const auto first_at = [&](double value) {
    const Change change{slot, value};
    return what_if.answer({&change, 1}).strategy;
  };
  std::vector<double> values = candidates(slot, what_if.catalogue());
  const double from = fact.value;
  std::optional<Flip> nearest;
  const auto consider = [&](double holds, double flips, std::size_t strategy, bool upwards) {
    Flip flip{spec.id, from, holds, flips, upwards, name_of(strategy, what_if.catalogue()), distance(spec, from, flips)};
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
      while (!std::isnan(holds) && !neighbours(holds, flips, whole)) {
        const double between = middle(std::min(holds, flips), std::max(holds, flips), whole);
        if (between == holds || between == flips) break;
        const std::size_t there = first_at(between);
        if (there == what_if.winner()) {
          holds = between;
        } else {
          flips = between;
          strategy = there;
        }
      }
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
  const std::size_t here = first_at(from);
  if (here != what_if.winner()) {
    consider(std::nan(""), from, here, true);
    return nearest;
  }
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
    if (winner != nullptr) flips.push_back({best.contributions[k].criterion, weight, weight + nearest, winner->strategy});
  }
  std::stable_sort(flips.begin(), flips.end(), [](const WeightFlip& a, const WeightFlip& b) { return std::abs(a.to - a.from) < std::abs(b.to - b.from); });
  return flips;
}

void add_flips(Decision& decision, const Catalogue& catalogue, std::span<const std::size_t> keep, bool thorough) {
  decision.sensitivity.weights = weight_flips(decision.ranking);
  if (decision.winner() == nullptr) return;
  const WhatIf what_if(decision, catalogue);
  const auto kept = [&](std::size_t slot) { return std::find(keep.begin(), keep.end(), slot) != keep.end(); };
  std::vector<std::size_t> slots = facts_that_rules_read(catalogue);
  if (thorough) {
    for (std::size_t slot = 0; slot < catalogue.vocabulary.size(); ++slot) {
      const FactSpec& spec = catalogue.vocabulary.slots[slot];
      const bool tried = std::find(slots.begin(), slots.end(), slot) != slots.end();
      if (!tried && spec.kind == FactSpec::Kind::given && spec.type != FactType::catalogue) slots.push_back(slot);
    }
  } else {
    // Cheap first look without planning anew: which facts come into question, and how near.
    std::vector<std::pair<double, std::size_t>> near;
    for (const std::size_t slot : slots) {
      if (kept(slot)) continue;
      const FactSpec& spec = catalogue.vocabulary.slots[slot];
      double least = INFINITY;
      std::vector<double> values = candidates(slot, catalogue);
      if (!spec.has_levels() && values.size() > 5) {
        std::vector<double> few;
        for (std::size_t i = 0; i < 5; ++i) few.push_back(values[i * (values.size() - 1) / 4]);
        values = std::move(few);
      }
      for (const double value : values) {
        const Change change{slot, value};
        if (value == decision.facts[slot].value && decision.facts[slot].known) continue;
        if (what_if.answer({&change, 1}, false).strategy != what_if.winner()) least = std::min(least, distance(spec, decision.facts[slot].value, value));
      }
      if (std::isfinite(least)) near.emplace_back(least, slot);
    }
    std::stable_sort(near.begin(), near.end());
    constexpr std::size_t most = 4;
    slots.clear();
    for (std::size_t i = 0; i < near.size() && i < most; ++i) slots.push_back(near[i].second);
  }
  for (const std::size_t slot : slots) {
    if (kept(slot)) continue;
    if (std::optional<Flip> flip = nearest_flip(what_if, slot)) decision.sensitivity.flips.push_back(std::move(*flip));
  }
  std::stable_sort(decision.sensitivity.flips.begin(), decision.sensitivity.flips.end(), [](const Flip& a, const Flip& b) { return a.distance < b.distance; });
}

std::vector<TornadoBar> tornado(const WhatIf& what_if, std::span<const std::size_t> keep) {
  std::vector<TornadoBar> bars;
  for (const FactDistribution& fact : uncertain_facts(what_if.decision().facts, what_if.catalogue(), keep)) {
    const Change low{fact.slot, fact.levels.empty() ? fact.at(0.1) : fact.levels.front()};
    const Change high{fact.slot, fact.levels.empty() ? fact.at(0.9) : fact.levels.back()};
    const double at_low = what_if.answer({&low, 1}).lead;
    const double at_high = what_if.answer({&high, 1}).lead;
    if (!std::isfinite(at_low) || !std::isfinite(at_high) || std::abs(at_low - at_high) < 1e-9) continue;
    bars.push_back({what_if.catalogue().vocabulary.slots[fact.slot].id, low.second, high.second, at_low, at_high});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) { return std::abs(a.lead_high - a.lead_low) > std::abs(b.lead_high - b.lead_low); });
  return bars;
}

}  // namespace pathfinder
