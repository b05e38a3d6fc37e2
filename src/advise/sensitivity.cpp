#include "pathfinder/advise/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/assess.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/plans.hpp"
#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/rules/graph.hpp"

namespace pathfinder {
namespace {

bool is_whole(const FactSpec& spec) {
  return spec.has_levels() || spec.type == FactType::count || spec.type == FactType::tokens ||
         spec.type == FactType::level;
}
bool has_order(const FactSpec& spec) {
  return !spec.has_levels() || spec.ordered || spec.type == FactType::level;
}

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

/// Values worth trying of a fact: thresholds of rules with their neighbours, levels, and steps over the plausible
/// range.
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
      if (one.slot == slot)
        values.insert(values.end(),
                      {one.threshold, is_whole(spec) ? one.threshold - 1 : std::nextafter(one.threshold, -INFINITY),
                       is_whole(spec) ? one.threshold + 1 : std::nextafter(one.threshold, INFINITY)});
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

WhatIf::WhatIf(const Decision& decision, const Catalogue& catalogue)
    : decision_(decision), catalogue_(catalogue), constants_(catalogue) {
  estimates_.resize(catalogue.strategies.size());
  for (const Assessment& option : decision.ranking) estimates_[index_of(option.strategy, catalogue)] = option.estimate;
  if (const Assessment* first = decision.winner()) winner_ = index_of(first->strategy, catalogue);
}

Facts WhatIf::facts_after(std::span<const Change> changes, Scenario& scenario) const {
  scenario = decision_.scenario;
  for (const auto& [slot, value] : changes) {
    std::erase_if(scenario.given, [&, at = slot](const GivenFact& given) { return given.slot == at; });
    scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  return gather_facts(scenario, catalogue_);
}

std::vector<OptionEstimate> WhatIf::plan(std::span<const Change> changes) const {
  Scenario scenario;
  const Facts facts = facts_after(changes, scenario);
  const Situation situation(facts, scenario, catalogue_);
  const Estimator estimator(situation, constants_, decision_.limits);
  std::vector<OptionEstimate> result;
  for (const Strategy& strategy : catalogue_.strategies) result.push_back(estimator.estimate(strategy));
  return result;
}

Outcome WhatIf::answer(std::span<const Change> changes, bool plan_anew) const {
  Scenario scenario;
  const Facts facts = facts_after(changes, scenario);
  const Situation situation(facts, scenario, catalogue_);
  const Estimator estimator(situation, constants_, decision_.limits);
  Outcome outcome;
  double most = -INFINITY, own = -INFINITY, other = -INFINITY;
  for (std::size_t i = 0; i < catalogue_.strategies.size(); ++i) {
    const Facts filled =
        with_estimates(facts, plan_anew ? estimator.estimate(catalogue_.strategies[i]) : estimates_[i], catalogue_);
    const auto [blocked, score] = central_verdict(catalogue_.program, i, filled);
    if (blocked || !option_allowed(decision_.limits, catalogue_.strategies[i].id)) continue;
    if (score > most) {
      most = score;
      outcome.strategy = i;
    }
    (i == winner_ ? own : other) = std::max(i == winner_ ? own : other, score);
  }
  outcome.lead = own - other;
  return outcome;
}

/// Scores of all options while one fact takes up to 64 values at once and the estimates stand still: a quick look at
/// where the winner changes. Options that are blocked now take no part, and gates are not asked again: what it finds is
/// checked with WhatIf::answer().
class FactLanes {
 public:
  FactLanes(const WhatIf& what_if, std::size_t slot, double at, const std::vector<OptionEstimate>& estimates) {
    const Catalogue& catalogue = what_if.catalogue();
    const Vocabulary& vocabulary = catalogue.vocabulary;
    const Facts& before = what_if.decision().facts;
    const Change change{slot, at};
    Scenario scenario;
    const Facts facts = what_if.facts_after({&change, 1}, scenario);
    std::vector<Graph::Node> slots;
    std::vector<unsigned char> known, touched;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      slots.push_back(graph_.constant(facts[i].value));
      known.push_back(facts[i].known ? 1 : 0);
      touched.push_back(
          facts[i].known != before[i].known || !(facts[i].value == before[i].value || std::isnan(facts[i].value)) ? 1
                                                                                                                  : 0);
    }
    slots[slot] = input_ = graph_.input();
    touched[slot] = 1;
    const auto reads = [](const Expression& expression, const std::vector<unsigned char>& set) {
      return std::any_of(expression.reads.begin(), expression.reads.end(),
                         [&](std::size_t one) { return set[one] != 0; });
    };
    for (const bool own : {false, true}) {
      for (std::size_t i = 0; i < vocabulary.derivations.size(); ++i) {
        const Derivation& derivation = vocabulary.derivations[i];
        const Expression& expression = catalogue.fact_rules.derivations[i];
        const bool filled = own || (facts[derivation.slot].origin == Origin::derived && derivation.slot != slot &&
                                    value_of(expression, facts) == facts[derivation.slot].value);
        if (derivation.from.empty() != own || !filled || !reads(expression, touched)) continue;
        slots[derivation.slot] = graph_.add(expression, slots, known);
        touched[derivation.slot] = 1;
      }
    }
    const bool same_estimates = &estimates == &what_if.estimates();
    for (const Assessment& assessment : what_if.decision().ranking) {
      if (assessment.standing == Standing::blocked) continue;
      Option option;
      option.strategy = index_of(assessment.strategy, catalogue);
      const CompiledStrategy& compiled = catalogue.program.strategies[option.strategy];
      const Facts filled = with_estimates(facts, estimates[option.strategy], catalogue);
      std::vector<Graph::Node> own = slots;
      std::vector<unsigned char> changed = touched, own_known = known;
      for (std::size_t i = 0; i < filled.size(); ++i) {
        if (vocabulary.slots[i].kind != FactSpec::Kind::estimated) continue;
        own[i] = graph_.constant(filled[i].value);
        own_known[i] = filled[i].known ? 1 : 0;
        changed[i] = same_estimates ? 0 : 1;
      }
      for (std::size_t i = 0; i < compiled.values.size(); ++i) {
        const CompiledStrategy::Value& rule = compiled.values[i];
        bool moves = reads(rule.raw, changed);
        for (const auto& caution : compiled.cautions)
          moves = moves || (caution.criterion == rule.criterion && reads(caution.when, changed));
        const Criterion& criterion = catalogue.program.criteria[rule.criterion];
        if (!moves) {
          option.constant += assessment.contributions[i].points;
          continue;
        }
        Graph::Node value = graph_.scaled(criterion, graph_.add(rule.raw, own, own_known));
        for (const auto& caution : compiled.cautions) {
          if (caution.criterion == rule.criterion)
            value = graph_.less_where(value, graph_.add(caution.when, own, own_known), caution.takes);
        }
        value = graph_.within_unit(value);
        if (graph_.varies(value)) {
          option.parts.emplace_back(criterion.weight, value);
        } else {
          option.constant += points(criterion.weight, *graph_.value(value));
        }
      }
      options_.push_back(std::move(option));
    }
    // Equal scores: the table's order decides, as in rank().
    std::sort(options_.begin(), options_.end(),
              [](const Option& a, const Option& b) { return a.strategy < b.strategy; });
    std::vector<Graph::Node> outputs;
    for (const Option& option : options_) {
      for (const auto& [weight, value] : option.parts) outputs.push_back(value);
    }
    graph_.finish(outputs);
  }

  /// What comes first at each value.
  std::vector<std::size_t> winners(std::span<const double> values) {
    std::vector<std::size_t> first(values.size(), Vocabulary::none);
    for (std::size_t from = 0; from < values.size(); from += max_lanes) {
      const std::size_t lanes = std::min(max_lanes, values.size() - from);
      std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(from), lanes, graph_.column(input_));
      graph_.evaluate(lanes);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        double most = -INFINITY;
        for (const Option& option : options_) {
          double score = option.constant;
          for (const auto& [weight, value] : option.parts) score += points(weight, graph_.column(value)[lane]);
          if (score <= most) continue;
          most = score;
          first[from + lane] = option.strategy;
        }
      }
    }
    return first;
  }

 private:
  struct Option {
    std::size_t strategy = 0;
    double constant = 0;
    std::vector<std::pair<double, Graph::Node>> parts;
  };
  Graph graph_;
  Graph::Node input_ = 0;
  std::vector<Option> options_;
};

namespace {

/// The nearest change of winner along one fact's values, with the estimates standing still.
std::optional<Flip> quick_flip(const WhatIf& what_if, std::size_t slot, const std::vector<OptionEstimate>& estimates) {
  const Catalogue& catalogue = what_if.catalogue();
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  const Fact& fact = what_if.decision().facts[slot];
  const bool whole = is_whole(spec);
  std::vector<double> values = candidates(slot, catalogue);
  if (values.empty()) return std::nullopt;
  const double from = std::isnan(fact.value) ? values[values.size() / 2] : fact.value;
  FactLanes lanes(what_if, slot, from, estimates);
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
    consider(std::nan(""), from, first[here], true);
    return nearest;
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
    const std::size_t strategy = what_if.answer({&to, 1}).strategy;
    bool right = strategy != what_if.winner();
    if (right && !std::isnan(flip->holds)) {
      const Change back{slot, flip->holds};
      right = (flip->holds == what_if.decision().facts[slot].value && what_if.decision().facts[slot].known) ||
              what_if.answer({&back, 1}).strategy == what_if.winner();
    }
    if (right) {
      flip->strategy = name_of(strategy, what_if.catalogue());
      return flip;
    }
    estimates = what_if.plan({&to, 1});
    flip = quick_flip(what_if, slot, estimates);
  }
  return std::nullopt;
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
    return what_if.answer({&change, 1}).strategy;
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
  const auto kept = [&](std::size_t slot) { return std::find(keep.begin(), keep.end(), slot) != keep.end(); };
  std::vector<std::size_t> slots = facts_that_rules_read(catalogue);
  if (thorough) {
    for (std::size_t slot = 0; slot < catalogue.vocabulary.size(); ++slot) {
      const FactSpec& spec = catalogue.vocabulary.slots[slot];
      const bool tried = std::find(slots.begin(), slots.end(), slot) != slots.end();
      if (!tried && spec.kind == FactSpec::Kind::given && spec.type != FactType::catalogue) slots.push_back(slot);
    }
  } else {
    // A quick look with the estimates standing still; the nearest are then made sure of.
    std::vector<std::pair<Flip, std::size_t>> near;
    for (const std::size_t slot : slots) {
      if (kept(slot)) continue;
      if (std::optional<Flip> flip = quick_flip(what_if, slot, what_if.estimates()))
        near.emplace_back(std::move(*flip), slot);
    }
    std::stable_sort(near.begin(), near.end(),
                     [](const auto& a, const auto& b) { return a.first.distance < b.first.distance; });
    constexpr std::size_t most = 5;
    std::vector<Flip>& flips = decision.sensitivity.flips;
    for (std::size_t i = 0; i < near.size() && flips.size() < most; ++i) {
      if (std::optional<Flip> flip = confirmed(what_if, near[i].second, near[i].first))
        flips.push_back(std::move(*flip));
    }
    slots.clear();
  }
  for (const std::size_t slot : slots) {
    if (kept(slot)) continue;
    if (std::optional<Flip> flip = nearest_flip(what_if, slot)) decision.sensitivity.flips.push_back(std::move(*flip));
  }
  std::stable_sort(decision.sensitivity.flips.begin(), decision.sensitivity.flips.end(),
                   [](const Flip& a, const Flip& b) { return a.distance < b.distance; });
}

std::vector<TornadoBar> tornado(const WhatIf& what_if, std::span<const std::size_t> keep) {
  std::vector<TornadoBar> bars;
  for (const FactDistribution& fact : uncertain_facts(what_if.decision().facts, what_if.catalogue(), keep)) {
    const Change low{fact.slot, fact.levels.empty() ? fact.low : fact.levels.front()};
    const Change high{fact.slot, fact.levels.empty() ? fact.high : fact.levels.back()};
    const double at_low = what_if.answer({&low, 1}).lead;
    const double at_high = what_if.answer({&high, 1}).lead;
    if (!std::isfinite(at_low) || !std::isfinite(at_high) || std::abs(at_low - at_high) < 1e-9) continue;
    bars.push_back({what_if.catalogue().vocabulary.slots[fact.slot].id, low.second, high.second, at_low, at_high});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) {
    return std::abs(a.lead_high - a.lead_low) > std::abs(b.lead_high - b.lead_low);
  });
  return bars;
}

}  // namespace pathfinder
