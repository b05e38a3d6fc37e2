#include "pathfinder/advise/worlds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <future>
#include <string_view>

#include "pathfinder/base/lanes.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/rules/graph.hpp"

#include "advise/assess.hpp"
#include "advise/counted_rates.hpp"

namespace pathfinder {
namespace {

/// The assumption that filled this fact.
const Assumption* assumption_of(std::size_t slot, const Facts& facts, const Catalogue& catalogue) {
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  const auto matches = [&](const Assumption& one) {
    return one.of.empty() && one.central == facts[slot].value && one.source == facts[slot].why;
  };
  for (std::size_t i = 0; i < spec.assumed_if.size(); ++i) {
    if (!matches(spec.assumed_if[i].assumed)) continue;
    if (judge(catalogue.fact_rules.assumed_if[slot][i], facts) == Truth::yes) return &spec.assumed_if[i].assumed;
  }
  return spec.assumed.present && matches(spec.assumed) ? &spec.assumed : nullptr;
}

/// The derivation that filled this fact; null where none did.
const Derivation* derivation_of(std::size_t slot, const Facts& facts, const Vocabulary& vocabulary) {
  if (facts[slot].origin != Origin::derived) return nullptr;
  for (const Derivation& derivation : vocabulary.derivations) {
    if (derivation.slot != slot || derivation.from.empty()) continue;
    const bool usable = std::none_of(derivation.from.begin(), derivation.from.end(), [&](std::size_t from) {
      if (std::isnan(facts[from].value)) return true;
      if (facts[from].origin != Origin::derived) return false;
      return std::any_of(vocabulary.derivations.begin(), vocabulary.derivations.end(), [&](const Derivation& other) {
        return other.slot == from && std::count(other.from.begin(), other.from.end(), slot) > 0;
      });
    });
    if (usable) return &derivation;
  }
  return nullptr;
}

/// Estimated slots whose errors have one driver: what one option's estimate misses, the others' miss alike.
struct Residual {
  std::size_t FactSlots::*slot;
  std::string_view driver;
};
constexpr std::array<Residual, 12> residuals = {{{&FactSlots::training_gpu_hours, "training"},
                                                 {&FactSlots::training_wall_hours, "training"},
                                                 {&FactSlots::training_wall_weeks, "training"},
                                                 {&FactSlots::memory_per_gpu_gib, "memory"},
                                                 {&FactSlots::setup_usd, "money"},
                                                 {&FactSlots::monthly_usd, "money"},
                                                 {&FactSlots::total_usd, "money"},
                                                 {&FactSlots::cash_usd, "money"},
                                                 {&FactSlots::energy_kwh, "energy"},
                                                 {&FactSlots::co2_kg, "energy"},
                                                 {&FactSlots::weeks_to_value, "weeks"},
                                                 {&FactSlots::latency_ms_p95, "speed"}}};

/// A logarithm's way from the middle, by z: down or up its own slope.
PATHFINDER_WIDE_LANES void along_slopes(const double* z, double down, double up, std::size_t lanes, double* out) {
  for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = z[lane] * (z[lane] < 0 ? down : up);
}
PATHFINDER_WIDE_LANES void multiply(double by, std::size_t lanes, double* values) {
  for (std::size_t lane = 0; lane < lanes; ++lane) values[lane] = by * values[lane];
}

/// One option's part of the work.
struct OptionColumns {
  struct Part {
    std::size_t criterion;
    Graph::Node value;
  };
  std::vector<Part> parts;        ///< those that vary
  std::vector<double> constants;  ///< by criterion: the values that do not

  struct Estimated {
    Graph::Node node;
    std::size_t driver;
    double low, central, high;
    double slope_down = 0, slope_up = 0;  ///< of the logarithm, by z; 0 where it has none
  };
  std::vector<Estimated> estimated;
};

/// The table compiled for one scenario, and its evaluation block by block.
class Drawing {
 public:
  Drawing(const Decision& decision, const Catalogue& catalogue, const WeightDraws& weights,
          std::span<const std::size_t> keep)
      : catalogue_(catalogue), weights_(weights) {
    worlds_.draws = weights.size();
    const std::vector<unsigned char> known = known_of(decision.facts);
    std::vector<FactDistribution> facts = uncertain_facts(decision.facts, catalogue, keep);
    std::vector<Graph::Node> slots;
    for (const Fact& fact : decision.facts) slots.push_back(graph_.constant(fact.value));
    for (const FactDistribution& fact : facts) slots[fact.slot] = graph_.input();
    add_derived(decision.facts, slots, known);
    for (std::size_t i = 0; i < decision.ranking.size(); ++i) {
      if (decision.ranking[i].standing != Standing::blocked) add_option(decision, i, slots);
    }
    std::vector<Graph::Node> outputs;
    for (const OptionColumns& option : options_) {
      for (const OptionColumns::Part& part : option.parts) outputs.push_back(part.value);
    }
    graph_.finish(outputs);
    for (FactDistribution& fact : facts) {
      if (!graph_.needed(slots[fact.slot])) continue;
      fact_nodes_.push_back(slots[fact.slot]);
      worlds_.facts.push_back(std::move(fact));
    }
    for (OptionColumns& option : options_) {
      std::erase_if(option.estimated, [&](const OptionColumns::Estimated& one) { return !graph_.needed(one.node); });
      for (const OptionColumns::Estimated& one : option.estimated) drivers_[one.driver].used = true;
    }
  }

  Worlds run(bool side_by_side) {
    std::vector<double> scores(worlds_.options.size() * worlds_.draws);
    const std::size_t half = side_by_side ? worlds_.draws / max_lanes / 2 * max_lanes : 0;
    std::future<void> rest;
    if (half > 0) {
      // A copy, with columns of its own.
      rest = std::async(std::launch::async, [&, own = *this]() mutable { own.blocks(0, half, scores.data()); });
    }
    blocks(half, worlds_.draws, scores.data());
    if (rest.valid()) rest.get();
    worlds_.scores = std::move(scores);
    return std::move(worlds_);
  }

 private:
  /// Draws `from` up to `to`, in blocks that start at whole numbers of lanes.
  void blocks(std::size_t from, std::size_t to, double* scores) {
    for (std::size_t first = from; first < to; first += max_lanes)
      block(first, std::min(max_lanes, to - first), scores);
  }

  /// What the errors of several estimates have in common.
  struct Driver {
    std::string_view name;
    Stream stream;
    bool used = false;
    std::array<double, max_lanes> z{};
  };

  static std::vector<unsigned char> known_of(const Facts& facts) {
    std::vector<unsigned char> known;
    for (const Fact& fact : facts) known.push_back(fact.known ? 1 : 0);
    return known;
  }

  std::size_t driver(std::string_view name) {
    for (std::size_t i = 0; i < drivers_.size(); ++i) {
      if (drivers_[i].name == name) return i;
    }
    drivers_.push_back({name, Stream("residual " + std::string(name))});
    return drivers_.size() - 1;
  }

  /// Derived facts that move because what they are derived from does; in the order in which gather_facts fills them.
  void add_derived(const Facts& facts, std::vector<Graph::Node>& slots, const std::vector<unsigned char>& known) {
    const Vocabulary& vocabulary = catalogue_.vocabulary;
    const auto add = [&](std::size_t index) {
      const Expression& expression = catalogue_.fact_rules.derivations[index];
      const bool moves = std::any_of(expression.reads.begin(), expression.reads.end(),
                                     [&](std::size_t slot) { return graph_.varies(slots[slot]); });
      if (moves) slots[vocabulary.derivations[index].slot] = graph_.add(expression, slots, known);
    };
    for (std::size_t i = 0; i < vocabulary.derivations.size(); ++i) {
      const Derivation& derivation = vocabulary.derivations[i];
      if (!derivation.from.empty() && derivation_of(derivation.slot, facts, vocabulary) == &derivation) add(i);
    }
    for (std::size_t i = 0; i < vocabulary.derivations.size(); ++i) {
      if (vocabulary.derivations[i].from.empty()) add(i);
    }
  }

  void add_option(const Decision& decision, std::size_t position, std::vector<Graph::Node> slots) {
    const Assessment& assessment = decision.ranking[position];
    const std::vector<Strategy>& strategies = catalogue_.strategies;
    const auto at = std::find_if(strategies.begin(), strategies.end(),
                                 [&](const Strategy& s) { return s.id == assessment.strategy; });
    const CompiledStrategy& compiled = catalogue_.program.strategies[static_cast<std::size_t>(at - strategies.begin())];
    const Facts filled = with_estimates(decision.facts, assessment.estimate, catalogue_);
    const std::vector<unsigned char> known = known_of(filled);

    OptionColumns option;
    for (std::size_t slot = 0; slot < filled.size(); ++slot) {
      if (catalogue_.vocabulary.slots[slot].kind == FactSpec::Kind::estimated)
        slots[slot] = graph_.constant(filled[slot].value);
    }
    for (const Residual& residual : residuals) {
      const std::size_t slot = catalogue_.slots.*residual.slot;
      if (std::isnan(filled[slot].value) || !(filled[slot].low < filled[slot].high)) continue;
      slots[slot] = graph_.input();
      option.estimated.push_back(
          {slots[slot], driver(residual.driver), filled[slot].low, filled[slot].value, filled[slot].high});
      OptionColumns::Estimated& one = option.estimated.back();
      if (one.low <= 0) continue;
      one.slope_down = pathfinder::log(one.central / one.low) / normal_p90;
      one.slope_up = pathfinder::log(one.high / one.central) / normal_p90;
    }
    option.constants.resize(catalogue_.program.criteria.size(), 0.0);
    for (const CompiledStrategy::Value& rule : compiled.values) {
      Graph::Node value =
          graph_.scaled(catalogue_.program.criteria[rule.criterion], graph_.add(rule.raw, slots, known));
      for (const CompiledStrategy::Deduction& caution : compiled.cautions) {
        if (caution.criterion == rule.criterion)
          value = graph_.less_where(value, graph_.add(caution.when, slots, known), caution.takes);
      }
      value = graph_.within_unit(value);
      if (graph_.varies(value)) {
        option.parts.push_back({rule.criterion, value});
      } else {
        option.constants[rule.criterion] = *graph_.value(value);
      }
    }
    options_.push_back(std::move(option));
    worlds_.options.push_back(position);
  }

  void block(std::size_t first, std::size_t lanes, double* scores) {
    for (std::size_t i = 0; i < worlds_.facts.size(); ++i) {
      const FactDistribution& fact = worlds_.facts[i];
      double* values = graph_.column(fact_nodes_[i]);
      for (std::size_t lane = 0; lane < lanes; ++lane) values[lane] = fact.stream.uniform(first + lane);
      fact.at(values, values, lanes);
    }
    for (Driver& one : drivers_) {
      if (!one.used) continue;
      for (std::size_t lane = 0; lane < lanes; ++lane) one.z[lane] = one.stream.uniform(first + lane);
      pathfinder::lanes::normal_quantile(one.z.data(), one.z.data(), lanes);
    }
    for (const OptionColumns& option : options_) {
      for (const OptionColumns::Estimated& one : option.estimated) draw(one, lanes);
    }
    graph_.evaluate(lanes);
    for (std::size_t i = 0; i < options_.size(); ++i)
      score(options_[i], first, lanes, scores + i * worlds_.draws + first);
  }

  void draw(const OptionColumns::Estimated& one, std::size_t lanes) {
    double* values = graph_.column(one.node);
    const auto& z = drivers_[one.driver].z;
    if (one.low > 0) {
      along_slopes(z.data(), one.slope_down, one.slope_up, lanes, values);
      pathfinder::lanes::exp(values, values, lanes);
      multiply(one.central, lanes, values);
    } else {
      for (std::size_t lane = 0; lane < lanes; ++lane)
        values[lane] =
            one.central + std::abs(z[lane]) / normal_p90 * ((z[lane] < 0 ? one.low : one.high) - one.central);
    }
  }

  void score(const OptionColumns& option, std::size_t first, std::size_t lanes, double* scores) {
    std::fill_n(scores, lanes, 0.0);
    for (std::size_t j = 0; j < option.constants.size(); ++j) {
      const double value = option.constants[j];
      if (value == 0) continue;
      const double* weight = weights_.of(j).data() + first;
      pathfinder::lanes::add_products(weight, value, scores, lanes);
    }
    for (const OptionColumns::Part& part : option.parts) {
      const double* weight = weights_.of(part.criterion).data() + first;
      const double* values = graph_.column(part.value);
      pathfinder::lanes::add_products(weight, values, scores, lanes);
    }
  }

  const Catalogue& catalogue_;
  const WeightDraws& weights_;
  Graph graph_;
  Worlds worlds_;
  std::vector<Graph::Node> fact_nodes_;
  std::vector<OptionColumns> options_;
  std::vector<Driver> drivers_;
};

}  // namespace

WeightDraws::WeightDraws(const Catalogue& catalogue, std::size_t draws) : draws_(draws) {
  const std::vector<Criterion>& criteria = catalogue.program.criteria;
  const double concentration = catalogue.constant("decision.weight-concentration");
  weights_.resize(criteria.size() * draws);
  std::vector<double> sums(draws, 0.0);
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    if (criteria[j].weight <= 0) continue;
    const Stream stream("weight " + criteria[j].id);
    for (std::size_t i = 0; i < draws; ++i) {
      const double gamma = stream.gamma(concentration * criteria[j].weight, i);
      weights_[j * draws + i] = gamma;
      sums[i] += gamma;
    }
  }
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    for (std::size_t i = 0; i < draws; ++i) weights_[j * draws + i] /= sums[i];
  }
}

std::span<const double> WeightDraws::of(std::size_t criterion) const {
  return {weights_.data() + criterion * draws_, draws_};
}

double FactDistribution::side(double end, double slope, double share) const {
  return slope != 0 ? central * pathfinder::exp(share * slope) : central + share * (end - central);
}

double FactDistribution::at(double uniform) const {
  if (!levels.empty()) {
    std::size_t i = 0;
    while (i + 1 < levels.size() && uniform >= shares[i]) ++i;
    return levels[i];
  }
  // Bounded: even between the value and either end. Else P10 and P90 lie at normal_p90 of a normal.
  const double share = bounded ? std::abs(2 * uniform - 1) : std::abs(normal_quantile(uniform)) / normal_p90;
  const double value = uniform < 0.5 ? side(low, slope_down_, share) : side(high, slope_up_, share);
  const double within = std::clamp(value, least, most);
  return whole ? std::nearbyint(within) : within;
}

void FactDistribution::at(const double* uniforms, double* values, std::size_t count) const {
  if (!levels.empty()) {
    constexpr std::size_t at_once = 64;
    std::array<double, at_once> level;
    for (std::size_t from = 0; from < count; from += at_once) {
      const std::size_t size = std::min(at_once, count - from);
      std::fill_n(level.data(), size, levels.front());
      // Shares rise: the last one that is reached has the last word.
      for (std::size_t k = 0; k + 1 < levels.size(); ++k) {
        for (std::size_t i = 0; i < size; ++i) level[i] = uniforms[from + i] >= shares[k] ? levels[k + 1] : level[i];
      }
      std::copy_n(level.data(), size, values + from);
    }
    return;
  }
  constexpr std::size_t block = 64;
  std::array<double, block> share, power;
  for (std::size_t from = 0; from < count; from += block) {
    const std::size_t size = std::min(block, count - from);
    const double* uniform = uniforms + from;
    if (bounded) {
      for (std::size_t i = 0; i < size; ++i) share[i] = std::abs(2 * uniform[i] - 1);
    } else {
      lanes::normal_quantile(uniform, share.data(), size);
      for (std::size_t i = 0; i < size; ++i) share[i] = std::abs(share[i]) / normal_p90;
    }
    for (std::size_t i = 0; i < size; ++i) power[i] = share[i] * (uniform[i] < 0.5 ? slope_down_ : slope_up_);
    lanes::exp(power.data(), power.data(), size);
    for (std::size_t i = 0; i < size; ++i) {
      const bool down = uniform[i] < 0.5;
      const bool straight = (down ? slope_down_ : slope_up_) == 0;
      const double value = straight ? central + share[i] * ((down ? low : high) - central) : central * power[i];
      values[from + i] = std::clamp(value, least, most);
    }
    if (!whole) continue;
    for (std::size_t i = 0; i < size; ++i) values[from + i] = std::nearbyint(values[from + i]);
  }
}

std::vector<FactDistribution> uncertain_facts(const Facts& facts, const Catalogue& catalogue,
                                              std::span<const std::size_t> keep) {
  std::vector<FactDistribution> result;
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    const Fact& fact = facts[slot];
    if (spec.kind != FactSpec::Kind::given || spec.type == FactType::catalogue || std::isnan(fact.value)) continue;
    if (std::count(keep.begin(), keep.end(), slot) > 0 || fact.origin == Origin::derived) continue;
    FactDistribution one;
    one.slot = slot;
    one.stream = Stream("fact " + spec.id);
    one.whole = spec.type == FactType::count || spec.type == FactType::level || spec.has_levels();
    one.low = fact.low;
    one.central = fact.value;
    one.high = fact.high;
    one.least = std::max(spec.low, std::min(fact.plausible_low, fact.low));
    one.most = std::min(spec.high, std::max(fact.plausible_high, fact.high));
    one.bounded = fact.origin != Origin::assumed;
    if (spec.type == FactType::category || spec.type == FactType::boolean) {
      one.least = -INFINITY;
      one.most = INFINITY;
    }
    const Assumption* assumed = fact.origin == Origin::assumed ? assumption_of(slot, facts, catalogue) : nullptr;
    if (assumed != nullptr && !assumed->shares.empty()) {
      double sum = 0;
      for (std::size_t i = 0; i < assumed->shares.size(); ++i) {
        if (assumed->shares[i] <= 0) continue;
        sum += assumed->shares[i];
        one.levels.push_back(spec.level_value(i));
        one.shares.push_back(sum);
      }
      if (one.levels.size() < 2) continue;
    } else if (!(fact.low < fact.high)) {
      continue;
    } else if (is_counted_rate(slot, catalogue.slots) && fact.value > 0 && fact.value < 1) {
      // Equal shares of the Beta distribution that is left after the count.
      constexpr std::size_t parts = 20;
      one.levels = beta_parts(beta_of({fact.low, fact.value, fact.high}), parts);
      for (std::size_t i = 1; i <= parts; ++i)
        one.shares.push_back(static_cast<double>(i) / static_cast<double>(parts));
    }
    if (one.central > 0 && one.low > 0) one.slope_down_ = pathfinder::log(one.low / one.central);
    if (one.central > 0 && one.high > 0) one.slope_up_ = pathfinder::log(one.high / one.central);
    result.push_back(std::move(one));
  }
  return result;
}

std::vector<FactDistribution> unassumed_facts(const Facts& facts, const Catalogue& catalogue,
                                              std::span<const std::size_t> keep) {
  std::vector<FactDistribution> result;
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    const FactSpec& spec = catalogue.vocabulary.slots[slot];
    if (!spec.guess.present || !std::isnan(facts[slot].value) || std::count(keep.begin(), keep.end(), slot) > 0)
      continue;
    FactDistribution one;
    one.slot = slot;
    one.stream = Stream("fact " + spec.id);
    one.whole = spec.type == FactType::count || spec.type == FactType::tokens;
    one.low = spec.guess.low;
    one.central = spec.guess.central;
    one.high = spec.guess.high;
    one.least = std::max(spec.low, spec.plausible_low);
    one.most = std::min(spec.high, spec.plausible_high);
    if (spec.type != FactType::ratio && one.low > 0) {
      one.slope_down_ = pathfinder::log(one.low / one.central);
      one.slope_up_ = pathfinder::log(one.high / one.central);
    }
    result.push_back(std::move(one));
  }
  return result;
}

Worlds draw_worlds(const Decision& decision, const Catalogue& catalogue, const WeightDraws& weights,
                   std::span<const std::size_t> keep, bool side_by_side) {
  return Drawing(decision, catalogue, weights, keep).run(side_by_side);
}

}  // namespace pathfinder
