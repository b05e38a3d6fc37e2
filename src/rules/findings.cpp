#include "pathfinder/rules/findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>

#include "pathfinder/base/math.hpp"
#include "pathfinder/rules/parse_expression.hpp"

namespace pathfinder {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Uniform numbers from the standard's engine, whose output is fixed; its distributions are not.
class Draw {
 public:
  double uniform() { return std::ldexp(static_cast<double>(engine_() >> 11U), -53); }
  bool chance(double share) { return uniform() < share; }
  std::size_t below(std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count)));
  }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double log_between(double low, double high) {
    return pathfinder::pow(10, between(pathfinder::log10(low), pathfinder::log10(high)));
  }

 private:
  std::mt19937_64 engine_{20261124};
};

/// The range an estimate may have, by its unit: wide enough for every job anybody would ask about.
std::pair<double, double> estimate_range(const std::string& unit) {
  if (unit == "weeks") return {0.01, 300};
  if (unit == "hours" || unit == "gpu-hours") return {0.1, 1e7};
  if (unit == "gib") return {1, 2000};
  if (unit == "gpus") return {1, 10000};
  if (unit == "ms") return {1, 1e5};
  if (unit == "tokens") return {1e4, 1e13};
  return {10, 1e9};
}

/// Columns of one block: what scores read (assumptions filled in) and what gates read (nobody's guess).
struct Block {
  explicit Block(std::size_t slots) : score(slots * max_lanes), gate(slots * max_lanes), known(slots) {}
  ValueBlock scores() const { return {max_lanes, max_lanes, score.data(), known.data()}; }
  ValueBlock gates() const { return {max_lanes, max_lanes, gate.data(), known.data()}; }
  void set(std::size_t slot, std::size_t lane, double score_value, double gate_value) {
    score[slot * max_lanes + lane] = score_value;
    gate[slot * max_lanes + lane] = gate_value;
  }

  std::vector<double> score, gate;
  std::vector<unsigned char> known;
};

/// One gate or caution and where it held.
struct Rule {
  std::string id;
  const Expression* when = nullptr;
  bool gate = false;
  std::string criterion;
  std::vector<std::uint64_t> held;  ///< one bit per scenario
  std::size_t times = 0;
  bool dead = false;  ///< reported as such: says nothing about other rules
};

class Inspector {
 public:
  Inspector(const Program& program, std::span<const Strategy> strategies, const Vocabulary& vocabulary)
      : program_(program), strategies_(strategies), vocabulary_(vocabulary) {
    std::vector<ExpressionError> errors;
    for (const Derivation& derivation : vocabulary.derivations) {
      derivations_.push_back(parse_expression(derivation.expression, Expect::number, vocabulary, errors));
    }
    for (std::size_t i = 0; i < strategies.size(); ++i) {
      const CompiledStrategy& compiled = program.strategies[i];
      rules_.emplace_back();
      for (std::size_t k = 0; k < compiled.gates.size(); ++k) {
        rules_.back().push_back({strategies[i].gates[k].id, &compiled.gates[k], true, {}, {}, 0, false});
      }
      for (std::size_t k = 0; k < compiled.cautions.size(); ++k) {
        rules_.back().push_back({strategies[i].cautions[k].id,
                                 &compiled.cautions[k].when,
                                 false,
                                 strategies[i].cautions[k].criterion,
                                 {},
                                 0,
                                 false});
      }
    }
    collect_thresholds();
  }

  TableFindings inspect(std::size_t scenarios) {
    const std::size_t blocks = std::max<std::size_t>(1, (scenarios + max_lanes - 1) / max_lanes);
    result_.scenarios = blocks * max_lanes;
    first_.assign(strategies_.size(), 0);
    blocked_.assign(strategies_.size(), 0);
    for (std::size_t i = 0; i < blocks; ++i) one_block();
    for (std::size_t i = 0; i < strategies_.size(); ++i) {
      dead_rules(i);
      equal_rules(i);
      if (first_[i] == 0)
        result_.findings.push_back({TableFinding::Kind::never_first, false, strategies_[i].id, "", ""});
      if (blocked_[i] == 0) result_.never_blocked.push_back(strategies_[i].id);
    }
    correlations();
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const auto& a, const auto& b) { return a.first && !b.first; });
    for (auto& [pure, facts] : candidates_) result_.all_blocked.push_back(std::move(facts));
    return std::move(result_);
  }

 private:
  // --- drawing scenarios ---

  void collect_thresholds() {
    thresholds_.resize(vocabulary_.size());
    const auto add = [&](const Expression& expression) {
      for (const Comparison& comparison : expression.comparisons)
        thresholds_[comparison.slot].push_back(comparison.threshold);
      if (!expression.is_truth || !expression.comparisons.empty()) return;
      // "latency_ms < if(…, 20, 50)": any number of the line may be the one that matters.
      for (const std::size_t slot : expression.reads) {
        thresholds_[slot].insert(thresholds_[slot].end(), expression.constants.begin(), expression.constants.end());
      }
    };
    for (const CompiledStrategy& strategy : program_.strategies) {
      for (const Expression& gate : strategy.gates) add(gate);
      for (const auto& caution : strategy.cautions) add(caution.when);
      for (const auto& value : strategy.values) add(value.raw);
    }
    for (const Expression& derivation : derivations_) add(derivation);
  }

  /// A value of a fact: near a number that some rule compares it with, or anywhere in its range.
  double draw(const FactSpec& spec, std::size_t slot) {
    if (spec.has_levels()) return spec.level_value(random_.below(spec.levels.size()));
    const bool anywhere = random_.chance(0.25);  // beyond what is plausible, but allowed
    const double low = anywhere ? spec.low : std::clamp(spec.plausible_low, spec.low, spec.high);
    const double high = anywhere ? spec.high : std::clamp(spec.plausible_high, low, spec.high);
    double value = 0;
    if (!thresholds_[slot].empty() && random_.chance(0.4)) {
      value = thresholds_[slot][random_.below(thresholds_[slot].size())] * random_.log_between(0.5, 2);
    } else if (spec.type == FactType::level || spec.type == FactType::ratio || high < 100) {
      value = random_.between(low, high);
    } else if (low <= 0 && random_.chance(0.1)) {
      value = 0;
    } else {
      const double least = low > 0 ? low : 1;
      value = random_.log_between(least, std::max(high, least));
    }
    const bool whole = spec.type == FactType::level || spec.type == FactType::count || spec.type == FactType::tokens;
    return std::clamp(whole ? std::nearbyint(value) : value, spec.low, spec.high);
  }

  void draw_facts(Block& block) {
    for (std::size_t slot = 0; slot < vocabulary_.size(); ++slot) {
      const FactSpec& spec = vocabulary_.slots[slot];
      block.known[slot] = 0;
      const bool given = spec.kind == FactSpec::Kind::given;
      const bool known = given && random_.chance(0.7);
      block.known[slot] = known ? 1 : 0;
      const double assumed = given && spec.assumed.present ? spec.assumed.central : nan;
      for (std::size_t lane = 0; lane < max_lanes; ++lane) {
        const double value = known ? draw(spec, slot) : nan;
        block.set(slot, lane, known ? value : assumed, value);
      }
    }
  }

  /// What follows from the facts, as advise/gather_facts does it: known facts fill others, then slots of their own.
  void derive(Block& block) {
    std::array<double, max_lanes> score{}, gate{};
    for (const bool own_slots : {false, true}) {
      for (std::size_t i = 0; i < derivations_.size(); ++i) {
        const Derivation& derivation = vocabulary_.derivations[i];
        const bool own = derivation.from.empty();
        if (own != own_slots || derivations_[i].code.empty()) continue;
        if (!own) {
          const bool all = std::all_of(derivation.from.begin(), derivation.from.end(),
                                       [&](std::size_t from) { return block.known[from] != 0; });
          if (block.known[derivation.slot] != 0 || !all) continue;
        }
        evaluate(derivations_[i], block.scores(), score);
        evaluate(derivations_[i], block.gates(), gate);
        for (std::size_t lane = 0; lane < max_lanes; ++lane) {
          block.set(derivation.slot, lane, score[lane], own || derivation.narrows ? gate[lane] : nan);
        }
        const auto& reads = derivations_[i].reads;
        const bool known =
            std::all_of(reads.begin(), reads.end(), [&](std::size_t slot) { return block.known[slot] != 0; });
        block.known[derivation.slot] = !own || known ? 1 : 0;
      }
    }
  }

  void draw_estimates(Block& block) {
    for (std::size_t slot = 0; slot < vocabulary_.size(); ++slot) {
      const FactSpec& spec = vocabulary_.slots[slot];
      if (spec.kind != FactSpec::Kind::estimated) continue;
      block.known[slot] = 1;
      const auto [low, high] = estimate_range(spec.unit);
      for (std::size_t lane = 0; lane < max_lanes; ++lane) {
        const double value =
            spec.has_levels() ? spec.level_value(random_.below(spec.levels.size())) : random_.log_between(low, high);
        block.set(slot, lane, value, value);
      }
    }
  }

  // --- judging them ---

  void one_block() {
    Block block(vocabulary_.size());
    draw_facts(block);
    derive(block);
    std::array<double, max_lanes> buffer{};
    std::vector<std::array<double, max_lanes>> scores(strategies_.size());
    std::array<std::size_t, max_lanes> blocked{}, blocked_by_facts{};
    for (std::size_t i = 0; i < strategies_.size(); ++i) {
      draw_estimates(block);
      std::uint64_t any = 0;
      std::uint64_t by_facts = 0;
      for (Rule& rule : rules_[i]) {
        evaluate(*rule.when, rule.gate ? block.gates() : block.scores(), buffer);
        std::uint64_t held = 0;
        for (std::size_t lane = 0; lane < max_lanes; ++lane) {
          if (buffer[lane] != 1.0) continue;
          held |= std::uint64_t{1} << lane;
          ++rule.times;
        }
        rule.held.push_back(held);
        if (!rule.gate) continue;
        any |= held;
        if (!reads_estimates(*rule.when)) by_facts |= held;
      }
      if (any != 0) ++blocked_[i];
      score(i, block, scores[i]);
      for (std::size_t lane = 0; lane < max_lanes; ++lane) {
        if ((any >> lane & 1U) != 0) {
          scores[i][lane] = -1;
          ++blocked[lane];
        }
        if ((by_facts >> lane & 1U) != 0) ++blocked_by_facts[lane];
      }
    }
    for (std::size_t lane = 0; lane < max_lanes; ++lane) {
      if (blocked[lane] == strategies_.size()) {
        remember(block, lane, blocked_by_facts[lane] == strategies_.size());
        continue;
      }
      double best = -1;
      for (const auto& score : scores) best = std::max(best, score[lane]);
      for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i][lane] == best) ++first_[i];
      }
    }
  }

  bool reads_estimates(const Expression& expression) const {
    return std::any_of(expression.reads.begin(), expression.reads.end(),
                       [&](std::size_t slot) { return vocabulary_.slots[slot].kind == FactSpec::Kind::estimated; });
  }

  void score(std::size_t strategy, const Block& block, std::array<double, max_lanes>& scores) {
    constexpr std::size_t enough = 3000;  // scenarios that the correlations are taken over
    const bool keep = values_.empty() || values_.front().size() < enough * strategies_.size();
    if (values_.empty()) values_.resize(program_.criteria.size());
    const CompiledStrategy& compiled = program_.strategies[strategy];
    std::array<double, max_lanes> raw{}, when{};
    scores.fill(0);
    for (const CompiledStrategy::Value& rule : compiled.values) {
      const Criterion& criterion = program_.criteria[rule.criterion];
      evaluate(rule.raw, block.scores(), raw);
      for (double& value : raw) value = scale_value(criterion, value);
      for (const CompiledStrategy::Deduction& caution : compiled.cautions) {
        if (caution.criterion != rule.criterion) continue;
        evaluate(caution.when, block.scores(), when);
        for (std::size_t lane = 0; lane < max_lanes; ++lane) raw[lane] -= when[lane] == 1.0 ? caution.takes : 0;
      }
      for (std::size_t lane = 0; lane < max_lanes; ++lane) {
        const double value = std::clamp(raw[lane], 0.0, 1.0);
        scores[lane] += points(criterion.weight, value);
        if (keep) values_[rule.criterion].push_back(value);
      }
    }
  }

  void remember(const Block& block, std::size_t lane, bool by_facts_alone) {
    constexpr std::size_t enough = 40;
    if (candidates_.size() >= enough) return;
    KnownFacts facts;
    for (std::size_t slot = 0; slot < vocabulary_.size(); ++slot) {
      if (vocabulary_.slots[slot].kind == FactSpec::Kind::given && block.known[slot] != 0) {
        const double value = block.gate[slot * max_lanes + lane];
        if (!std::isnan(value)) facts.emplace_back(slot, value);
      }
    }
    candidates_.emplace_back(by_facts_alone, std::move(facts));
  }

  // --- what follows ---

  void dead_rules(std::size_t strategy) {
    for (Rule& rule : rules_[strategy]) {
      const Truth everywhere = over_all(*rule.when);
      const bool never = everywhere == Truth::no || rule.times == 0;
      const bool always = everywhere == Truth::yes || rule.times == result_.scenarios;
      if (!never && !always) continue;
      rule.dead = true;
      result_.findings.push_back({never ? TableFinding::Kind::never_true : TableFinding::Kind::always_true,
                                  everywhere != Truth::unknown, strategies_[strategy].id, rule.id, ""});
    }
  }

  void equal_rules(std::size_t strategy) {
    constexpr std::size_t least = 30;  // a rule that hardly ever holds is implied by chance
    const std::vector<Rule>& rules = rules_[strategy];
    for (std::size_t a = 0; a < rules.size(); ++a) {
      for (std::size_t b = 0; b < rules.size(); ++b) {
        if (a == b || rules[a].gate != rules[b].gate || rules[a].criterion != rules[b].criterion) continue;
        if (rules[a].times < least || rules[a].dead || rules[b].dead) continue;
        bool within = true;
        for (std::size_t i = 0; within && i < rules[a].held.size(); ++i)
          within = (rules[a].held[i] & ~rules[b].held[i]) == 0;
        if (!within) continue;
        const bool same = rules[a].times == rules[b].times;
        if (same && a > b) continue;  // reported once
        if (same) {
          result_.findings.push_back(
              {TableFinding::Kind::duplicate, false, strategies_[strategy].id, rules[b].id, rules[a].id});
        } else if (rules[a].gate) {
          // Cautions that grow step by step imply each other on purpose; a gate inside another one does nothing.
          result_.findings.push_back(
              {TableFinding::Kind::implied, false, strategies_[strategy].id, rules[a].id, rules[b].id});
        }
      }
    }
  }

  /// The truth of a condition over the whole range of every fact, whatever is known.
  Truth over_all(const Expression& condition) {
    if (low_.empty()) full_ranges();
    bool yes = true;
    bool no = true;
    each_pattern(condition, [&] {
      const auto [low, high] = interval(condition);
      yes = yes && low == 1.0;
      no = no && high == 0.0;
    });
    return yes ? Truth::yes : (no ? Truth::no : Truth::unknown);
  }

  void full_ranges() {
    low_.assign(vocabulary_.size(), -std::numeric_limits<double>::infinity());
    high_.assign(vocabulary_.size(), std::numeric_limits<double>::infinity());
    known_.assign(vocabulary_.size(), 0);
    for (std::size_t slot = 0; slot < vocabulary_.size(); ++slot) {
      const FactSpec& spec = vocabulary_.slots[slot];
      if (spec.kind == FactSpec::Kind::given) {
        low_[slot] = spec.low;
        high_[slot] = spec.high;
      } else if (spec.kind == FactSpec::Kind::estimated) {
        low_[slot] = 0;
        high_[slot] = spec.has_levels() ? 1 : std::numeric_limits<double>::max();
      }
    }
    for (std::size_t i = 0; i < derivations_.size(); ++i) {
      const Derivation& derivation = vocabulary_.derivations[i];
      if (!derivation.from.empty() || derivations_[i].code.empty()) continue;
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      each_pattern(derivations_[i], [&] {
        const auto range = interval(derivations_[i]);
        low = std::min(low, range.first);
        high = std::max(high, range.second);
      });
      low_[derivation.slot] = low;
      high_[derivation.slot] = high;
    }
  }

  std::pair<double, double> interval(const Expression& expression) const {
    std::array<double, max_lanes> low{}, high{};
    evaluate(expression, RangeBlock{1, 1, low_.data(), high_.data(), known_.data()}, low, high);
    return {low[0], high[0]};
  }

  /// Calls `visit` with every combination of known and unknown for the facts that `expression` asks that of.
  template <class Visit>
  void each_pattern(const Expression& expression, Visit visit) {
    std::vector<std::size_t> asked;
    for (const Instruction& step : expression.code) {
      if (step.op == Op::known && std::find(asked.begin(), asked.end(), step.operand) == asked.end())
        asked.push_back(step.operand);
    }
    constexpr std::size_t most = 10;
    asked.resize(std::min(asked.size(), most));
    for (std::size_t pattern = 0; pattern < std::size_t{1} << asked.size(); ++pattern) {
      for (std::size_t i = 0; i < asked.size(); ++i) known_[asked[i]] = (pattern >> i & 1U) != 0 ? 1 : 0;
      visit();
    }
  }

  void correlations() {
    constexpr double together = 0.9;
    for (std::size_t a = 0; a < values_.size(); ++a) {
      for (std::size_t b = a + 1; b < values_.size(); ++b) {
        if (values_[a].size() != values_[b].size() || values_[a].empty()) continue;
        const double r = rank_correlation(values_[a], values_[b]);
        if (std::abs(r) > together) result_.correlated.push_back({program_.criteria[a].id, program_.criteria[b].id, r});
      }
    }
  }

  const Program& program_;
  std::span<const Strategy> strategies_;
  const Vocabulary& vocabulary_;
  std::vector<Expression> derivations_;
  std::vector<std::vector<Rule>> rules_;                 ///< by strategy
  std::vector<std::vector<double>> thresholds_;          ///< by slot
  std::vector<std::vector<double>> values_;              ///< by criterion: options and scenarios in one row
  std::vector<std::size_t> first_, blocked_;             ///< by strategy
  std::vector<std::pair<bool, KnownFacts>> candidates_;  ///< blocked by facts alone, without drawn estimates
  std::vector<double> low_, high_;                       ///< by slot: all it can be
  std::vector<unsigned char> known_;
  Draw random_;
  TableFindings result_;
};

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) rank[order[i]] = static_cast<double>(begin + end - 1) / 2;
    begin = end;
  }
  return rank;
}

}  // namespace

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> left = ranks(a);
  const std::vector<double> right = ranks(b);
  const double mean = (static_cast<double>(a.size()) - 1) / 2;
  double both = 0;
  double first = 0;
  double second = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    both += (left[i] - mean) * (right[i] - mean);
    first += (left[i] - mean) * (left[i] - mean);
    second += (right[i] - mean) * (right[i] - mean);
  }
  return first == 0 || second == 0 ? 0 : both / std::sqrt(first * second);
}

TableFindings inspect_table(const Program& program, std::span<const Strategy> strategies, const Vocabulary& vocabulary,
                            std::size_t scenarios) {
  return Inspector(program, strategies, vocabulary).inspect(scenarios);
}

}  // namespace pathfinder
